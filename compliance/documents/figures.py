"""Small figures of a dossier, each drawn with as few paths as it has paints.

A path begins at places and goes on in relative steps, so that one path holds a shape as
often as it occurs: the squares of a hundred requirements that are met are two paths.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.verdict import Status
from compliance.language.words import number_of
from compliance.views.marks import Count, Mark, status_counts


@dataclass(frozen=True)
class Paint:
    """How a path is drawn, in the words of SVG; black, and no line, unless they say so."""

    fill: str = "none"
    stroke: str = ""
    width: float = 1
    dashes: str = ""

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """Names and values as they stand in the path."""
        drawn = (
            ("fill", self.fill),
            ("stroke", self.stroke),
            ("stroke-width", f"{self.width:g}" if self.stroke and self.width != 1 else ""),
            ("stroke-dasharray", self.dashes),
        )
        return tuple((name, value) for name, value in drawn if value)


@dataclass(frozen=True)
class Path:
    """One path: the same paint in all the places where it occurs."""

    d: str
    paint: Paint


@dataclass(frozen=True)
class Figure:
    """A picture of a few paths, with what it shows in words."""

    title: str
    width: float
    height: float
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Tally(Figure):
    """A map with one square a requirement, and the counts beside it."""

    counts: tuple[Count, ...]


Stroke = tuple[float, float, str]
"""Where a line begins in its cell, and its relative steps from there."""

CELL: Final = 12
"""Side of the cell of a requirement; its shape keeps a distance of one around it."""
_SQUARE: Final = (1.5, 1.5, "h9v9h-9z")
_LIGHT: Final = "#fff"
INK, PETROL, GREY, HAIR, TINT, RED = (
    "#14222a",
    "#0b3c49",
    "#4a5a61",
    "#b9c4c8",
    "#eef2f3",
    "#8f1016",
)
"""The colours of papers; red says only that something is open or beyond its limit."""
_DASHES: Final = "1.5 1"

SHAPES: Final[Mapping[str, tuple[tuple[Paint, tuple[Stroke, ...]], ...]]] = {
    Status.MET.value: (
        (Paint(PETROL), ((1, 1, "h10v10h-10z"),)),
        (Paint(stroke=_LIGHT, width=1.5), ((3.2, 6.2, "l2 2.2 3.7-4.8"),)),
    ),
    Status.PARTLY_MET.value: (
        (Paint(_LIGHT, PETROL), (_SQUARE,)),
        (Paint(PETROL), ((1.5, 10.5, "h9v-9z"),)),
    ),
    Status.NOT_MET.value: (
        (Paint(_LIGHT, RED, 1.6), ((1.8, 1.8, "h8.4v8.4h-8.4z"),)),
        (Paint(stroke=RED, width=1.5), ((4, 4, "l4 4"), (8, 4, "l-4 4"))),
    ),
    Status.NOT_BEGUN.value: (
        (Paint(_LIGHT, RED, dashes=_DASHES), (_SQUARE,)),
        (Paint(stroke=RED, width=1.2), ((7.6, 3.4, "l-3.2 2.6 3.2 2.6"),)),
    ),
    Status.NOT_ASSESSED.value: (
        (Paint(_LIGHT, GREY, dashes=_DASHES), (_SQUARE,)),
        (Paint(stroke=GREY, width=1.2), tuple((x, 6, "h1.2") for x in (3, 5.4, 7.8))),
    ),
    Status.UNDETERMINED.value: (
        (
            Paint(_LIGHT, GREY, dashes=_DASHES),
            ((1.6, 6, "a4.4 4.4 0 1 1 8.8 0a4.4 4.4 0 1 1-8.8 0z"),),
        ),
        (Paint(stroke=GREY, width=0.9), ((4.8, 5, "a1.3 1.3 0 1 1 1.3 1.4v.8"), (6.1, 8, "v.9"))),
    ),
    Status.NOT_APPLICABLE.value: (
        (Paint(TINT, HAIR, 0.6), (_SQUARE,)),
        (Paint(stroke=GREY, width=1.1), ((3.6, 6, "h4.8"),)),
    ),
    Status.OUT_OF_SCOPE.value: ((Paint(HAIR), ((4.2, 4.2, "h3.6v3.6h-3.6z"),)),),
}
"""How a requirement is drawn, by its status. The shapes differ, not the colours alone, so
that grey print works."""


def tally(marks: Sequence[Mark], across: int) -> Tally:
    """A map of requirements, one square each, ``across`` squares in a row."""
    places: dict[str, list[tuple[int, int]]] = {}
    for at, mark in enumerate(marks):
        places.setdefault(mark.key, []).append((at % across * CELL, at // across * CELL))
    counts = status_counts(Status(mark.key) for mark in marks)
    words = ", ".join(f"{item.number} {item.mark.word.lower()}" for item in counts)
    rows = max(1, -(-len(marks) // across))
    return Tally(
        f"One square for each of {number_of(len(marks), 'requirement')}: {words}."
        if words
        else "No requirements.",
        min(len(marks), across) * CELL or CELL,
        rows * CELL,
        tuple(
            Path(_strokes(strokes, places[item.mark.key]), paint)
            for item in counts
            for paint, strokes in SHAPES[item.mark.key]
        ),
        counts,
    )


def _strokes(strokes: Iterable[Stroke], places: Iterable[tuple[int, int]]) -> str:
    """The same strokes in each of the cells given."""
    lines = tuple(strokes)
    return "".join(f"M{x + dx:g} {y + dy:g}{steps}" for x, y in places for dx, dy, steps in lines)


@functools.lru_cache(8)
def qr_code(text: str, title: str) -> Figure:
    """A QR code of a text, with error correction level M and a quiet zone around it."""
    import segno  # noqa: PLC0415 - heavy, and only the dossier needs it

    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=2))
    # Lines as thick as a module: an area has four sides, and the press reads each of them.
    d = "".join(
        f"M{start} {y + 0.5}h{length}" for y, row in enumerate(rows) for start, length in _runs(row)
    )
    return Figure(title, len(rows), len(rows), (Path(d, Paint(stroke=INK, width=1)),))


def _runs(row: Iterable[int]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules in a row."""
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((at, 1))
    return found
