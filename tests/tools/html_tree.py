"""The structure tree that the HTML of a paper asks for, to hold the one that was written to."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from compliance.documents.render.paper import Paper
from tests.tools.read_aloud import Element, Spoken

ROLES = {
    "section": "Sect", "blockquote": "BlockQuote", "p": "P", "h1": "H1", "h2": "H2", "h3": "H3",
    "ul": "L", "ol": "L", "table": "Table", "caption": "Caption", "thead": "THead",
    "tbody": "TBody", "tr": "TR", "th": "TH", "td": "TD", "a": "Link",
    "{http://www.w3.org/2000/svg}svg": "Figure",
}  # fmt: skip
GROUPS = {"Document", "Sect", "BlockQuote", "L", "Table", "TOC"}
SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row"}


def squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def expected(html: str) -> Element:
    """The tree that the HTML of a fragment asks for."""
    root = Element("Document")
    take(ET.fromstring(f"<body>{html}</body>"), root)  # noqa: S314 - our own templates
    drop_empty(root)
    return root


def take(element: ET.Element, around: Element) -> None:
    here = enter(element, around)
    if here.role == "Figure":
        here.alt = element.find("{http://www.w3.org/2000/svg}title").text.strip()
        return
    say(here, element.text, element)
    for child in element:
        take(child, here)
        say(here, child.tail, element)


def enter(element: ET.Element, around: Element) -> Element:
    role = ROLES.get(element.tag)
    if element.tag == "ul" and element.get("class") == "toc":
        role = "TOC"
    if element.tag == "li":
        outer, inner = ("TOCI", "Reference") if around.role == "TOC" else ("LI", "LBody")
        item, body = Element(outer), Element(inner)
        item.kids.append(body)
        around.kids.append(item)
        return body
    if role is None and element.get("lang"):
        role = "Span"
    if role is None:
        return around
    made = Element(role, {"element": element}, lang=element.get("lang") or "")
    around.kids.append(made)
    if element.get("data-sign"):
        made.kids.append(Element("Form"))
    return made


def say(here: Element, text: str | None, element: ET.Element) -> None:
    """Text of a group stands in an element of its own."""
    words = squeezed(text)
    if not words:
        return
    if here.role not in GROUPS:
        here.kids.append(words)
        return
    last = here.kids[-1] if here.kids else None
    if not (isinstance(last, Element) and last.attributes.get("of") is element):
        last = Element("P", {"of": element})
        here.kids.append(last)
    last.kids.append(words)


def drop_empty(node: Element) -> bool:
    node.kids = [kid for kid in node.kids if isinstance(kid, str) or drop_empty(kid)]
    return bool(node.kids) or node.role in {"TD", "TH", "Figure", "Form"}


def script(node: Element) -> Iterator[str]:
    """The tree as one list: roles that begin and end, and what is said between."""
    if node.role == "Lbl":  # the sign before an item, which the HTML does not write
        return
    yield f"<{node.role}"
    if node.role == "Figure":
        yield squeezed(node.alt)
    else:
        said = ""
        for kid in node.kids:
            if isinstance(kid, str):
                said += squeezed(kid)
                continue
            if said:
                yield said
                said = ""
            yield from script(kid)
        if said:
            yield said
    yield f"{node.role}>"


def read_as(paper: Paper, spoken: Spoken) -> None:
    """Hold what is read aloud to the HTML, element for element, in its order."""
    ends = {"<Document", "Document>"}
    wanted = [item for one in paper.fragments for item in script(expected(one.html))]
    wanted = [item for item in wanted if item not in ends]
    heard = [item for item in script(spoken.root) if item not in ends]
    for at, (want, said) in enumerate(zip(wanted, heard, strict=False)):
        if want == "000":
            assert said.isdigit()
            continue
        assert said == want, heard[max(0, at - 5) : at + 3]
    assert len(heard) == len(wanted)
