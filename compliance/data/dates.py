"""Days as people write them."""

from __future__ import annotations

import datetime
from typing import Final

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day_in_words(date: datetime.date) -> str:
    """A day with the name of its month, which no country reads otherwise.

    >>> import datetime
    >>> day_in_words(datetime.date(2027, 12, 2))
    '2 December 2027'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
