"""The structure tree of a fragment, built from its boxes.

One HTML element is one structure element, however many pages it crosses: a later piece
adds its content to the element that the first piece made. Heads of tables that are
repeated on later pages are artifacts. Elements that say nothing to a reader (div, span,
b) make no element at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from compliance.documents.render import weasy
from compliance.documents.render.drawn_pages import Drawn
from compliance.documents.render.syntax import numbers

SVG: Final = "{http://www.w3.org/2000/svg}svg"
TITLE: Final = "{http://www.w3.org/2000/svg}title"
ROLES: Final = {
    "section": "Sect", "article": "Art", "blockquote": "BlockQuote", "p": "P",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6",
    "ul": "L", "ol": "L", "li": "LI", "li::marker": "Lbl",
    "table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody",
    "tfoot": "TFoot", "tr": "TR", "th": "TH", "td": "TD",
    "a": "Link", SVG: "Figure", "img": "Figure",
}  # fmt: skip
"""Structure elements by HTML element."""
GROUPS: Final = frozenset({"Document", "Sect", "Art", "BlockQuote", "L", "Table", "TOC"})
"""Elements whose text must stand in an element of its own."""
SCOPES: Final = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}
CONTENTS: Final = "toc"
"""Class of a list that is a table of contents."""


@dataclass(frozen=True)
class Mark:
    """Marked content that belongs to an element."""

    page: int
    mcid: int


@dataclass(frozen=True)
class Note:
    """An annotation that belongs to an element: a link of a page, by its index there."""

    page: int
    index: int


@dataclass(frozen=True)
class Field:
    """A place to sign."""

    page: int
    area: tuple[float, float, float, float]
    name: str
    title: str


@dataclass(frozen=True)
class Heading:
    """What the head of the page says from a place on."""

    page: int
    top: float
    text: str


@dataclass(eq=False)
class Node:
    """A structure element; what is in it, in reading order over all its pages."""

    role: str
    parent: Node | None
    element: Any = None
    tag: str = ""
    kids: list[Node | Mark | Note | Field] = field(default_factory=list)
    page: int = -1
    """Page of its first piece."""
    attributes: dict[str, str] = field(default_factory=dict)
    alt: str = ""
    lang: str = ""
    id: str = ""
    """Identifier of a head that cells name."""
    number: int = -1
    """Its number among the objects of the sheet."""

    @property
    def up(self) -> Node:
        """The element around it."""
        if self.parent is None:
            raise ValueError(self.role)
        return self.parent


class Tagger:
    """Builds one tree over all pages of a fragment, which are added in order."""

    def __init__(self) -> None:
        self.root = Node("Document", None)
        self.artifacts: dict[int, set[int]] = {}
        """Marks by page that repeat what an earlier page said."""
        self.headings: list[Heading] = []
        self._nodes: dict[tuple[Any, str], Node] = {}

    def page(self, number: int, page: Drawn) -> None:
        """Add a page.

        Args:
            number: of the page, from 0.
            page: as it was drawn.
        """
        self._page, self._drawn = number, page
        self._links: Mapping[Any, int] = {
            weasy.placed(link.box): at for at, link in enumerate(page.links)
        }
        self._silent = False
        self.artifacts[number] = set()
        for child in weasy.body_boxes(page.box):
            self._walk(child, self.root)

    def _walk(self, box: Any, node: Node) -> None:
        box = weasy.placed(box)
        if weasy.is_text(box):
            self._mark(box, node)
            return
        if weasy.is_line(box):
            for child in box.children:
                self._walk(child, node)
            return
        node, was_silent = self._enter(box, node), self._silent
        if node.role == "THead" and node.page != self._page:
            self._silent = True
        index = self._links.get(box)
        if index is not None and node.role == "Link":
            node.kids.append(Note(self._page, index))
        if weasy.is_figure(box):
            self._mark(box, node)
        else:
            for child in box.children:
                self._walk(child, node)
        self._silent = was_silent

    def _mark(self, box: Any, node: Node) -> None:
        mcid = self._drawn.marks.get(box)
        if mcid is None:
            return
        if self._silent:
            self.artifacts[self._page].add(mcid)
            return
        if node.role in GROUPS:
            node = self._node("P", node, box.element, "text")
        node.kids.append(Mark(self._page, mcid))

    def _enter(self, box: Any, node: Node) -> Node:
        """The node of a box: a known one, a new one, or the node around it."""
        element, tag = box.element, box.element_tag
        if element is None or tag in {"html", "body"} or (element, tag) == (node.element, node.tag):
            return node
        role = ROLES.get(tag, "")
        if not role:
            return self._plain(box, node)
        if role == "L" and element.get("class") == CONTENTS:
            return self._node("TOC", node, element, tag)
        if role == "LI" and node.role == "TOC":
            item = self._node("TOCI", node, element, "toci")
            return self._node("Reference", item, element, tag)
        if role == "LI":
            item = self._node("LI", node, element, "item")
            return self._node("LBody", item, element, tag)
        if role == "Lbl":
            return self._node("Lbl", node.up if node.role == "LBody" else node, element, tag)
        return self._node(role, node, element, tag, box)

    def _plain(self, box: Any, node: Node) -> Node:
        """The node of an element without a role: one only where something needs it."""
        element, tag = box.element, box.element_tag
        if element.get("lang"):
            return self._node("Span", node, element, tag)
        holds_text = any(weasy.is_line(child) for child in box.children)
        return self._node("P", node, element, tag) if holds_text and node.role in GROUPS else node

    def _node(self, role: str, parent: Node, element: Any, tag: str, box: Any = None) -> Node:
        found = self._nodes.get((element, tag))
        if found is not None:
            return found
        made = Node(role, parent, element, tag, page=self._page)
        self._nodes[element, tag] = made
        if role == "Lbl" and parent.kids:
            parent.kids.insert(0, made)  # before the body that was met first
        else:
            parent.kids.append(made)
        made.lang = element.get("lang") or ""
        self._describe(made, box)
        return made

    def _describe(self, node: Node, box: Any) -> None:
        """Attributes and places that follow from the element."""
        element = node.element
        if node.role == "Figure":
            self._figure(node, box)
        elif node.role in {"TH", "TD"}:
            self._cell(node, box)
        elif node.role == "L":
            kind = "Decimal" if node.tag == "ol" else "Disc"
            kind = "None" if weasy.has_no_marker(box) else kind
            node.attributes = {"O": "/List", "ListNumbering": f"/{kind}"}
        if name := element.get("data-sign"):
            title = element.get("title") or ""
            form = Node("Form", node, page=self._page, alt=title)
            area = weasy.content_area(box, self._drawn.height)
            form.kids.append(Field(self._page, area, name, title))
            node.kids.append(form)
        if (running := element.get("data-running")) and node.role in {"H1", "H2"}:
            self.headings.append(Heading(self._page, box.position_y, running))

    def _figure(self, node: Node, box: Any) -> None:
        title = node.element.find(TITLE)
        text = node.element.get("alt") if title is None else title.text
        node.alt = (text or "").strip()
        area = weasy.content_area(box, self._drawn.height)
        node.attributes = {"O": "/Layout", "BBox": f"[{numbers(*area)}]"}

    @staticmethod
    def _cell(node: Node, box: Any) -> None:
        given: dict[str, str] = {}
        if node.role == "TH":
            given["Scope"] = "/" + SCOPES.get(node.element.get("scope", ""), "Column")
        if box.colspan != 1:
            given["ColSpan"] = str(box.colspan)
        if box.rowspan != 1:
            given["RowSpan"] = str(box.rowspan)
        node.attributes = {"O": "/Table", **given} if given else {}


def prune(node: Node) -> bool:
    """Drop elements without content, and say whether anything is left.

    Cells stay: an empty one holds the columns of its row together.
    """
    node.kids = [kid for kid in node.kids if not isinstance(kid, Node) or prune(kid)]
    return bool(node.kids) or node.role in {"TD", "TH", "Figure"}


def in_order(node: Node) -> list[Node]:
    """All elements below one, in reading order."""
    found: list[Node] = []
    for kid in node.kids:
        if isinstance(kid, Node):
            found.append(kid)
            found += in_order(kid)
    return found
