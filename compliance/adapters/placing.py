"""Where a document answers what is asked: its headings against the words of the edition.

What comes out is a place that a person opens, and no answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.adapters.outlines import Heading, Outline
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.reading_headings import HeadingWords
from compliance.language.plain import has_word, is_ideograph, plain

_LONGEST: Final = 14
"""Words of a heading; what is longer is a sentence."""
_WHOLE: Final = 1_000
"""What a heading counts that is nothing but the words looked for."""


@dataclass(frozen=True)
class Placed:
    """A question, and the heading under which a document may answer it."""

    question: str
    heading: Heading
    word: str
    """What speaks for it."""


def places(catalogue: Catalogue, kind: str, outline: Outline) -> tuple[Placed, ...]:
    """Where a document answers which questions, in the order of the edition's data.

    Args:
        catalogue: with the words of headings.
        kind: of the evidence: what is looked for in instructions is not looked for elsewhere.
        outline: of the document.
    """
    if catalogue.headings is None:
        return ()
    found = (_best(one, outline) for one in catalogue.headings.of_kind(kind))
    return tuple(one for one in found if one is not None)


def _best(wanted: HeadingWords, outline: Outline) -> Placed | None:
    """The heading that the most speaks for, of several the first."""
    best: tuple[int, Placed] | None = None
    for heading in outline.headings:
        title = plain(heading.title)
        if len(title.split()) > _LONGEST:
            continue
        for word in (one for several in wanted.words.values() for one in several):
            score = _score(title, plain(word))
            if score and (best is None or score > best[0]):
                best = score, Placed(wanted.question, heading, word)
    return best[1] if best else None


def _score(title: str, word: str) -> int:
    """How much a word speaks for a heading: the whole of it, or as long as it is."""
    if not has_word(title, word):
        return 0
    length = sum(3 if is_ideograph(letter) else 1 for letter in word)
    return length + (_WHOLE if title == word else 0)
