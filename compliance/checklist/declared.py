"""What a declaration vouches for, what follows it, and what lies outside it.

Every requirement of an edition with a declaration is exactly one of the three. Which one
is data of the edition; here it is only looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from compliance.checklist.documents import Attested, Concerned, DocumentFile, Vouching
from compliance.checklist.model import Requirement
from compliance.law.provision import around

Kind = Literal["attested", "follows", "outside"]
ATTESTED: Final = "attested"
FOLLOWS: Final = "follows"
OUTSIDE: Final = "outside"


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


def entries(vouches: Vouching) -> Iterator[tuple[Kind, int, Concerned]]:
    """Every entry with its kind and its place in the list of that kind."""
    lists: tuple[tuple[Kind, tuple[Concerned, ...]], ...] = (
        (ATTESTED, vouches.attests),
        (FOLLOWS, vouches.follows),
        (OUTSIDE, vouches.outside),
    )
    for kind, listed in lists:
        for at, entry in enumerate(listed):
            yield kind, at, entry


def sort_declared(
    file: DocumentFile, requirements: Iterable[Requirement], canonical: Callable[[str], str]
) -> dict[str, Declared]:
    """How each requirement stands towards the declaration, by its id.

    Args:
        file: the declaration of the edition.
        requirements: the requirements to look up.
        canonical: the id under which the outline keeps a provision.

    Returns:
        Those that an entry covers or that bind other roles only; the review of the edition
        reports any that is missing.
    """
    if file.vouches is None:
        return {}
    places = _Places(file.role, file.vouches, canonical)
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

    def __init__(self, role: str, vouches: Vouching, canonical: Callable[[str], str]) -> None:
        self._role = role
        self._fines = [(item, set(map(canonical, item.provisions))) for item in vouches.fines]
        self._by_id: dict[str, tuple[Kind, Concerned]] = {}
        self._by_provision: dict[str, tuple[Kind, Concerned]] = {}
        for kind, _, entry in entries(vouches):
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
