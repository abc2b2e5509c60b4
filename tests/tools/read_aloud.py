"""Reads a tagged PDF aloud: walks its structure tree as a screen reader would.

It shares nothing with what writes the tree: the PDF is opened with pikepdf, contents are
taken apart operator by operator, and glyphs become text by the map that the file gives.

Usage: python -m tests.tools.read_aloud FILE.pdf
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf


@dataclass
class Element:
    """A structure element with what is in it, in reading order."""

    role: str
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | str] = field(default_factory=list)
    alt: str = ""
    id: str = ""
    lang: str = ""
    pages: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    """What its links and fields say."""

    @property
    def text(self) -> str:
        """All that is said in it."""
        return self.alt or "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    def walk(self) -> Iterator[Element]:
        """It and everything below, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def below(self, role: str) -> list[Element]:
        """Elements of a role below it."""
        return [item for item in self.walk() if item.role == role]


@dataclass
class Spoken:
    """A PDF as it is read aloud."""

    root: Element
    unread: list[tuple[int, int]]
    """Marked content that no element holds: page and number."""
    twice: list[tuple[int, int]]
    """Marked content that two elements hold."""
    pages: int
    links: int
    """Annotations of the pages."""


def read(content: bytes) -> Spoken:
    """Read a PDF aloud."""
    sys.setrecursionlimit(10_000)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return _Reader(pdf).read()


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._page = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
        self._said = [_marked(page) for page in pdf.pages]
        self._used: list[tuple[int, int]] = []

    def read(self) -> Spoken:
        root = self._element(self._pdf.Root.StructTreeRoot.K, None)
        there = {(at, mcid) for at, said in enumerate(self._said) for mcid in said}
        links = sum(len(page.obj.get("/Annots", [])) for page in self._pdf.pages)
        twice = [item for item in set(self._used) if self._used.count(item) > 1]
        return Spoken(root, sorted(there - set(self._used)), twice, len(self._said), links)

    def _element(self, item: Any, page: int | None) -> Element:
        page = self._page[item.Pg.objgen] if "/Pg" in item else page
        made = Element(
            str(item.S)[1:],
            {str(key)[1:]: value for key, value in item.get("/A", {}).items()},
            alt=str(item.get("/Alt", "")),
            id=str(item.get("/ID", "")),
            lang=str(item.get("/Lang", "")),
        )
        kids = item.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            self._kid(made, kid, page)
        return made

    def _kid(self, made: Element, kid: Any, page: int | None) -> None:
        if not isinstance(kid, pikepdf.Dictionary):
            self._mark(made, page, int(kid))
        elif kid.get("/Type") == "/MCR":
            self._mark(made, self._page[kid.Pg.objgen], int(kid.MCID))
        elif kid.get("/Type") == "/OBJR":
            made.notes.append(str(kid.Obj.get("/Contents", kid.Obj.get("/TU", ""))))
        else:
            made.kids.append(self._element(kid, page))

    def _mark(self, made: Element, page: int | None, mcid: int) -> None:
        if page is None:
            raise ValueError(made.role)
        self._used.append((page, mcid))
        made.kids.append(self._said[page][mcid])
        made.pages.add(page)


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """What each marked content of a page says."""
    fonts = {str(key): _letters(font) for key, font in page.obj.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    stack: list[int | None] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                values = operands[1]
                mcid = int(values.MCID) if "/MCID" in values else None
                stack.append(mcid)
                if mcid is not None:
                    found.setdefault(mcid, "")
            case "BMC":
                stack.append(None)
            case "EMC":
                stack.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "TJ" if stack and stack[-1] is not None:
                found[stack[-1]] += "".join(
                    _text(bytes(part), letters)
                    for part in operands[0]
                    if isinstance(part, pikepdf.String)
                )
    return found


def _letters(font: Any) -> dict[int, str]:
    rows = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font.ToUnicode.read_bytes())
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in rows
    }


def _text(data: bytes, letters: dict[int, str]) -> str:
    glyphs = (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    return "".join(letters.get(glyph, "\ufffd") for glyph in glyphs)


def lines(element: Element, depth: int = 0) -> Iterator[str]:
    """What is read aloud, a line for each element that says something itself."""
    own = "".join(kid for kid in element.kids if isinstance(kid, str)) or element.alt
    yield f"{'  ' * depth}{element.role}: {own}".rstrip()
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from lines(kid, depth + 1)


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:  # noqa: PTH123 - a script
        for line in lines(read(file.read()).root):
            print(line)
