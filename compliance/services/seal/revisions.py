"""Where the revisions of a PDF begin and end.

A seal is appended: the paper as it was written stays byte for byte, and each seal adds
a revision behind it. The revisions are found by the chain that readers follow, from the
mark at the end of the file to the cross-reference section it names, to the section
before that one. Nothing else is understood here, and no library is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MOST: Final = 17
"""Revisions that are looked at: a paper and sixteen seals."""
_MARK: Final = re.compile(rb"startxref(?:\r\n|\r|\n)(\d{1,10})(?:\r\n|\r|\n)%%EOF(?:\r\n|\r|\n)?")
_OBJECT: Final = re.compile(rb"\d{1,10} \d{1,5} obj\b")
_BEFORE: Final = re.compile(rb"/Prev\s+(\d{1,10})\b")
_HEAD: Final = 1 << 16
"""Bytes of a section among which its dictionary is looked for."""


@dataclass(frozen=True)
class Revision:
    """Bytes that were written at once."""

    start: int
    section: int
    """Where its cross-reference section begins."""
    end: int
    """Where the next one begins."""


@dataclass(frozen=True)
class Revisions:
    """The revisions of a file, the oldest first."""

    found: tuple[Revision, ...]
    whole: bool
    """Whether the chain leads from the last mark to the first revision."""

    @property
    def base_end(self) -> int:
        """Where the first revision ends: the paper as it was written."""
        return self.found[0].end if self.found else 0


def find_revisions(content: bytes) -> Revisions:
    """Follow the chain of cross-reference sections from the end of a file.

    Args:
        content: any bytes.

    Returns:
        What was found; not whole where the chain is broken, turns back, is too long or
        does not lead to every revision. Then the first revision ends with the first mark.
    """
    marks = list(_MARK.finditer(content))
    chain: list[tuple[int, int]] = []
    mark = marks[-1] if marks else None
    while mark is not None and len(chain) < MOST:
        section = int(mark[1])
        head = _head(content, section, mark.start())
        if head is None:
            break
        chain.append((section, mark.end()))
        before = _BEFORE.search(head)
        if before is None:
            return Revisions(_in_order(chain), whole=not _left_out(content, marks, chain))
        mark = _mark_of(marks, int(before[1]), section)
    first = [Revision(0, int(marks[0][1]), marks[0].end())] if marks else []
    return Revisions(tuple(first), whole=False)


def _head(content: bytes, section: int, limit: int) -> bytes | None:
    """The dictionary of a cross-reference section, if there is one at this place."""
    if section >= limit:
        return None
    if _OBJECT.match(content, section):
        end = content.find(b"stream", section, min(section + _HEAD, limit))
        head = content[section : max(end, section)]
        return head if b"/XRef" in head else None
    if content.startswith(b"xref", section):
        at = content.rfind(b"trailer", section, limit)
        return content[at:limit] if at > 0 else None
    return None


def _left_out(content: bytes, marks: list[re.Match[bytes]], chain: list[tuple[int, int]]) -> bool:
    """Whether the file has a mark of a revision that the chain does not lead to."""
    ends = {end for _, end in chain}
    return any(
        _head(content, int(mark[1]), mark.start()) is not None
        for mark in marks
        if mark.end() not in ends
    )


def _mark_of(marks: list[re.Match[bytes]], section: int, limit: int) -> re.Match[bytes] | None:
    """The mark that names an older section, which stands before a newer one."""
    for mark in marks:
        if mark.start() > section and int(mark[1]) == section:
            return mark if mark.end() <= limit else None
    return None


def _in_order(chain: list[tuple[int, int]]) -> tuple[Revision, ...]:
    found: list[Revision] = []
    for section, end in reversed(chain):
        found.append(Revision(found[-1].end if found else 0, section, end))
    return tuple(found)
