"""Stand-ins that people leave where an answer should be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compliance.checklist.catalogue import Catalogue

VOCABULARY = "placeholders"
_BLANK = re.compile(r"[\s._\-–—?!*…/]*")
_SLOT = re.compile(r"\[[^\]\n]{0,60}\]|<[^>\n]{1,60}>|\{[^}\n]{1,60}\}")


def looks_like_placeholder(catalogue: Catalogue, text: str) -> bool:
    """Whether a text is, or still holds, a stand-in for an answer.

    Words come from the vocabulary ``placeholders`` of the pack; they count at
    the start of a text, and anywhere when written in capitals.
    """
    if not text:
        return False
    if _BLANK.fullmatch(text) or _SLOT.fullmatch(text.strip()):
        return True
    vocabulary = catalogue.vocabularies.get(VOCABULARY)
    words = [] if vocabulary is None else [word.label for word in vocabulary.words]
    low = text.strip().casefold()
    for word in words:
        pattern = re.escape(word.casefold())
        if re.match(rf"\W*{pattern}\b", low):
            return True
        if re.search(rf"\b{re.escape(word.upper())}\b", text):
            return True
    return False
