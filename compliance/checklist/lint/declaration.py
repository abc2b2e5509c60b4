"""Review of what a declaration vouches for: each requirement on exactly one side of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from compliance.checklist.base import ROLES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.declared import ATTESTED, entries
from compliance.checklist.documents import Attested, Concerned, DocumentFile, Vouching
from compliance.errors import Problem
from compliance.law.provision import is_within

KEYS = {"attested": "attests", "follows": "follows", "outside": "outside"}
"""Kind to the key of the file."""
CODE = "checklist.declared"
VOUCHES = "vouches"


def review_declared(catalogue: Catalogue) -> list[Problem]:
    """What is wrong with the three lists of the document that vouches."""
    file = catalogue.declaration
    if file is None or file.vouches is None:
        return []
    others = (one for one in catalogue.documents.values() if one.vouches and one is not file)
    return [
        *_unknown(catalogue, file, file.vouches),
        *_twice(catalogue, file.vouches),
        *_missing(catalogue, file),
        *_idle(catalogue, file, file.vouches),
        *_taken_out(catalogue, file, file.vouches),
        *(_second(catalogue, one) for one in others),
    ]


def named_provisions(vouches: Vouching) -> Iterator[tuple[tuple[str | int, ...], list[str]]]:
    """Every provision that the lists name, with where it stands in the file."""
    for kind, at, entry in entries(vouches):
        yield (VOUCHES, KEYS[kind], at), [*entry.basis, *entry.provisions]
    for at, fined in enumerate(vouches.fines):
        yield (VOUCHES, "fines", at), [*fined.provisions, fined.fine]


def _place(catalogue: Catalogue, *path: str | int) -> str:
    file = catalogue.declaration
    return catalogue.place("" if file is None else f"document:{file.id}", *path)


def _problem(catalogue: Catalogue, path: tuple[str | int, ...], says: str, hint: str) -> Problem:
    return Problem(_place(catalogue, VOUCHES, *path), CODE, says, hint)


def _second(catalogue: Catalogue, file: DocumentFile) -> Problem:
    says = "Another document of this edition vouches for requirements already."
    place = catalogue.place(f"document:{file.id}", VOUCHES)
    return Problem(place, CODE, says, "Leave vouches with one of them.")


def _unknown(catalogue: Catalogue, file: DocumentFile, vouches: Vouching) -> Iterator[Problem]:
    roles = {word.id for word in catalogue.words(ROLES)}
    named: list[tuple[tuple[str | int, ...], str]] = [(("role",), file.role)]
    fines = enumerate(vouches.fines)
    named += [((VOUCHES, "fines", at), role) for at, item in fines for role in item.roles]
    for path, role in named:
        if role not in roles:
            says = f"{role} is not in the vocabulary {ROLES}."
            place = _place(catalogue, *path)
            yield Problem(place, "checklist.unknown-word", says, f"Words: {', '.join(roles)}.")
    listed: list[tuple[str, int, tuple[str, ...]]] = [
        (KEYS[kind], at, entry.requirements) for kind, at, entry in entries(vouches)
    ]
    listed += [("fines", at, item.besides) for at, item in enumerate(vouches.fines)]
    for key, at, ids in listed:
        for known in ids:
            if known not in catalogue.requirements:
                place = _place(catalogue, VOUCHES, key, at)
                says = f"There is no requirement {known}."
                yield Problem(place, "checklist.unknown-id", says, "Correct the name.")


def _names(catalogue: Catalogue, entry: Concerned) -> list[str]:
    """Requirements and provisions of an entry, each as the outline keeps it."""
    return [*entry.requirements, *map(catalogue.outline.canonical, entry.provisions)]


def _twice(catalogue: Catalogue, vouches: Vouching) -> Iterator[Problem]:
    number = Counter(chain.from_iterable(_names(catalogue, item[2]) for item in entries(vouches)))
    for kind, at, entry in entries(vouches):
        for name in _names(catalogue, entry):
            if number[name] > 1:
                says = f"{name} stands in these lists more than once."
                yield _problem(catalogue, (KEYS[kind], at), says, "Leave it where it belongs.")


def _missing(catalogue: Catalogue, file: DocumentFile) -> Iterator[Problem]:
    for known, requirement in catalogue.requirements.items():
        if known not in catalogue.declared:
            yield _problem(
                catalogue,
                ("attests",),
                f"{known} ({requirement.provisions[0]}) binds the role {file.role}, and no list "
                "says how it stands towards the declaration.",
                "Put its provision or its id under attests, follows or outside.",
            )


def _idle(catalogue: Catalogue, file: DocumentFile, vouches: Vouching) -> Iterator[Problem]:
    canonical = catalogue.outline.canonical
    scopes = [
        canonical(item.provisions[0])
        for item in catalogue.requirements.values()
        if file.role in item.roles
    ]
    for kind, at, entry in entries(vouches):
        for wide in entry.provisions:
            if not any(is_within(scope, canonical(wide)) for scope in scopes):
                says = f"No requirement of the role {file.role} stands first under {wide}."
                yield _problem(catalogue, (KEYS[kind], at), says, "Take it out.")


def _taken_out(catalogue: Catalogue, file: DocumentFile, vouches: Vouching) -> Iterator[Problem]:
    """Requirements inside what is vouched for as a whole that are not vouched for."""
    for at, entry in enumerate(vouches.attests):
        for known, first in _inside(catalogue, file, entry):
            stands = catalogue.declared.get(known)
            if stands is None or (stands.kind == ATTESTED and not stands.from_its_day):
                continue
            says = f"{known} stands in {first}, which is vouched for as a whole, and is not."
            yield _problem(catalogue, ("attests", at), says, "Take its exception away.")


def _inside(catalogue: Catalogue, file: DocumentFile, entry: Attested) -> Iterator[tuple[str, str]]:
    """Requirements of the role inside an entry without exception, with their provision."""
    canonical = catalogue.outline.canonical
    for known, requirement in catalogue.requirements.items():
        first = canonical(requirement.provisions[0])
        inside = any(is_within(first, canonical(wide)) for wide in entry.provisions)
        if entry.whole and inside and file.role in requirement.roles:
            yield known, first
