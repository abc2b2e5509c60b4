"""In what a paper is not seen as it is read, told part by part."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from compliance.documents.reading import leads, seen
from compliance.documents.reading.differences import MOST, Difference, May, part_name
from compliance.documents.reading.document import Document
from compliance.documents.reading.seen import Sight
from compliance.documents.reading.values import UnreadableError
from compliance.documents.reading.words import Part, Words
from compliance.language.words import counted


def differing_sights(
    claimed: Document, words: Words, made: Sight, right: Words, may: May
) -> list[Difference]:
    """In what a paper is not seen as it is read.

    Args:
        claimed: the paper.
        words: what it reads.
        made: the same paper made here, as it is seen.
        right: what that reads.
        may: what may differ.
    """
    pairs = _pairs(words.parts, right.parts, may)
    try:
        sight = Sight(claimed, made)
        found = [
            Difference(_place(words, fault.root), fault.message)
            for fault in seen.faults_of(sight, made, pairs)
        ]
        found += [
            Difference("", message)
            for message in leads.faults_of(sight, made, pairs, whole=not may.part)
        ]
    except UnreadableError as error:
        return [Difference("", f"How it looks cannot be followed: {error}.")]
    each = list(dict.fromkeys(found))
    if len(each) > MOST:
        more = counted(len(each) - MOST, "more difference")
        each = [*each[:MOST], Difference("", f"There are {more} in how it looks.")]
    return each


def _place(words: Words, root: int) -> str:
    return part_name(words.parts[root]) if 0 <= root < len(words.parts) else ""


def _pairs(mine: Sequence[Part], theirs: Sequence[Part], may: May) -> list[tuple[int, int]]:
    """Numbers of the parts of two papers that say the same."""
    one, two = (
        [at for at, part in enumerate(parts) if any(part is kept for kept in may.without(parts))]
        for parts in (mine, theirs)
    )
    matcher = difflib.SequenceMatcher(
        a=[may.hide(mine[at].squeezed) for at in one],
        b=[may.hide(theirs[at].squeezed) for at in two],
        autojunk=False,
    )
    return [
        (one[block.a + step], two[block.b + step])
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]
