"""How long a text is, whatever it is written in.

Words are counted where the writing sets them apart by spaces. Chinese, Japanese, Thai,
Lao, Khmer and Burmese do not; there characters are counted.
"""

from __future__ import annotations

import re
from typing import Final

IDEOGRAPHS: Final = 2
"""Characters of Chinese or Japanese that say about as much as an English word."""
LETTERS: Final = 4
"""Letters of Thai, Lao, Khmer or Burmese that do."""
VERY_SHORT: Final = 0.5
"""Below this part of the length wished, a text is very short."""

_IDEOGRAPH: Final = (
    "[\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LETTER: Final = "[\u0e01-\u0e3a\u0e40-\u0e4d\u0e81-\u0ecd\u1780-\u17d2\u1000-\u109f]"

_FIRST: Final = "\u0e01"
"""The first of all these signs."""


def count_words(text: str) -> float:
    """How many words a text says, characters of other writing counted as parts of words."""
    ideographs = letters = 0
    spaced = text
    if max(text, default="") >= _FIRST:  # most texts have none of these signs
        ideographs, letters = len(re.findall(_IDEOGRAPH, text)), len(re.findall(_LETTER, text))
        spaced = re.sub(_LETTER, " ", re.sub(_IDEOGRAPH, " ", text))
    words = sum(any(map(str.isalnum, part)) for part in spaced.split())
    return words + ideographs / IDEOGRAPHS + letters / LETTERS


def is_very_short(text: str, wished: int) -> bool:
    """Whether a text is much shorter than the number of words wished."""
    return bool(wished) and count_words(text) < wished * VERY_SHORT


def wished_length(words: int) -> str:
    """The length wished, for whoever writes: in words, and in characters where they count."""
    chinese, thai = words * IDEOGRAPHS, words * LETTERS
    return (
        f"about {words} words (in Chinese or Japanese about {chinese} characters, "
        f"in Thai about {thai})"
    )
