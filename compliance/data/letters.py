"""Letters and the marks on them, brought into one form in bounded time.

Marks that stand on one letter are put in order when a text is normalised, and each is
compared with the others: thousands of them on a letter take hours. No script has more
than a handful; Unicode draws the line at thirty, and so is it here.
"""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

MOST_MARKS: Final = 30
"""Marks on one letter: the bound of texts that Unicode calls safe for streams."""

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def most_marks(text: str) -> int:
    r"""The most marks that stand on one letter of a text.

    >>> most_marks("plain"), most_marks("e\u0301\u0323!")
    (0, 2)
    """
    most = run = 0
    for character in text if not text.isascii() else "":
        run = run + 1 if unicodedata.combining(character) else 0
        most = max(most, run)
    return most


def normal(form: Form, text: str) -> str:
    """A text in a normal form of Unicode; of too many marks on a letter the first stay.

    Args:
        form: as Unicode calls it.
        text: of whomever.
    """
    if most_marks(text) > MOST_MARKS:
        text = _without_excess(text)
    return unicodedata.normalize(form, text)


def _without_excess(text: str) -> str:
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
