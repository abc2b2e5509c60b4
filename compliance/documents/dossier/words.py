"""What only paper shows: the map of requirements, digests to read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from compliance.assessment.verdict import Status
from compliance.documents.dossier.parts import Cell, Tally
from compliance.language.words import number_of
from compliance.views.marks import STATUS, status_counts

NOT_STATED: Final = "not stated"
SHORT_HEAD: Final = 16
_CELL: Final = 12


def groups_of_four(digest: str) -> str:
    """The start of a digest in groups, for reading aloud."""
    short = digest[:SHORT_HEAD]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))


def tally(statuses: Sequence[Status], across: int) -> Tally:
    """A map of requirements, one square each, ``across`` squares in a row."""
    cells = tuple(
        Cell(at % across * _CELL, at // across * _CELL, STATUS[status].key)
        for at, status in enumerate(statuses)
    )
    counts = status_counts(statuses)
    words = ", ".join(f"{item.number} {item.mark.word.lower()}" for item in counts)
    rows = max(1, -(-len(statuses) // across))
    return Tally(
        f"One square for each of {number_of(len(statuses), 'requirement')}: {words}."
        if words
        else "No requirements.",
        min(len(statuses), across) * _CELL or _CELL,
        rows * _CELL,
        cells,
        counts,
    )
