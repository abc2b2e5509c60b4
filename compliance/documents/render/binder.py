"""Binds sheets into one file that is PDF/A-3a and PDF/UA-1 at once.

Binding is linking: every reference of a sheet is replaced by the number that its object
has in the file. Nothing is laid out and nothing is parsed.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.documents.render.attachments import write_files
from compliance.documents.render.furniture import Furniture
from compliance.documents.render.outline import write_outline
from compliance.documents.render.paper import Frame, Paper, Properties
from compliance.documents.render.sheet import PACK, REF, Number, Place, Sheet
from compliance.documents.render.syntax import date, number, string
from compliance.documents.render.typefaces import Typefaces
from compliance.documents.render.versions import producer
from compliance.documents.render.weasy import colour_profile
from compliance.documents.render.writer import Writer
from compliance.documents.render.xmp import packet
from compliance.errors import fail

_NEXT = "\1"
"""Stands between texts of objects while all of a sheet are linked at once."""


@dataclass(frozen=True)
class Anchor:
    """A place that a link may lead to."""

    page: int
    """Number of its page, from 1."""
    x: float
    y: float
    holder: int
    """Number of the object of its page."""
    title: str


def bind(paper: Paper, sheets: Sequence[Sheet], typefaces: Typefaces) -> bytes:
    """Bind the sheets of a paper, in its order.

    Args:
        paper: what is bound.
        sheets: a sheet for each of its fragments.
        typefaces: its fonts; nothing was gathered into them yet.

    Raises:
        ConformityError: ``dossier.renderer``: a link leads nowhere, an anchor stands twice,
            or a font is not ours.
    """
    return _Binder(paper, sheets, typefaces).bind()


class _Binder:
    """One binding."""

    def __init__(self, paper: Paper, sheets: Sequence[Sheet], typefaces: Typefaces) -> None:
        self._paper, self._typefaces, self._writer = paper, typefaces, Writer()
        reserve = self._writer.reserve
        self._catalog, self._tree, self._root, self._document, self._fonts = (
            reserve() for _ in range(5)
        )
        self._places: list[Place] = []
        pages = parents = 0
        for at, (fragment, sheet) in enumerate(zip(paper.fragments, sheets, strict=True)):
            base = reserve(len(sheet.objects))
            self._places.append(Place(sheet, at, fragment, pages, base, parents))
            pages, parents = pages + len(sheet.pages), parents + len(sheet.parents)
            typefaces.gather(sheet)
        self._pages, self._parents = pages, parents
        self._anchors = _anchors(self._places)

    def bind(self) -> bytes:
        """The bytes of the file."""
        writer, paper = self._writer, self._paper
        frames = self._frames(Furniture(self._typefaces, paper.frame, self._pages))
        for place in self._places:
            self._link(place, frames)
        writer.put(self._fonts, self._typefaces.write(writer))
        self._page_tree()
        self._structure()
        catalog = self._catalog_entries(paper.properties)
        writer.put(self._catalog, f"<<{''.join(catalog)}>>")
        return writer.finish(self._catalog, self._info(paper.properties))

    def _frames(self, furniture: Furniture) -> dict[int, str]:
        """What is drawn around each framed page: numbers of streams, by page."""
        found: dict[int, str] = {}
        edges: dict[float, str] = {}
        running = ""
        for place in self._places:
            for at, page in enumerate(place.sheet.pages):
                running = page["running"] or running
                if not place.fragment.framed:
                    continue
                width, height = page["width"], page["height"]
                if height not in edges:
                    edge = furniture.edge(height)
                    edges[height] = f"{self._writer.stream('', edge)} 0 R " if edge else ""
                shown = place.first + at + 1
                head = None if place.fragment.opens and not at else running
                content = furniture.page(shown, width, height, head)
                found[shown] = f"{edges[height]}{self._writer.stream('', content)} 0 R "
        return found

    def _link(self, place: Place, frames: dict[int, str]) -> None:
        """Give the objects of a sheet their numbers, and the shared ones they name."""
        sheet, base, count = place.sheet, place.base, len(place.sheet.pages)
        lookup = self._lookup(place)
        parts = _NEXT.join(sheet.objects).split(REF)
        parts[1::2] = [lookup[name] for name in parts[1::2]]
        for at, text in enumerate("".join(parts).split(_NEXT)):
            if at < count:
                # The frame comes first, for the page turns its coordinates upside down.
                drawn = frames.get(place.first + at + 1, "")
                self._writer.put(base + at, f"{text}/Contents[{drawn}{base + count + at} 0 R]>>")
            elif at in sheet.streams:
                data = sheet.streams[at]
                if numbers := sheet.page_numbers(at - count):
                    data = zlib.compress(self._with_numbers(data, numbers), PACK)
                extra = text.removeprefix("<<")
                self._writer.stream(extra, data, packed=True, number=base + at)
            else:
                self._writer.put(base + at, text)

    def _lookup(self, place: Place) -> dict[str, str]:
        sheet, frame = place.sheet, self._paper.frame
        found = {str(at): f"{place.base + at} 0 R" for at in range(len(sheet.objects))}
        found |= {f"S{at}": str(place.parents + at) for at in range(len(sheet.parents))}
        found |= {f"T{name}": string(_label(frame, self._anchors[name])) for name in sheet.targets}
        return found | {
            "I": f"s{place.index}",
            "D": f"{self._document} 0 R",
            "P": f"{self._tree} 0 R",
            "F": f"{self._fonts} 0 R",
        }

    def _with_numbers(self, data: bytes, numbers: list[Number]) -> bytes:
        """A content with page numbers in place of their placeholders, flush right."""
        for item in numbers:
            text = str(self._anchors[item.anchor].page)
            line = self._typefaces.shape(item.font, text)
            room = self._typefaces.shape(item.font, "0" * item.digits)
            glyphs = "".join(f"{glyph:04x}" for glyph, _ in line.glyphs)
            new = f"[{line.width - room.width}<{glyphs}>] TJ".encode()
            data = data[: item.offset] + new + data[item.offset + item.length :]
        return data

    def _page_tree(self) -> None:
        kids = " ".join(
            f"{place.base + at} 0 R"
            for place in self._places
            for at in range(len(place.sheet.pages))
        )
        self._writer.put(self._tree, f"<</Type/Pages/Count {self._pages}/Kids[{kids}]>>")

    def _structure(self) -> None:
        """The root of the structure tree, its parent tree and its identifiers."""
        tops = " ".join(
            f"{place.base + at} 0 R" for place in self._places for at in place.sheet.roots
        )
        self._writer.put(
            self._document, f"<</Type/StructElem/S/Document/P {self._root} 0 R/K[{tops}]>>"
        )
        tree = self._parent_tree()
        names = self._identifiers()
        self._writer.put(
            self._root,
            f"<</Type/StructTreeRoot/K {self._document} 0 R/ParentTree {tree} 0 R"
            f"/ParentTreeNextKey {self._parents}{names}>>",
        )

    def _parent_tree(self) -> int:
        leaves = []
        for place in self._places:
            rows = []
            for at, owner in enumerate(place.sheet.parents):
                key = place.parents + at
                if isinstance(owner, list):
                    items = ("null" if item is None else _at(place, item) for item in owner)
                    rows.append(f"{key}[{' '.join(items)}]")
                else:
                    rows.append(f"{key} {_at(place, owner)}")
            if rows:
                limits = f"{place.parents} {place.parents + len(rows) - 1}"
                leaves.append(self._writer.add(f"<</Limits[{limits}]/Nums[{' '.join(rows)}]>>"))
        kids = " ".join(f"{leaf} 0 R" for leaf in leaves)
        return self._writer.add(f"<</Kids[{kids}]>>")

    def _identifiers(self) -> str:
        """The tree of identifiers of heads, where a table has any."""
        found = [
            (f"s{place.index}{name}", _at(place, item))
            for place in self._places
            for name, item in place.sheet.ids
        ]
        if not found:
            return ""
        rows = " ".join(f"{string(name)} {item}" for name, item in sorted(found))
        return f"/IDTree {self._writer.add(f'<</Names[{rows}]>>')} 0 R"

    def _catalog_entries(self, properties: Properties) -> list[str]:
        writer = self._writer
        files = write_files(writer, self._paper.embeds)
        outline = write_outline(writer, self._places)
        fields = " ".join(
            _at(place, widget) for place in self._places for _, widget in place.sheet.fields
        )
        intent = writer.stream("/N 3", colour_profile())
        meta = writer.stream("/Type/Metadata/Subtype/XML", packet(properties, producer()), raw=True)
        return [
            f"/Type/Catalog/Pages {self._tree} 0 R/Lang {string(properties.language)}",
            "/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>",
            f"/StructTreeRoot {self._root} 0 R/Metadata {meta} 0 R/PageMode/UseOutlines",
            "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1",
            "/OutputConditionIdentifier(sRGB2014.icc)/Info(sRGB2014.icc)",
            f"/DestOutputProfile {intent} 0 R>>]",
            f"/Names<</Dests {self._destinations()} 0 R{files.names}>>{files.listed}",
            f"/AcroForm<</Fields[{fields}]/SigFlags 0>>" if fields else "",
            f"/Outlines {outline} 0 R" if outline else "",
        ]

    def _destinations(self) -> int:
        wanted = {target for place in self._places for target in place.sheet.targets}
        rows = []
        for name in sorted(wanted, key=str.encode):
            anchor = self._anchors[name]
            place = f"{anchor.holder} 0 R/XYZ {number(anchor.x)} {number(anchor.y)} 0"
            rows.append(f"{string(name)}[{place}]")
        return self._writer.add(f"<</Names[{' '.join(rows)}]>>")

    def _info(self, properties: Properties) -> int:
        at = date(properties.at)
        values = {
            "Title": properties.title,
            "Author": properties.author,
            "Subject": properties.subject,
            "Keywords": ", ".join(properties.keywords),
            "Creator": properties.creator,
            "Producer": producer(),
        }
        rows = "".join(f"/{key} {string(value)}" for key, value in values.items() if value)
        return self._writer.add(f"<<{rows}/CreationDate{at}/ModDate{at}>>")


def _at(place: Place, item: int) -> str:
    return f"{place.base + item} 0 R"


def _label(frame: Frame, anchor: Anchor) -> str:
    """What a link says about where it leads."""
    page = frame.page.format(page=anchor.page)
    return f"{page}: {anchor.title}" if anchor.title else page


def _anchors(places: Sequence[Place]) -> dict[str, Anchor]:
    found: dict[str, Anchor] = {}
    for place in places:
        for name, (page, x, y) in place.sheet.anchors.items():
            if name in found:
                raise fail("dossier", "dossier.renderer", f"Two places are named {name}.", "")
            title = place.sheet.titles.get(name, "")
            found[name] = Anchor(place.first + page + 1, x, y, place.base + page, title)
    wanted = {target for place in places for target in place.sheet.targets}
    if missing := ", ".join(sorted(wanted - found.keys())):
        raise fail("dossier", "dossier.renderer", f"Links lead nowhere: {missing}.", "")
    return found
