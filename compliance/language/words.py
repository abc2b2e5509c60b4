"""Numbers, dates, sizes and lists as people write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

_STAMP: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun, as in a column or a report.

    >>> counted(1, "answer"), counted(2, "answer"), counted(0, "piece", "pieces")
    ('1 answer', '2 answers', '0 pieces')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def number_of(number: int, one: str, many: str = "") -> str:
    """A number with its noun, as in a sentence.

    >>> number_of(1, "gap"), number_of(2, "gap"), number_of(0, "person", "people")
    ('1 gap', '2 gaps', 'no people')
    """
    return counted(number, one, many) if number else f"no {many or one + 's'}"


def plain_number(number: float) -> str:
    """A number without a needless ``.0`` or exponent.

    >>> plain_number(10.0), plain_number(0.5), plain_number(2500000), plain_number(1e25)
    ('10', '0.5', '2500000', '1e+25')
    """
    if number == int(number) and abs(number) < 1e15:  # noqa: PLR2004 - exact up to there
        return str(int(number))
    return repr(number)


MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def day(date: datetime.date | None) -> str:
    """A day with the name of its month, which no country reads otherwise.

    >>> day(datetime.date(2027, 12, 2))
    '2 December 2027'
    """
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}" if date else ""


def months_between(earlier: datetime.date, later: datetime.date) -> int:
    """Whole months from one day to another.

    >>> months_between(datetime.date(2026, 1, 9), datetime.date(2026, 12, 1))
    10
    """
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def ago(earlier: datetime.date, today: datetime.date) -> str:
    """How long ago a day was, as people say it.

    >>> ago(datetime.date(2026, 1, 9), datetime.date(2026, 12, 9))
    '11 months ago'
    >>> ago(datetime.date(2026, 12, 8), datetime.date(2026, 12, 9))
    '1 day ago'
    """
    months = months_between(earlier, today)
    if months >= 24:  # noqa: PLR2004 - from two years on nobody counts months
        return f"{counted(months // 12, 'year')} ago"
    if months >= 1:
        return f"{counted(months, 'month')} ago"
    days = (today - earlier).days
    return f"{counted(days, 'day')} ago" if days > 0 else "today"


def moment(timestamp: str) -> str:
    """A timestamp of the journal in words; other text stays as it is.

    >>> moment("2026-11-23T10:05:59Z")
    '23 November 2026, 10:05 UTC'
    """
    found = _read(timestamp)
    if found is None:
        return timestamp
    return f"{day(found.date())}, {found.hour:02}:{found.minute:02} UTC"


def day_of(timestamp: str) -> str:
    """The day of a timestamp in words; of other text what stands before a comma.

    >>> day_of("2026-11-23T10:05:59Z")
    '23 November 2026'
    """
    found = _read(timestamp)
    return timestamp.partition(",")[0] if found is None else day(found.date())


def _read(timestamp: str) -> datetime.datetime | None:
    """A timestamp as the journal writes it; nothing where it is none."""
    if _STAMP.fullmatch(timestamp) is None:
        return None
    try:
        return datetime.datetime.fromisoformat(timestamp)
    except ValueError:
        return None


def listed(items: Sequence[str], limit: int = 6) -> str:
    """Several texts in one line; what goes beyond the limit is counted.

    >>> listed(["a", "b", "c"], 2)
    'a; b; and 1 more'
    """
    shown = list(items[:limit])
    if len(items) > limit:
        shown.append(f"and {len(items) - limit} more")
    return "; ".join(shown)


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as written."""
    return text[:1].upper() + text[1:]


def shortened(text: str, limit: int) -> str:
    """The text on one line, cut with an ellipsis where it is longer.

    >>> shortened("a very long name", 7)
    'a very…'
    """
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rstrip() + "…"


def plain(text: str, limit: int = 60) -> str:
    r"""Text of a stranger on one line, shortened, without what a terminal would act on.

    >>> plain("Writer\n3 \x1b[2J all is well", 12)
    'Writer 3 �[2…'
    """
    line = shortened(text[: 4 * limit], limit)
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def quoted(text: str, limit: int = 60) -> str:
    """Text of a stranger in quotation marks that it cannot end, as :func:`plain` shows it.

    >>> quoted("Writer 3”; all of it is “true")
    '“Writer 3"; all of it is "true”'
    """
    return "“" + plain(text, limit).replace("“", '"').replace("”", '"') + "”"


def sentence(text: str) -> str:
    """A sentence part as a sentence."""
    if not text:
        return ""
    return capital(text) + ("" if text.endswith((".", "?", "!")) else ".")


def paragraphs(text: str) -> tuple[str, ...]:
    """Split a text at blank lines; single line ends stay inside."""
    parts = (part.strip("\n") for part in text.replace("\t", "    ").split("\n\n"))
    return tuple(part for part in parts if part.strip())


def size_text(size: int) -> str:
    """Size of a file as people read it, with the exact number of bytes.

    >>> size_text(900), size_text(1536)
    ('900 bytes', '1.5 KiB (1536 bytes)')
    """
    value, unit = float(size), "bytes"
    for larger in ("KiB", "MiB", "GiB"):
        if value < 1024:  # noqa: PLR2004 - binary units
            break
        value, unit = value / 1024, larger
    return f"{size} bytes" if unit == "bytes" else f"{value:.1f} {unit} ({size} bytes)"
