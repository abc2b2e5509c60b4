"""What a declaration vouches for, what follows it, and what lies outside it.

Every requirement of an edition with a declaration is exactly one of the three. Which one
is data of the edition; here it is only looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, model_validator

from compliance.checklist.base import Id, Model, Text
from compliance.checklist.conditions import Condition
from compliance.law.provision import around

if TYPE_CHECKING:
    from compliance.checklist.model import Requirement

Kind = Literal["attested", "follows", "outside"]
ATTESTED: Final = "attested"
FOLLOWS: Final = "follows"
OUTSIDE: Final = "outside"


class Concerned(Model):
    """Requirements that stand alike towards the declaration, and why.

    A requirement belongs where its id is listed, otherwise where the narrowest provision
    stands that holds its first provision.
    """

    because: Text
    """Why, in a few words for whoever signs."""
    basis: tuple[str, ...] = ()
    """The provisions from which that follows."""
    provisions: tuple[str, ...] = ()
    """Provisions with everything inside them."""
    requirements: tuple[Id, ...] = ()
    """Single requirements, whatever their provision."""

    @model_validator(mode="after")
    def _names_something(self) -> Concerned:
        if not (self.provisions or self.requirements):
            msg = "name provisions or requirements"
            raise ValueError(msg)
        return self


class Attested(Concerned):
    """Requirements whose fulfilment the declaration vouches for."""

    from_its_day: bool = False
    """Whether a requirement is vouched for only once it is in application; otherwise the
    declaration speaks of it whatever the day."""
    whole: bool = False
    """Whether nothing inside these provisions may be taken out of what is vouched for."""


class Fined(Model):
    """Where the law fines a breach of some provisions."""

    provisions: Annotated[tuple[str, ...], Field(min_length=1)]
    fine: str
    """The provision that lays the fine down."""
    roles: tuple[Id, ...] = ()
    """Only for requirements that bind one of these; for all where none is named."""
    besides: tuple[Id, ...] = ()
    """Requirements that stand there without being what is fined."""


class DeclarationVariant(Model):
    """What a point states in one case of several, such as one of several procedures."""

    when: Condition
    statement: Text
    facts: tuple[Id, ...] = ()


class DeclarationPoint(Model):
    """One point of the declaration of conformity, filled from answers."""

    provision: str
    title: Text
    statement: str = ""
    """Text with ``{fact-id}`` slots, in our own words."""
    facts: tuple[Id, ...] = ()
    """Answers the point needs; one that is missing keeps the draft a draft."""
    optional_facts: tuple[Id, ...] = ()
    variants: tuple[DeclarationVariant, ...] = ()
    """One of them is printed, the first that holds, in place of ``statement``."""
    when: Condition | None = None
    otherwise: str = ""
    """What is printed where ``when`` is false, or none of the variants holds."""
    blocked_when: Condition | None = None
    """When the point cannot be stated although the law demands it."""
    blocked_text: str = ""
    """Why not; stands among the reasons for which a draft stays a draft."""

    @model_validator(mode="after")
    def _says_why(self) -> DeclarationPoint:
        if self.blocked_when is not None and not self.blocked_text:
            msg = "blocked_when needs blocked_text"
            raise ValueError(msg)
        if self.variants and (self.statement or self.facts or self.when is not None):
            msg = "a point with variants has no statement, facts or when of its own"
            raise ValueError(msg)
        return self


class DeclarationFile(Model):
    """The file ``declaration.yaml``: what the law wants to be declared."""

    title: Text
    """Name of the document, as a heading."""
    called: Text = "declaration"
    """How sentences call it."""
    provision: str
    annex: str = ""
    """Where its content is laid down, if not in the provision itself."""
    applies_when: Condition
    role: Id
    """Whose declaration it is. What binds other roles only lies outside it."""
    attests: Annotated[tuple[Attested, ...], Field(min_length=1)]
    """What the declaration vouches for: open, it keeps the declaration a draft."""
    follows: tuple[Concerned, ...] = ()
    """What can only be done once the declaration is there: it never stands in its way."""
    outside: tuple[Concerned, ...] = ()
    """Duties that it says nothing about: open, they are known at signature."""
    fines: tuple[Fined, ...] = ()
    """Where the law fines what is open, as far as it names it."""
    points: Annotated[tuple[DeclarationPoint, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Declared:
    """How a requirement stands towards the declaration."""

    kind: Kind
    because: str
    """Why; empty where it binds other roles only."""
    from_its_day: bool = False
    """Of what is attested: only once it is in application."""
    fine: str = ""
    """The provision that fines a breach, where the edition names it."""


def entries(file: DeclarationFile) -> Iterator[tuple[Kind, int, Concerned]]:
    """Every entry with its kind and its place in the list of that kind."""
    lists: tuple[tuple[Kind, tuple[Concerned, ...]], ...] = (
        (ATTESTED, file.attests),
        (FOLLOWS, file.follows),
        (OUTSIDE, file.outside),
    )
    for kind, listed in lists:
        for at, entry in enumerate(listed):
            yield kind, at, entry


def sort_declared(
    file: DeclarationFile, requirements: Iterable[Requirement], canonical: Callable[[str], str]
) -> dict[str, Declared]:
    """How each requirement stands towards the declaration, by its id.

    Args:
        file: what the edition says.
        requirements: the requirements to look up.
        canonical: the id under which the outline keeps a provision.

    Returns:
        Those that an entry covers or that bind other roles only; the review of the edition
        reports any that is missing.
    """
    places = _Places(file, canonical)
    found: dict[str, Declared] = {}
    for requirement in requirements:
        scope = canonical(requirement.provisions[0])
        fine = places.fine(requirement, scope)
        entry = places.entry(requirement, scope)
        if entry is not None:
            kind, chosen = entry
            from_its_day = isinstance(chosen, Attested) and chosen.from_its_day
            found[requirement.id] = Declared(kind, chosen.because, from_its_day, fine)
        elif file.role not in requirement.roles:
            found[requirement.id] = Declared(OUTSIDE, "", fine=fine)
    return found


class _Places:
    """Where requirements and provisions stand in the file."""

    def __init__(self, file: DeclarationFile, canonical: Callable[[str], str]) -> None:
        self._role = file.role
        self._fines = [(item, set(map(canonical, item.provisions))) for item in file.fines]
        self._by_id: dict[str, tuple[Kind, Concerned]] = {}
        self._by_provision: dict[str, tuple[Kind, Concerned]] = {}
        for kind, _, entry in entries(file):
            for known in entry.requirements:
                self._by_id.setdefault(known, (kind, entry))
            for wide in map(canonical, entry.provisions):
                self._by_provision.setdefault(wide, (kind, entry))

    def entry(self, requirement: Requirement, scope: str) -> tuple[Kind, Concerned] | None:
        """The entry that holds a requirement: by its id, or by the narrowest provision."""
        found = self._by_id.get(requirement.id)
        if found is not None or self._role not in requirement.roles:
            return found
        held = (self._by_provision.get(wide) for wide in around(scope))
        return next((item for item in held if item is not None), None)

    def fine(self, requirement: Requirement, scope: str) -> str:
        """The provision that fines a breach; empty where the file names none."""
        for fined, provisions in self._fines:
            other_role = fined.roles and not set(fined.roles) & set(requirement.roles)
            if other_role or requirement.id in fined.besides:
                continue
            if any(wide in provisions for wide in around(scope)):
                return fined.fine
        return ""
