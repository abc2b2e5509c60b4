"""Stand-ins: what was typed so that something stands there, and answers nothing."""

from __future__ import annotations

import functools
import re

from compliance.assessment.journal.state import Given
from compliance.checklist.catalogue import Catalogue

_ALONE = r"(?=\s*(?:$|[.:;!?…)\]>}*/\"”»]|[-–—](?!\w)))"
"""After a single word: the text ends, or punctuation sets the word apart."""
_SLOT = re.compile(r"\[[^\]\n]{0,60}\]|<[^>\n]{1,60}>|\{[^}\n]{1,60}\}")
_SLOT_INSIDE = re.compile(
    r"[\[<{][A-Z _-]{0,40}(?<![A-Z])(?:NAME|DATE|DAY|COMPANY|PERSON|ROLE|TITLE|NUMBER|"
    r"VERSION|ADDRESS|INSERT|FILL)(?![A-Z])[A-Z _-]{0,40}[\]>}]"
)
"""A slot of a template inside a text, ``[NAME]``. Only what says in capitals that it
wants to be filled in: ``[GDPR]`` or ``[1]`` is a reference."""


def looks_like_placeholder(catalogue: Catalogue, text: str) -> bool:
    """Whether a text is, or still holds, a stand-in for an answer.

    Words come from the vocabulary ``placeholders`` of the pack. They count anywhere
    when written in capitals. Otherwise a phrase counts at the start of a text, and a
    single word only where it stands alone ("todo", "todo: ask Ann"): answers come in
    every language, and in Spanish "todo el personal" is all the staff. A text without
    a letter or a digit of any writing system says nothing either.
    """
    if not text:
        return False
    if not any(map(str.isalnum, text)) or _SLOT.fullmatch(text.strip()):
        return True
    if _SLOT_INSIDE.search(text):
        return True
    if not catalogue.placeholders:
        return False
    start, capitals = _patterns(catalogue.placeholders)
    return bool(start.match(text.strip().casefold()) or capitals.search(text))


def without_reason(catalogue: Catalogue, given: Given | None) -> bool:
    """Whether "not applicable" was said with only a stand-in for a reason."""
    return (
        given is not None
        and given.state == "not-applicable"
        and looks_like_placeholder(catalogue, given.explanation)
    )


@functools.lru_cache(maxsize=16)
def _patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One pattern for words at the start, one for words in capitals.

    Every text of an assessment is looked at for each finding; building a pattern for
    each word and text took most of the time of stating findings.
    """
    low = "|".join(re.escape(word.casefold()) + ("" if " " in word else _ALONE) for word in words)
    high = "|".join(re.escape(word.upper()) for word in words)
    return re.compile(rf"\W*(?:{low})\b"), re.compile(rf"\b(?:{high})\b")
