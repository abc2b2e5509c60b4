"""Review of claims: the tables and columns that state figures, and kinds of evidence."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import GroupQuestion
from compliance.errors import Problem

FILE = "file:claims"


def review_claims(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the claims that measured figures meet."""
    claims = catalogue.claims
    if claims is None:
        return
    for at, claim in enumerate(claims.claims):
        question = catalogue.questions.get(claim.question)
        if not isinstance(question, GroupQuestion):
            yield Problem(
                catalogue.place(FILE, "claims", at, "question"),
                "checklist.unknown-fact",
                f"{claim.question} asks for no table.",
                "Name a question of the type group.",
            )
            continue
        columns = {field.id for field in question.fields}
        for named in (*claim.names, claim.stated):
            if named not in columns:
                yield Problem(
                    catalogue.place(FILE, "claims", at),
                    "checklist.unknown-fact",
                    f"{claim.question} has no column {named}.",
                    f"It has: {', '.join(sorted(columns))}.",
                )
    yield from _kinds(catalogue)
    yield from _names(catalogue)


def _kinds(catalogue: Catalogue) -> Iterator[Problem]:
    known = {word.id for word in catalogue.words(EVIDENCE_KINDS)}
    for measure, kind in (catalogue.claims.kinds if catalogue.claims else {}).items():
        if kind not in known:
            yield Problem(
                catalogue.place(FILE, "kinds", measure),
                "checklist.unknown-word",
                f"{kind} is not in the vocabulary {EVIDENCE_KINDS}.",
                "Name a kind of evidence.",
            )


def _names(catalogue: Catalogue) -> Iterator[Problem]:
    """Names that two figures share, so that nobody knows which is meant."""
    seen: dict[str, str] = {}
    for at, names in enumerate(catalogue.claims.names if catalogue.claims else ()):
        for name in names.also:
            other = seen.setdefault(name.casefold(), names.figure)
            if other != names.figure:
                yield Problem(
                    catalogue.place(FILE, "names", at),
                    "checklist.duplicate-id",
                    f"“{name}” names {other} and {names.figure}.",
                    "Leave it to one of them.",
                )
