"""The content of a paper as a typst document, to be set by typst beside ours.

Headings, paragraphs, lists and tables with the same words; no marks and no figures, so
that typst has less to do, not more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from compliance.documents.render.paper import Fragment

HEAD = """#set page(paper:"a4",margin:2.2cm,header:[Dossier],
footer:context[Page #counter(page).display() of #counter(page).final().first()],numbering:"1")
#set text(lang:"en",size:8.5pt)
#set heading(numbering:none)
#outline(depth:2)
"""
BLOCKS = {"div", "section", "p", "table", "ul", "ol", "h1", "h2", "h3", "blockquote"}
HEADINGS = {"h1": 1, "h2": 2, "h3": 3}
SVG = "{http://www.w3.org/2000/svg}"


def typst_source(fragments: Iterable[Fragment]) -> str:
    """A typst document that says what the fragments say."""
    level, parts = 0, [HEAD]
    for fragment in fragments:
        root = ET.fromstring(f"<body>{fragment.html}</body>")  # noqa: S314 - our own templates
        for depth, text in _blocks(root):
            if depth:
                level = min(depth, level + 1)
                parts.append(f"{'=' * level} {text}")
            else:
                parts.append(text)
    return "\n\n".join(parts)


def _words(text: str | None) -> str:
    joined = " ".join((text or "").split())
    escaped = joined.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped} ";' if joined else ""


def _inline(element: ET.Element) -> str:
    if element.tag.startswith(SVG):
        return ""
    inner = _words(element.text)
    for child in element:
        inner += _inline(child) + _words(child.tail)
    return f"#strong[{inner}]" if element.tag in {"b", "strong"} and inner else inner


def _blocks(element: ET.Element) -> Iterator[tuple[int, str]]:
    """Level of a heading, 0 for all else, with its text."""
    for child in element:
        if child.tag.startswith(SVG):
            continue
        if child.tag in HEADINGS:
            yield HEADINGS[child.tag], _inline(child) or "x"
        elif child.tag == "table":
            yield 0, _table(child)
        elif any(item.tag in BLOCKS for item in child) or child.tag in {"ul", "ol", "section"}:
            yield from _blocks(child)
        elif text := _inline(child):
            yield 0, text


def _table(table: ET.Element) -> str:
    rows = list(table.iter("tr"))
    across = max(sum(int(cell.get("colspan", "1")) for cell in row) for row in rows)
    parts = []
    for at, row in enumerate(rows):
        cells = [f"[{_inline(cell)}]" for cell in row]
        cells += ["[]"] * (across - len(cells))
        line = ",".join(cells)
        parts.append(f"table.header({line})," if at == 0 and table.find("thead") else f"{line},")
    caption = table.find("caption")
    title = "" if caption is None else f"#strong[{_inline(caption)}]\n\n"
    return f"{title}#table(columns:({'1fr,' * across}),{''.join(parts)})"
