"""Tables as text: which sign parts the cells, and the rows within bounds.

The sign is chosen by counting. Nothing here tries patterns on a text that somebody else
wrote: time grows with its length, whatever it says.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

SIGNS: Final = ",;\t|"
"""Signs that part cells, the usual one first."""
MAX_CELLS: Final = 2_000_000
"""Most cells of all rows together."""


def choose_sign(text: str, signs: str = SIGNS) -> str:
    r"""The sign that stands most often in the first line, outside of quotes.

    Empty where none of them stands there: it is a list, or no table at all.

    >>> choose_sign('a;"b,c,d";e\n1,2,3,4,5,6'), choose_sign("a plain line")
    (';', '')
    """
    unquoted = "".join(text.partition("\n")[0].split('"')[::2])
    sign = max(signs, key=unquoted.count)
    return sign if sign in unquoted else ""


def may_hold_too_many(text: str, sign: str) -> bool:
    """Whether a text can have more cells than ``MAX_CELLS``; counted, not taken apart."""
    return text.count(sign) + text.count("\n") > MAX_CELLS


def rows_of(text: str, sign: str, most: int) -> Iterator[list[str]]:
    """The rows of a table, as far as ``most`` of them.

    Raises:
        csv.Error: it is no such table; a cell is longer than 131,072 characters.
    """
    return islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), most)
