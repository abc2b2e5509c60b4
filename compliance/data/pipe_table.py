"""Tables in texts with marks (Markdown): rows between bars, named by their heading."""

from __future__ import annotations

import re
from typing import Final

from compliance.data.workbook import MAX_CELLS, MAX_SHEETS, Cell, Worksheet

_LINE: Final = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?\|?")
_CELL: Final = re.compile(r"(?<!\\)\|")
_MARKS: Final = re.compile(r"(\*\*|__|`)(.+?)\1")
MAX_LINE: Final = 20_000


def read_pipe_tables(text: str) -> list[Worksheet]:
    r"""The tables of a text, each under the heading above it.

    >>> [(t.name, t.value(2, 1), t.value(4, 2)) for t in read_pipe_tables(
    ...     "# Risks\n| risk | harm |\n|---|---|\n| R-1 | **bad** |")]
    [('Risks', 'risk', 'bad')]
    """
    sheets: list[Worksheet] = []
    lines, heading, cells = text.splitlines(), "", 0
    at = 0
    while at < len(lines):
        line = lines[at][:MAX_LINE]
        if line.startswith("#"):
            heading = line.strip("# ").strip()
        following = lines[at + 1][:MAX_LINE].strip() if at + 1 < len(lines) else ""
        if "|" not in line or not _is_rule(following):
            at += 1
            continue
        sheet = Worksheet(_free(heading or "Table", sheets))
        while at < len(lines) and "|" in lines[at]:
            cells += _row(sheet, at + 1, lines[at][:MAX_LINE])
            at += 1
        sheets.append(sheet)
        if cells > MAX_CELLS or len(sheets) >= MAX_SHEETS:
            break
    return sheets


def _is_rule(line: str) -> bool:
    return "|" in line and _LINE.fullmatch(line) is not None


def _row(sheet: Worksheet, number: int, line: str) -> int:
    line = line.strip()
    if _is_rule(line):
        return 0
    parts = _CELL.split(line.removeprefix("|").removesuffix("|"))
    for column, part in enumerate(parts, 1):
        text = _MARKS.sub(r"\2", part.replace(r"\|", "|").replace("<br>", "\n").strip())
        if text:
            sheet.cells[number, column] = Cell(text)
    return len(parts)


def _free(name: str, sheets: list[Worksheet]) -> str:
    """The heading; with a number where a table stands under it already."""
    taken = {sheet.name for sheet in sheets}
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found
