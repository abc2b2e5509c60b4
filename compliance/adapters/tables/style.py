"""How a table writes numbers and days, told from all of its cells together.

``1.200`` and ``03.04.2027`` can each be read in two ways. What one cell leaves open another
one settles; what none settles is not guessed.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

_NUMBER: Final = re.compile(
    r"[-+−]?\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,]\d+)?|[-+−]?\d+(?:[.,]\d+)?"
)
_GROUPED: Final = re.compile(r"[-+−]?\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_DAY: Final = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}.{0,20})?")
_EASTERN: Final = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日號号일]?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED: Final = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?\s+([^\W\d_]{3,12})\.?,?\s+(\d{4})")
_NAMED_FIRST: Final = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_LEADING: Final = re.compile(
    r"((?:ca\.|approx\.|about|约)?\s*)"
    r"([-+−]?\d[\d.,'’\u00a0\u202f ]*)\s*(%|％|percent|Prozent)?\s*(.{0,60})",
    re.DOTALL,
)
BASE: Final = datetime.date.fromisoformat("1899-12-30")
"""Day 0 of a spreadsheet."""
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Numbers that are days in a spreadsheet: from 1954 to 2119."""
CENTURY: Final = 2000
LANGUAGES: Final = ("en", "de")
"""Languages whose names of months are read."""


@dataclass(frozen=True)
class Style:
    """How a table writes; empty where nothing in it says so."""

    decimal: str = ""
    """``.`` or ``,``."""
    order: str = ""
    """``dmy`` or ``mdy``."""


class UnclearError(ValueError):
    """A cell that can be read in two ways, or in none."""


def style_of(texts: Iterable[str], hint: str = "") -> Style:
    """How a table writes.

    Args:
        texts: its cells.
        hint: the decimal sign that its file makes likely, where its cells do not say.
    """
    decimals: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    for text in texts:
        text = text.strip()[:40]  # noqa: PLW2901 - of a long text the beginning
        day = _DAY.fullmatch(text)
        if day:
            first, second = int(day[1]), int(day[3])
            if day[2] == "." or first > 12 >= second:  # noqa: PLR2004 - months of a year
                orders["dmy"] += 1
            elif second > 12 >= first:  # noqa: PLR2004 - as above
                orders["mdy"] += 1
            continue
        found = _NUMBER.match(text)
        if found:
            decimals[_shown_decimal(found[0])] += 1
    decimals.pop("", None)
    return Style(_most(decimals) or hint, _most(orders))


def _most(counts: Counter[str]) -> str:
    """What all of them say; nothing where they contradict each other."""
    return next(iter(counts)) if len(counts) == 1 else ""


def _shown_decimal(number: str) -> str:
    """The decimal sign that a number shows for sure; empty where it may be the other one."""
    if "," in number and "." in number:
        return max(",.", key=number.rindex)
    sign = "," if "," in number else "." if "." in number else ""
    if not sign:
        return ""
    if number.count(sign) > 1:
        return "." if sign == "," else ","
    whole, _, rest = number.lstrip("+-−").partition(sign)
    sure = len(rest) != 3 or whole == "0" or len(whole) > 3  # noqa: PLR2004 - a group of digits
    return sign if sure else ""


def read_number(text: str, style: Style, *, whole: bool) -> tuple[float, bool, str]:
    """A number as it is written, whether in percent, and what stands behind it.

    Args:
        text: of a cell.
        style: how the table writes.
        whole: whether a whole number is asked for, which settles ``1.200``.

    Raises:
        UnclearError: it is no number, or can be read in two ways.
    """
    found = _LEADING.fullmatch(text.strip())
    if found is None:
        raise UnclearError("It is no number.")
    digits, percent, rest = found[2].strip(), bool(found[3]), found[4].strip()
    if digits[-1:] in ".,":
        digits = digits[:-1]
    if rest and (any(sign.isdigit() for sign in rest) and not rest.startswith("(")):
        raise UnclearError("More than one number stands there.")
    return _number(digits, style, whole=whole), percent, rest


def _number(digits: str, style: Style, *, whole: bool) -> float:
    plain = digits.replace("−", "-")
    for sign in " '’\u00a0\u202f":
        plain = plain.replace(sign, "")
    decimal = _shown_decimal(plain)
    grouped = _GROUPED.fullmatch(plain)
    if grouped and not decimal:
        decimal = style.decimal
        if not decimal and whole:
            decimal = "," if grouped[1] == "." else "."
        if not decimal:
            raise UnclearError("It can be read as thousands and as decimals.")
    other = "," if decimal == "." else "."
    if not _NUMBER.fullmatch(plain) or plain.count(decimal or "?") > 1:
        raise UnclearError("It is no number.")
    if decimal:
        plain = plain.replace(other, "").replace(decimal, ".")
    try:
        number = float(plain)
    except ValueError:
        raise UnclearError("It is no number.") from None
    return int(number) if number == int(number) and "." not in plain else number


def read_day(value: object, style: Style) -> tuple[datetime.date, bool]:
    """A day as tables write it, and whether it was a mere number there.

    Raises:
        UnclearError: it is no day, or can be read in two ways.
    """
    if isinstance(value, datetime.datetime):
        return value.date(), False
    if isinstance(value, datetime.date):
        return value, False
    if isinstance(value, int | float) and not isinstance(value, bool):
        if FIRST_SERIAL <= value <= LAST_SERIAL:
            return BASE + datetime.timedelta(days=int(value)), True
        raise UnclearError("It is a number and no day.")
    text = str(value).strip()
    try:
        return _day(text, style)
    except UnclearError:
        raise
    except ValueError:
        raise UnclearError("No calendar has this day.") from None


def _day(text: str, style: Style) -> tuple[datetime.date, bool]:
    for pattern in (_ISO, _EASTERN, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            return datetime.date(*(int(part) for part in found.groups()[:3])), False
    found = _DAY.fullmatch(text)
    if found:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += CENTURY if len(found[4]) == 2 else 0  # noqa: PLR2004 - two digits
        order = "dmy" if found[2] == "." or first > 12 else style.order  # noqa: PLR2004 - months
        if not order and second > 12:  # noqa: PLR2004 - as above
            order = "mdy"
        if not order and first != second:
            raise UnclearError("Day and month can be read either way.")
        day, month = (first, second) if order != "mdy" else (second, first)
        return datetime.date(year, month, day), False
    for pattern, places in ((_NAMED, (3, 2, 1)), (_NAMED_FIRST, (3, 1, 2))):
        found = pattern.fullmatch(text)
        month = _months().get(found[places[1]].casefold()[:20], 0) if found else 0
        if found and month:
            return datetime.date(int(found[places[0]]), month, int(found[places[2]])), False
    if text.isdecimal() and FIRST_SERIAL <= int(text[:8]) <= LAST_SERIAL:
        return BASE + datetime.timedelta(days=int(text[:8])), True
    raise UnclearError("It is no day.")


@cache
def _months() -> dict[str, int]:
    """Names of months and their numbers."""
    from babel import Locale  # noqa: PLC0415 - only where months are named

    found: dict[str, int] = {}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for width in ("wide", "abbreviated"):
            for kind in ("format", "stand-alone"):
                found |= {
                    name.rstrip(".").casefold(): number
                    for number, name in months[kind][width].items()
                }
    return found
