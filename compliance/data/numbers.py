"""Numbers as people write them."""

from __future__ import annotations


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
