"""Numbers, texts, days and places, as files of strangers write them."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from compliance.data.letters import normal

MAX_TEXT: Final = 20_000
"""Longest text that is taken over; what follows is left out, which an ellipsis says."""
MAX_WORDS: Final = 200
"""Most entries of a list."""
_NUMBER: Final = re.compile(r"[-+]?\d{1,20}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?")
_MILLISECONDS: Final = 1e11
"""A moment beyond this many seconds is counted in milliseconds: it is the year 5138."""


def number(value: Any) -> float | None:
    """A finite number; nothing for yes and no, words, ``NaN`` and what is beyond all bounds.

    >>> number(3), number("0.25"), number("N/A"), number(float("nan")), number(True)
    (3.0, 0.25, None, None, None)
    """
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value.strip()):
            return None
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def count(value: Any) -> int | None:
    """A number of things; nothing where it is none.

    >>> count(5000), count(12.0), count(-1), count(0.5), count(None)
    (5000, 12, None, None, None)
    """
    found = number(value)
    if found is None or found < 0 or found != int(found) or found > 1e15:  # noqa: PLR2004
        return None
    return int(found)


def text(value: Any, limit: int = MAX_TEXT) -> str:
    r"""A text that can be stored and printed; nothing where it is no text or number.

    Signs that steer a terminal and half surrogates are left out; what is beyond the limit
    is left out too, and an ellipsis says so.

    >>> text("  mit\x1b[2J "), text(8.0), text(None), text(["x"]), text("abcdef", 4)
    ('mit[2J', '8', '', '', 'abc…')
    """
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float):
        found = number(value)
        if found is None:
            return ""
        return str(int(found)) if found == int(found) and abs(found) < 1e15 else repr(found)  # noqa: PLR2004
    if not isinstance(value, str):
        return ""
    raw = value[: 2 * limit].replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        sign for sign in raw if sign in "\t\n" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )
    clean = normal("NFC", kept).strip()
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def line(value: Any, limit: int = 300) -> str:
    r"""The same on one line.

    >>> line("two\n lines")
    'two lines'
    """
    found = " ".join(text(value, 4 * limit).split())
    return found if len(found) <= limit else found[: limit - 1].rstrip() + "…"


def words(value: Any, limit: int = 300) -> list[str]:
    """A list of short texts; a single one is a list of one.

    >>> words(["en", "de", 3, None, ["x"]]), words("mit"), words({})
    (['en', 'de', '3'], ['mit'], [])
    """
    found = value if isinstance(value, list | tuple) else [value]
    said = (line(one, limit) for one in found[:MAX_WORDS])
    return list(dict.fromkeys(one for one in said if one))


def paragraphs(value: Any) -> str:
    r"""A text, or a list of texts as lines of one.

    >>> paragraphs(["First.", "Second."])
    'First.\nSecond.'
    """
    if isinstance(value, list | tuple):
        return text("\n".join(found for one in value[:MAX_WORDS] if (found := text(one))))
    return text(value)


def day_of(value: Any) -> datetime.date | None:
    """The day of a moment: ISO, or counted in seconds or milliseconds since 1970.

    A moment that says its time zone is taken as it stands there, one that is counted in UTC.

    >>> day_of("2030-05-12T20:28:13-04:00"), day_of(1_900_000_000.5), day_of(1_900_000_000_000)
    (datetime.date(2030, 5, 12), datetime.date(2030, 3, 17), datetime.date(2030, 3, 17))
    >>> day_of("soon"), day_of(float("inf")), day_of("2030-99-01"), day_of(True), day_of(12)
    (None, None, None, None, None)
    """
    if isinstance(value, datetime.date):
        return value
    counted = number(value)
    if counted is not None:
        if abs(counted) > _MILLISECONDS:
            counted /= 1000
        if not 1e8 < counted < _MILLISECONDS:  # noqa: PLR2004 - earlier is no moment, but a number
            return None
        try:
            return datetime.datetime.fromtimestamp(counted, datetime.UTC).date()
        except (OverflowError, ValueError, OSError):
            return None
    if not isinstance(value, str):
        return None
    try:
        return datetime.datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def pointer(*parts: str | int) -> str:
    """Where something stands in a JSON file (RFC 6901); the whole file where nothing is named.

    >>> pointer("results", "arc/easy", "acc,none"), pointer()
    ('/results/arc~1easy/acc,none', '/')
    """
    named = (line(str(part), 200).replace("~", "~0").replace("/", "~1") for part in parts)
    return ("/" + "/".join(named))[:1_000]


def joined(parts: Iterable[str], sign: str = "\n") -> str:
    """Texts put together, without those that are empty."""
    return text(sign.join(part for part in parts if part))
