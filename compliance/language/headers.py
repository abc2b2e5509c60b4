"""Short texts as people write them above columns, made alike to be compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BRACKETS: Final = re.compile(r"[(\[（【][^)\]）】]{0,200}[)\]）】]")
_NO_LETTERS: Final = re.compile(r"[\W_]+", re.UNICODE)
_PERCENT: Final = frozenset({"percent", "prozent"})
MAX_HEADER: Final = 300


def plain_header(text: str) -> str:
    """A header without case, signs, line breaks and double spaces.

    >>> plain_header("What_can_happen?"), plain_header(" 風險（編號） ")
    ('what can happen', '風險 編號')
    """
    text = unicodedata.normalize("NFKC", text[:MAX_HEADER]).casefold()
    return _NO_LETTERS.sub(" ", text).strip()


def without_brackets(text: str) -> str:
    """The same without what stands in brackets, and without numbers and percent.

    >>> without_brackets("Result (95 % interval)"), without_brackets("result, 95 percent")
    ('result', 'result')
    """
    words = plain_header(_BRACKETS.sub(" ", text[:MAX_HEADER])).split()
    return " ".join(word for word in words if not (word.isdecimal() or word in _PERCENT))
