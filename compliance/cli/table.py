"""A table in the terminal: one line a row, as many columns as there is room for."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Sequence
from typing import Final

GAP: Final = "  "
NARROW: Final = 12
"""Columns of the screen that the first column of a table keeps at least."""
WIDEST: Final = 34
"""Columns of the screen that a column takes at most."""
PIPED: Final = 140
"""Columns where nobody watches."""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], columns: int = 0) -> list[str]:
    """The lines of a table; what does not fit is cut, the last columns first.

    Args:
        headings: of the columns, those first that are needed most.
        rows: texts of the cells.
        columns: of the screen; those of the terminal where none are given.
    """
    room = columns or shutil.get_terminal_size((PIPED, 24)).columns - 1
    widths = [
        min(max(map(_width, (heading, *(row[at] for row in rows)))), WIDEST)
        for at, heading in enumerate(headings)
    ]
    least = min(widths[0], NARROW)
    while len(widths) > 1 and least + sum(widths[1:]) + len(GAP) * (len(widths) - 1) > room:
        widths.pop()
    rest = room - sum(widths[1:]) - len(GAP) * (len(widths) - 1)
    widths[0] = max(min(widths[0], rest), min(least, room))
    return [
        GAP.join(_fit(text, width) for text, width in zip(row, widths, strict=False)).rstrip()
        for row in (headings, *rows)
    ]


def _fit(text: str, width: int) -> str:
    """A text in exactly so many columns of the screen."""
    if _width(text) > width:
        text, kept = "", text
        for character in kept:
            if _width(text + character) > width - 1:
                break
            text += character
        text += "…"
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns that a text takes: wide letters take two, accents none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )
