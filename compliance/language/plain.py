"""Words of names of files, made alike: lower case, one space, without signs and numbers."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from compliance.data.letters import normal

_NO_LETTER: Final = re.compile(r"[\W\d_]+")
_LONG: Final = 6
"""Letters from which on a word may go on."""
_HUMP: Final = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")


def plain(text: str) -> str:
    """A text as it is compared: letters in lower case, everything else one space.

    >>> plain("RM-02_Risk register v1.3.CSV"), plain("riskRegister")
    ('rm risk register v csv', 'risk register')
    """
    apart = _HUMP.sub(" ", normal("NFKC", text))
    return _NO_LETTER.sub(" ", apart.casefold()).strip()


def has_word(text: str, word: str) -> bool:
    """Whether a word stands in a text, both plain; where words have no spaces, anywhere.

    Long words may go on: a plural, a compound.

    >>> has_word("rm risk register v", "risk register"), has_word("ähnlich", "hn")
    (True, False)
    >>> has_word("risk registers", "risk register"), has_word("tests", "test")
    (True, False)
    >>> has_word("产品风险登记表", "风险登记")
    True
    """
    if not word:
        return False
    if any(is_ideograph(one) for one in word):
        return word in text
    end = "" if len(word) >= _LONG else " "
    return f" {word}{end}" in f" {text} "


def is_ideograph(letter: str) -> bool:
    """Whether a letter is written without spaces between words."""
    name = unicodedata.name(letter, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))
