"""Numbers as people write them."""

from __future__ import annotations

import datetime
from typing import Final


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "answer"), counted(2, "answer"), counted(1, "piece", "pieces")
    ('1 answer', '2 answers', '1 piece')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def plain_number(number: float) -> str:
    """A number without a needless ``.0`` or exponent.

    >>> plain_number(10.0), plain_number(0.5), plain_number(2500000), plain_number(1e25)
    ('10', '0.5', '2500000', '1e+25')
    """
    if number == int(number) and abs(number) < 1e15:  # noqa: PLR2004 - exact up to there
        return str(int(number))
    return repr(number)


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in_words(date: datetime.date) -> str:
    """A day with the name of its month, which no country reads otherwise.

    >>> import datetime
    >>> day_in_words(datetime.date(2027, 12, 2))
    '2 December 2027'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
