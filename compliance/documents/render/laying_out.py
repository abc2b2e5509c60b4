"""One fragment laid out into a sheet."""

from __future__ import annotations

import re
import zlib
from hashlib import sha256
from typing import Any, Final
from xml.etree import ElementTree as ET

from compliance.documents.render import weasy
from compliance.documents.render.drawn_pages import Drawn, Layout
from compliance.documents.render.sheet import PACK, REF, Number, Sheet
from compliance.documents.render.structure import Structure
from compliance.documents.render.tagging import Heading, Tagger
from compliance.errors import fail
from compliance.language.words import shortened

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLE: Final = 80
"""Most characters of what a link says about where it leads."""


def lay_out(compositor: weasy.Compositor, html: str) -> Sheet:
    """Lay out a fragment.

    Args:
        compositor: with style sheets and fonts.
        html: the body of the fragment.

    Raises:
        ConformityError: ``dossier.renderer``.
    """
    layout = compositor.lay_out(html)
    sheet, tagger, count = Sheet(), Tagger(), len(layout.pages)
    sheet.objects = [""] * (count * 2)  # pages, then their contents
    for at, page in enumerate(layout.pages):
        tagger.page(at, page)
        _places(sheet, at, page)
    sheet.titles = _titles(layout.root, sheet.anchors)
    _fonts(sheet, layout)
    resources = _Resources(sheet).take(layout.resources)
    structure = Structure(sheet, tagger, [page.links for page in layout.pages])
    structure.write()
    for at, page in enumerate(layout.pages):
        sheet.streams[count + at] = _content(
            sheet, at, page.items, tagger.artifacts[at], structure.page_links[at]
        )
        sheet.objects[at] = _page(page, at, resources, structure.annotations[at])
        sheet.pages.append({"width": page.width, "height": page.height})
    _running(sheet, tagger.headings, layout)
    return sheet


def _places(sheet: Sheet, at: int, page: Drawn) -> None:
    for name, place in page.anchors.items():
        sheet.anchors.setdefault(name, (at, *place))
    for level, label, left, top, is_open in page.bookmarks:
        sheet.bookmarks.append((level, label, at, left, top, is_open))


def _titles(root: ET.Element, anchors: dict[str, Any]) -> dict[str, str]:
    """What stands at each anchor: the first heading in it, or how it begins."""
    found = {}
    for element in root.iter():
        name = element.get("id")
        if name in anchors:
            headings = (item for item in element.iter() if item.tag in _HEADINGS)
            text = " ".join("".join(next(headings, element).itertext()).split())
            found[str(name)] = shortened(text, _TITLE)
    return found


def _fonts(sheet: Sheet, layout: Layout) -> None:
    for font in layout.fonts:
        kept = sheet.fonts.setdefault(
            font.hash,
            {
                "name": font.name.decode().lstrip("/").split("+", 1)[-1],
                "family": font.family,
                "digest": sha256(font.file_content).hexdigest(),
                "flags": font.flags,
                "ascent": font.ascent,
                "descent": font.descent,
                "glyphs": {},
            },
        )
        for glyph, width in font.widths.items():
            kept["glyphs"][str(glyph)] = (width, font.to_unicode.get(glyph, ""))
    for kept in sheet.fonts.values():
        kept["glyphs"] = dict(sorted(kept["glyphs"].items(), key=lambda item: int(item[0])))


def _page(page: Drawn, at: int, resources: int, annotations: list[int]) -> str:
    """The dictionary of a page, left open: binding adds the contents."""
    notes = " ".join(f"{REF}{item}{REF}" for item in annotations)
    box = f"0 0 {page.width:.4f} {page.height:.4f}"
    return (
        f"<</Type/Page/Parent {REF}P{REF}/MediaBox[{box}]/Resources {REF}{resources}{REF}"
        f"/Tabs/S/StructParents {REF}S{at}{REF}" + (f"/Annots[{notes}]" if notes else "")
    )


def _running(sheet: Sheet, headings: list[Heading], layout: Layout) -> None:
    """The running title of each page: the one in force where the page begins."""
    now = None
    for at, page in enumerate(layout.pages):
        here = sorted((item.top, item.text) for item in headings if item.page == at)
        if here and (now is None or here[0][0] <= weasy.top_margin(page.box) + 1):
            now = here[0][1]
        sheet.pages[at]["running"] = now
        if here:
            now = here[-1][1]


class _Resources:
    """Takes what contents name beside fonts, and what that names, into a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._seen: dict[int, int] = {}

    def take(self, resources: Any) -> int:
        """Number of a dictionary of resources in the sheet."""
        parts = []
        for kind, items in resources.items():
            if kind == "Font" or not items:
                continue
            rows = "".join(f"/{name} {self._item(item)}" for name, item in items.items())
            parts.append(f"/{kind}<<{rows}>>")
        number = len(self._sheet.objects)
        self._sheet.objects.append(f"<<{''.join(parts)}/Font {REF}F{REF}>>")
        return number

    def _item(self, item: Any) -> str:
        if isinstance(item, dict):
            rows = (f"/{key} {self._item(value)}" for key, value in item.items())
            return f"<<{''.join(rows)}>>"
        if hasattr(item, "stream"):
            return f"{REF}{self._stream(item)}{REF}"
        if item is None or (isinstance(item, bytes) and re.fullmatch(rb"\d+ 0 R", item)):
            raise fail("dossier", "dossier.renderer", "A page names what no sheet holds.", "")
        return weasy.as_bytes(item).decode("latin-1")

    def _stream(self, item: Any) -> int:
        number = self._seen.get(id(item))
        if number is None:
            extra = dict(item.extra)
            inner = extra.pop("Resources", None)
            resources = None if inner is None else self.take(inner)
            number = self._seen[id(item)] = len(self._sheet.objects)
            rows = "".join(f"/{key} {self._item(value)}" for key, value in extra.items())
            if resources is not None:
                rows += f"/Resources {REF}{resources}{REF}"
            self._sheet.objects.append(f"<<{rows}")
            data = b"\n".join(weasy.as_bytes(part) for part in item.stream)
            self._sheet.streams[number] = zlib.compress(data, PACK)
        return number


def _content(
    sheet: Sheet, page: int, items: list[Any], silent: set[int], wanted: dict[int, str]
) -> bytes:
    """The content of a page: artifacts named as such, places of page numbers noted.

    Args:
        sheet: where the places are noted.
        page: number of the page in it.
        items: the content as it was drawn.
        silent: marked content that repeats what an earlier page said.
        wanted: marked content that holds the page of an anchor.
    """
    parts: list[bytes] = []
    offset, font = 0, ""
    anchor: str | None = None
    numbered = False
    for item in items:
        data = weasy.as_bytes(item)
        mark = weasy.mark_of(item)
        if mark is not None:
            if mark in silent:
                offset -= len(parts[-1]) - len(b"/Artifact")
                parts[-1], data = b"/Artifact", b"<</Type/Pagination>>"
            anchor = wanted.get(mark)
        elif data == b"EMC":
            anchor = None
        elif data.endswith(b" Tf"):
            font = data.split()[0][1:].decode()
        elif anchor is not None and data.endswith(b"] TJ"):
            digits = len(b"".join(re.findall(rb"<([0-9a-f]*)>", data))) // 4
            found = Number(page, offset, len(data), anchor, font, digits)
            sheet.numbers.append(vars(found))
            numbered = True
        parts.append(data)
        offset += len(data) + 1
    text = b"\n".join(parts)
    return text if numbered else zlib.compress(text, PACK)
