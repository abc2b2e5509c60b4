"""Parts of files for text programs, whatever they hold: clean texts, tables, equal bytes.

The texts come from strangers. Nothing in them becomes a field or a link, and what cannot
be seen is made visible.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final

from compliance.documents.render.glyphs import seen

WASH: Final = "EEF3F4"


def clean(text: Any) -> str:
    """A text that a document can hold, with a mark for each character that is not seen."""
    return seen(str(text).replace("\r\n", "\n").replace("\r", "\n"))


def shade(cell: Any) -> None:
    """Give a cell the ground of headings."""
    cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", fill=WASH))  # noqa: SLF001 - the library has no other way


def repeat(row: Any) -> None:
    """Make a row the heading of its table, on every page that the table runs over."""
    row._tr.get_or_add_trPr().append(_element("tblHeader"))  # noqa: SLF001 - as above


def table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    """Add a table with a heading; the first cell of each row names it."""
    grid = document.add_table(rows=1 + len(rows), cols=len(head))
    grid.style = document.styles["Table Grid"]
    # Asking the table for its cells costs time by their square; rows are asked once.
    for at, (row, texts) in enumerate(zip(grid.rows, (head, *rows), strict=True)):
        for cell, text in zip(row.cells, texts, strict=True):
            run = cell.paragraphs[0].add_run(clean(text))
            if at == 0:
                run.bold = True
                shade(cell)
        if at == 0:
            repeat(row)
    return grid


def count_pages(paragraph: Any) -> None:
    """Add the number of the page, and how many there are."""
    for instruction, before in (("PAGE", ""), ("NUMPAGES", " / ")):
        if before:
            paragraph.add_run(before)
        field = _element("fldSimple", instr=instruction)
        run = _element("r")
        text = _element("t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)  # noqa: SLF001 - as above


def edge(paragraph: Any, colour: str) -> None:
    """Give a paragraph a heavy edge at its side: take care."""
    borders = _element("pBdr")
    borders.append(_element("left", val="single", sz="24", space="8", color=colour))
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - as above


def set_language(document: Any, language: str) -> None:
    """Say in which language the document is, for spelling and for reading aloud."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow to import

    for known in document.styles.element.iter(qn("w:lang")):
        known.set(qn("w:val"), language)
        known.set(qn("w:eastAsia"), language)
        known.set(qn("w:bidi"), language)
    document.core_properties.language = language


def content_of(document: Any) -> bytes:
    """The file of a document: equal documents give equal bytes, whenever they are made."""
    made = io.BytesIO()
    document.save(made)
    stream = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            entry = zipfile.ZipInfo(item.filename)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, source.read(item))
    return stream.getvalue()


def drop_thumbnail(document: Any) -> None:
    """Take out the picture of another document that the template of the library brings."""
    relations = document.part.package.rels
    for known in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[known]


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - slow to import
    from docx.oxml.ns import qn  # noqa: PLC0415

    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
