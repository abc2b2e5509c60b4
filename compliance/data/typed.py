"""What people type: texts without what cannot be printed, and dates."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Any, Final

from compliance.data.letters import MOST_MARKS, most_marks, normal
from compliance.errors import ConformityError, fail

MAX_TEXT: Final = 20_000
LONGER: Final = 4
"""How many characters may become one when a text is normalised."""
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def clean_text(place: str, text: str, limit: int = MAX_TEXT) -> str:
    r"""Normalise text and refuse what cannot be stored or printed.

    Line ends become ``\n``; the text becomes Unicode NFC; control characters
    other than tab and newline, half surrogates, and letters under heaps of accents
    are refused. Every other sign stays: a tick or a square in an answer is a sign in an
    answer, and states are told by words in places of their own.

    Raises:
        ConformityError: ``answer.control-character`` or ``answer.too-long``.
    """
    if len(text) > LONGER * limit:
        raise _too_long(place, len(text), limit)  # before anything else is done with it
    if (marks := most_marks(text)) > MOST_MARKS:
        raise fail(
            place,
            "answer.control-character",
            f"The text has {marks} accents on one letter; {MOST_MARKS} are accepted.",
            "Remove them; no writing has so many.",
        )
    text = normal("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for character in text:
        if character not in "\t\n" and unicodedata.category(character) in {"Cc", "Cs"}:
            raise fail(
                place,
                "answer.control-character",
                f"The text has the unprintable character U+{ord(character):04X}.",
                "Remove it; it often comes from copying out of another program.",
            )
    if len(text) > limit:
        raise _too_long(place, len(text), limit)
    return text.strip()


def _too_long(place: str, length: int, limit: int) -> ConformityError:
    return fail(
        place,
        "answer.too-long",
        f"The text has {length} characters; {limit} are accepted.",
        "Shorten it and attach the long version as evidence.",
    )


def parse_date(place: str, raw: Any) -> datetime.date:
    """Read a date written ``YYYY-MM-DD``.

    Raises:
        ConformityError: ``answer.impossible-date``.
    """
    if isinstance(raw, datetime.date):
        return raw
    found = _DATE.fullmatch(raw.strip()) if isinstance(raw, str) else None
    try:
        if found:
            return datetime.date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise fail(
        place,
        "answer.impossible-date",
        f"“{str(raw)[:40]}” is not a date.",
        "Write year-month-day, for example 2027-12-02.",
    )
