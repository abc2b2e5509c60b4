"""Structure elements and annotations of a sheet, written as objects."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from compliance.documents.render.drawn_pages import Link
from compliance.documents.render.paper import PAGE, TO
from compliance.documents.render.sheet import PACK, REF, Sheet
from compliance.documents.render.syntax import numbers, string
from compliance.documents.render.table_heads import name_heads
from compliance.documents.render.tagging import Field, Mark, Node, Note, Tagger, in_order, prune
from compliance.errors import fail


class Structure:
    """Writes the tree of a tagger, and the links and places to sign that belong to it."""

    def __init__(self, sheet: Sheet, tagger: Tagger, links: Sequence[Sequence[Link]]) -> None:
        """Write into a sheet that has its pages and contents, and no structure yet."""
        self._sheet, self._root, self._links = sheet, tagger.root, links
        self._count = len(links)
        self._notes: dict[Note, int] = {}
        self.annotations: list[list[int]] = [[] for _ in links]
        """Numbers of the annotations of each page."""
        self.page_links: list[dict[int, str]] = [{} for _ in links]
        """For each page, marked content that holds the page of an anchor."""

    def write(self) -> None:
        """Write everything."""
        sheet = self._sheet
        prune(self._root)
        name_heads(self._root)
        nodes = in_order(self._root)
        base = len(sheet.objects)
        for at, node in enumerate(nodes):
            node.number = base + at
        sheet.objects.extend([""] * len(nodes))
        sheet.parents = [[] for _ in range(self._count)]
        marks: list[dict[int, int]] = [{} for _ in range(self._count)]
        for node in nodes:
            sheet.objects[node.number] = self._element(node, marks)
            if node.id:
                sheet.ids.append((node.id, node.number))
        for at, found in enumerate(marks):
            sheet.parents[at] = [found.get(mcid) for mcid in range(max(found, default=-1) + 1)]
        sheet.roots = [kid.number for kid in self._root.kids if isinstance(kid, Node)]

    def _element(self, node: Node, marks: list[dict[int, int]]) -> str:
        kids = [self._kid(node, kid, marks) for kid in node.kids]
        up = "D" if node.up is self._root else str(node.up.number)
        parts = [f"<</Type/StructElem/S/{node.role}/P {REF}{up}{REF}/Pg {REF}{node.page}{REF}"]
        parts.append("/K " + (kids[0] if len(kids) == 1 else f"[{' '.join(kids)}]"))
        if node.attributes:
            rows = (f"/{key} {value}" for key, value in node.attributes.items())
            parts.append(f"/A<<{''.join(rows)}>>")
        if node.id:
            parts.append(f"/ID({REF}I{REF}{node.id})")
        if node.alt:
            parts.append(f"/Alt {string(node.alt)}")
        if node.lang:
            parts.append(f"/Lang {string(node.lang)}")
        return "".join([*parts, ">>"])

    def _kid(self, node: Node, kid: Node | Mark | Note | Field, marks: list[dict[int, int]]) -> str:
        """What an element holds, as its list of kids names it."""
        if isinstance(kid, Node):
            return f"{REF}{kid.number}{REF}"
        if isinstance(kid, Mark):
            marks[kid.page][kid.mcid] = node.number
            if kid.page == node.page:
                return str(kid.mcid)
            return f"<</Type/MCR/Pg {REF}{kid.page}{REF}/MCID {kid.mcid}>>"
        number = self._link(node, kid) if isinstance(kid, Note) else self._field(node, kid)
        self.annotations[kid.page].append(number)
        return f"<</Type/OBJR/Obj {REF}{number}{REF}/Pg {REF}{kid.page}{REF}>>"

    def _parent(self, node: Node) -> int:
        """A key of the parent tree that leads to an element."""
        self._sheet.parents.append(node.number)
        return len(self._sheet.parents) - 1

    def _link(self, node: Node, note: Note) -> int:
        link = self._links[note.page][note.index]
        start = next((item for item in (TO, PAGE) if link.target.startswith(item)), "")
        if not start:
            message = f"A link leads out of the paper: {link.target[:80]}"
            raise fail("dossier", "dossier.renderer", message, "")
        anchor = link.target.removeprefix(start)
        if start == PAGE:
            for kid in node.kids:
                if isinstance(kid, Mark):
                    self.page_links[kid.page][kid.mcid] = anchor
        self._sheet.targets.append(anchor)
        self._sheet.objects.append(
            f"<</Type/Annot/Subtype/Link/Rect[{numbers(*link.area)}]/BS<</W 0>>/F 4"
            f"/Contents {REF}T{anchor}{REF}/Dest {string(anchor)}"
            f"/StructParent {REF}S{self._parent(node)}{REF}>>"
        )
        return len(self._sheet.objects) - 1

    def _field(self, node: Node, field: Field) -> int:
        """An empty field with an appearance, as PDF/A and PDF/UA want it."""
        sheet = self._sheet
        widget = len(sheet.objects)
        left, low, right, top = field.area
        size = numbers(0, 0, right - left, top - low)
        sheet.objects += [
            f"<</Type/Annot/Subtype/Widget/FT/Sig/T {string(field.name)}/TU {string(field.title)}"
            f"/F 4/Rect[{numbers(*field.area)}]/P {REF}{field.page}{REF}"
            f"/StructParent {REF}S{self._parent(node)}{REF}/AP<</N {REF}{widget + 1}{REF}>>>>",
            f"<</Type/XObject/Subtype/Form/Resources<<>>/BBox[{size}]",
        ]
        sheet.streams[widget + 1] = zlib.compress(b"", PACK)
        sheet.fields.append((field.name, widget))
        return widget
