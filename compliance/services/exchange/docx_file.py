"""Questions and answers as a Word document, to read, to comment on, and to print.

Answers are not read back from it: a table of a text program keeps neither types nor the
line between what was written and what was commented. The workbook is for that.
"""

from __future__ import annotations

import datetime
import io
from typing import Any, Final

from compliance.documents.word.parts import clean, repeat, shade
from compliance.services.exchange.beside import Attached
from compliance.services.exchange.instructions import about
from compliance.services.exchange.sheet import STATES
from compliance.services.exchange.table import Table, TableRow
from compliance.services.exchange.values import LISTED

BLANK_LINES: Final = {"text": 5, "group": 1}
"""Empty lines to write on, by type of the question; one for the others."""
BLANK_ENTRIES: Final = 3
NOTE: Final = (
    "This document is for reading, commenting and printing. To return answers, ask for the "
    "Excel workbook of the same questions: it is read back without typing anything again."
)


def write(table: Table) -> bytes:
    """The document of a table; with room to write where the table is blank."""
    import docx  # noqa: PLC0415 - slow to import, used only here

    document = docx.Document()
    _set_up(document, table)
    title = document.add_paragraph(clean(f"{table.stamp.name}: questions"))
    title.style = "Title"
    document.add_paragraph(NOTE)
    _grid(document, [[name, value] for name, value in about(table)], head=False)
    part = ""
    for row in table.rows:
        if row.part != part:
            part = row.part
            _heading(document, part, 1)
        _question(document, row, blank=table.stamp.blank)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Any, table: Table) -> None:
    from docx.shared import Mm, Pt  # noqa: PLC0415

    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    foot = f"{table.stamp.name} · {table.stamp.assessment} · {table.stamp.at}"
    section.footer.paragraphs[0].text = clean(foot)
    properties = document.core_properties
    properties.title = clean(f"{table.stamp.name}: questions")
    properties.author = f"conformity {table.stamp.program}"
    properties.comments, properties.language = "", "en-GB"
    moment = datetime.datetime.fromisoformat(table.stamp.at)
    properties.created = properties.modified = moment.replace(tzinfo=None)


def _heading(document: Any, text: str, level: int) -> None:
    # By its id: looking a style up by its name costs more than the whole paragraph.
    document.add_paragraph(clean(text))._p.style = f"Heading{level}"  # noqa: SLF001


def _question(document: Any, row: TableRow, *, blank: bool) -> None:
    _heading(document, row.ask, 3 if row.follow_up else 2)
    lines = [["Id", row.id], ["How to answer", row.column.how]]
    if not row.fields:
        lines.append(["Answer", _room(row.column.kind) if blank else _answer(row)])
    if not blank:
        lines.append(["State", STATES.get(row.state, "Open")])
    if blank or row.explanation:
        lines.append(["Explanation", "\n" if blank else row.explanation])
    if row.by:
        lines.append(["Answered by", row.by])
    _grid(document, lines, head=False)
    if row.fields:
        _entries(document, row, blank=blank)
    if row.evidence:
        document.add_paragraph("Evidence:")
        head = ["No.", "Name", "Kind", "Dates", "SHA-256"]
        _grid(document, [head, *(_evidence(one) for one in row.evidence)], head=True)
    if row.remarks:
        document.add_paragraph("Remarks:")
        lines = [[one.by, one.at[:10], one.text] for one in row.remarks]
        _grid(document, [["By", "Day", "Remark"], *lines], head=True)


def _evidence(one: Attached) -> list[str]:
    """A piece of evidence as a row of a table."""
    dates = [f"collected {one.collected}"] if one.collected else []
    dates += [f"counts until {one.expires}"] if one.expires else []
    dates += [one.state] if one.state else []
    name = f"{one.name}\n{one.address}" if one.address else one.name
    return [one.number, name, one.kind, "\n".join(dates), one.sha256 or "not known"]


def _answer(row: TableRow) -> str:
    fits = len(row.column.words) <= LISTED
    if row.column.kind in {"choice", "yes-no", "choices"} and fits:
        chosen = str(row.answer or "").split("\n")
        return "\n".join(f"{'☒' if word in chosen else '☐'} {word}" for word in row.column.words)
    return "" if row.answer is None else str(row.answer)


def _room(kind: str) -> str:
    return "\n" * BLANK_LINES.get(kind, 1)


def _entries(document: Any, row: TableRow, *, blank: bool) -> None:
    head = [field.title for field in row.fields]
    lines = [["" if cell is None else str(cell) for cell in entry] for entry in row.entries]
    if blank or not lines:
        lines += [["" for _ in head] for _ in range(BLANK_ENTRIES)]
    document.add_paragraph(clean(f"Table, one row for each {row.entry}:"))
    _grid(document, [head, *lines], head=True)


def _grid(document: Any, rows: list[list[str]], *, head: bool) -> None:
    """A table: its first row, or else its first column, names things."""
    grid = document.add_table(rows=len(rows), cols=len(rows[0]))
    grid._tbl.tblStyle_val = "TableGrid"  # noqa: SLF001 - see _heading
    # Asking the table for its cells costs time by their square; rows are asked once.
    for number, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
        for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            run = cell.paragraphs[0].add_run(clean(text))
            if (head and number == 0) or (not head and at == 0):
                run.bold = True
                shade(cell)
        if head and number == 0:
            repeat(row)
    if not head:
        _widths(grid)
    document.add_paragraph()


def _widths(grid: Any) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    grid.autofit = False
    for row in grid.rows:
        first, second = row.cells
        first.width, second.width = Mm(35), Mm(135)
