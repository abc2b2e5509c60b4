"""Bookmarks: a tree by level over all sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from compliance.documents.render.sheet import Place
from compliance.documents.render.syntax import numbers, string
from compliance.documents.render.writer import Writer


@dataclass
class _Item:
    level: int
    label: str = ""
    is_open: bool = True
    to: str = ""
    number: int = 0
    kids: list[_Item] = field(default_factory=list)

    @property
    def shown(self) -> int:
        """How many are seen below it while it is open."""
        return sum(1 + (kid.shown if kid.is_open else 0) for kid in self.kids)


def write_outline(writer: Writer, places: Sequence[Place]) -> int:
    """Write the bookmarks of all sheets; the number of their root, 0 where there are none."""
    top = _Item(0)
    stack = [top]
    for place in places:
        for level, label, page, x, y, is_open in place.sheet.bookmarks:
            while stack[-1].level >= level:
                stack.pop()
            to = f"[{place.base + page} 0 R/XYZ {numbers(x, y)} 0]"
            item = _Item(level, label, is_open, to)
            stack[-1].kids.append(item)
            stack.append(item)
    if not top.kids:
        return 0
    _reserve(writer, top)
    _write(writer, top)
    first, last = top.kids[0].number, top.kids[-1].number
    text = f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {top.shown}>>"
    writer.put(top.number, text)
    return top.number


def _reserve(writer: Writer, item: _Item) -> None:
    item.number = writer.reserve()
    for kid in item.kids:
        _reserve(writer, kid)


def _write(writer: Writer, item: _Item) -> None:
    for at, kid in enumerate(item.kids):
        text = f"<</Title {string(kid.label)}/Dest{kid.to}/Parent {item.number} 0 R"
        if at:
            text += f"/Prev {item.kids[at - 1].number} 0 R"
        if at + 1 < len(item.kids):
            text += f"/Next {item.kids[at + 1].number} 0 R"
        if kid.kids:
            count = kid.shown if kid.is_open else -kid.shown
            first, last = kid.kids[0].number, kid.kids[-1].number
            text += f"/First {first} 0 R/Last {last} 0 R/Count {count}"
        writer.put(kid.number, f"{text}>>")
        _write(writer, kid)
