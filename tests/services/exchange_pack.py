"""Assessments and files for the tests of export and import."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl

from compliance.checklist.catalogue import Catalogue
from compliance.services.exchange.compare import Differences, compare
from compliance.services.exchange.formats import read_sheet, write_table
from compliance.services.exchange.table import Choice, make_table
from compliance.storage.opened import OpenAssessment
from tests.builders import AT, load_mini

EXTRA = """
section: {id: extra, title: "Extra", order: 40}
facts:
  - {id: x.any, type: number, label: "any number", ask: "Which number?"}
  - {id: x.day, type: date, label: "any day", ask: "Which day?"}
  - {id: x.line, type: text, lines: one, label: "line", ask: "One line?"}
  - id: x.odd
    type: choices
    label: "odd options"
    ask: "Which odd ones?"
    options:
      - {id: none-word, label: "None of these"}
      - {id: comma, label: "=A, with a comma"}
      - {id: twice, label: "Twice"}
      - {id: again, label: "twice"}
  - id: x.table
    type: group
    label: "table"
    entry: thing
    at_least: 0
    at_most: 300
    ask: "Which things?"
    fields:
      - {id: name, type: text, ask: "Name"}
      - {id: kind, type: choice, options_from: countries, ask: "Country", optional: true}
      - {id: size, type: number, ask: "Size", optional: true}
      - {id: since, type: date, ask: "Since", optional: true}
"""


def extra_pack(root: Path, texts: int = 0) -> Catalogue:
    """The mini pack with a question of every kind, and many texts."""
    lines = [
        f'  - {{id: t.{at:03}, type: text, label: "t{at}", ask: "Text {at}?"}}'
        for at in range(texts)
    ]
    return load_mini(root, {"facts/extra.yaml": EXTRA + "\n".join(lines) + "\n"})


def exported(assessment: OpenAssessment, form: str = "xlsx", *names: str, **more: Any) -> bytes:
    scope = more.pop("scope", "all")
    table = make_table(assessment, Choice(names, scope), at=AT, **more)
    return write_table(table, form)


def compared(assessment: OpenAssessment, content: bytes, form: str = "xlsx") -> Differences:
    return compare(assessment, read_sheet(content, f"back.{form}"))


class Book:
    """A workbook in the hands of a colleague (edited with openpyxl)."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.main = self.book["Questions"]
        self.rows = {self.main.cell(row, 1).value: row for row in range(2, self.main.max_row + 1)}

    def write(self, question: str, **cells: Any) -> Book:
        columns = {"answer": 5, "state": 6, "explanation": 7}
        for name, value in cells.items():
            self.main.cell(self.rows[question], columns[name]).value = value
        return self

    def table(self, question: str) -> Any:
        return next(sheet for sheet in self.book.worksheets if sheet.cell(1, 1).value == question)

    def saved(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def edited(content: bytes, question: str, **changes: Any) -> bytes:
    """Exported JSON with one question changed."""
    value = json.loads(content)
    found = next(item for item in value["questions"] if item["id"] == question)
    found.update(changes)
    return json.dumps(value).encode()


def kinds(plan: Differences) -> dict[str, str]:
    """Question to kind, without what says nothing."""
    return {item.question: item.kind for item in plan.questions if item.kind != "empty"}


def codes(plan: Differences) -> list[str]:
    """Codes of everything that was refused or not read."""
    refused = [problem.code for item in plan.questions for problem in item.problems]
    return refused + [problem.code for problem in plan.stray]
