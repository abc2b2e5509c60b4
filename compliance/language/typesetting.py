"""What the printing of a language asks of a text, beside its words."""

from __future__ import annotations

import re
from typing import Final

NO_BREAK: Final = "\u00a0"
"""A space at which no line ends."""
_MARK: Final = re.compile(
    rf"(?:^|(?<=[^\s{NO_BREAK}]))[ {NO_BREAK}]?([:;!?])(?=\s|$)", re.MULTILINE
)
"""A mark that ends a part of a sentence; not the one in ``08:00`` or in an address."""
_OPENS: Final = re.compile(rf"«[ {NO_BREAK}]?(?=\S)")
_CLOSES: Final = re.compile(rf"(?<=\S)[ {NO_BREAK}]?»")


def typeset(code: str, text: str) -> str:
    """A text of a paper as its language prints it.

    In French a space at which no line ends stands before double marks and inside quotation
    marks. Texts of other languages, and what people typed, stay as they are.

    >>> typeset("fr", "Valeur: 3").replace(NO_BREAK, "~"), typeset("de", "Wert: 3")
    ('Valeur~: 3', 'Wert: 3')
    """
    if code != "fr":
        return text
    text = _MARK.sub(rf"{NO_BREAK}\1", text)
    return _CLOSES.sub(f"{NO_BREAK}»", _OPENS.sub(f"«{NO_BREAK}", text))


def first_of_month(code: str, text: str) -> str:
    """A day as a language writes it where it is the first of its month.

    >>> first_of_month("fr", "1 décembre 2026"), first_of_month("de", "1. Dezember 2026")
    ('1er décembre 2026', '1. Dezember 2026')
    """
    return re.sub(r"^1(?= )", "1er", text) if code == "fr" else text
