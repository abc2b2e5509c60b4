"""What people type: texts without what cannot be printed, and dates."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Any, Final

from compliance.errors import fail

MAX_TEXT: Final = 20_000
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def clean_text(place: str, text: str, limit: int = MAX_TEXT) -> str:
    r"""Normalise text and refuse what cannot be stored or printed.

    Line ends become ``\n``; the text becomes Unicode NFC; control characters
    other than tab and newline, and half surrogates, are refused.

    Raises:
        ConformityError: ``answer.control-character`` or ``answer.too-long``.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for character in text:
        if character not in "\t\n" and unicodedata.category(character) in {"Cc", "Cs"}:
            raise fail(
                place,
                "answer.control-character",
                f"The text has the unprintable character U+{ord(character):04X}.",
                "Remove it; it often comes from copying out of another program.",
            )
    if len(text) > limit:
        raise fail(
            place,
            "answer.too-long",
            f"The text has {len(text)} characters; {limit} are accepted.",
            "Shorten it and attach the long version as evidence.",
        )
    return text.strip()


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
