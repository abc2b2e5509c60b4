"""The words that exported files share: how to fill one in, and the names of columns."""

from __future__ import annotations

import re
from typing import Final

from compliance.checklist.answer_text import NONE
from compliance.services.exchange.sheet import ERASE_WORD
from compliance.services.exchange.table import Table

HOW_SHEET: Final = "How to fill in"
MAIN_SHEET: Final = "Questions"
LISTS_SHEET: Final = "Lists"
STAMP_SHEET: Final = "About this file"
WHO: Final = "Your name and function"
COLUMNS: Final = (
    ("id", "Id"),
    ("part", "Part"),
    ("ask", "Question"),
    ("how", "How to answer"),
    ("answer", "Answer"),
    ("state", "State"),
    ("explanation", "Explanation"),
    ("by", "Answered by"),
    ("evidence", "Evidence"),
    ("remarks", "Remarks"),
    ("remark", "New remark"),
)
"""Columns of the list of questions: key and heading."""


def sheet_of(number: int) -> str:
    """Name of the sheet of a table of entries."""
    return f"Table {number}"


def pointer(number: int, entries: int) -> str:
    """What stands in place of the answer where a table has its own sheet."""
    return f"{entries} filled in: see {sheet_of(number)}"


POINTER: Final = re.compile(r"\d+ filled in: see Table \d+")


def how_to(table: Table) -> list[str]:
    """How to fill in a workbook, one instruction a line."""
    to_do = [
        f"Answer in the sheet “{MAIN_SHEET}”, in the light cells: Answer, State and Explanation.",
        "Leave empty what you do not know or are not asked to answer. An empty cell "
        "changes nothing: what was answered before stays.",
        "Where there is a list, choose from it. Several choices go into one cell, one on "
        f"each line (Alt and Enter); “{NONE}” says that none of them is right.",
        "State may stay empty when you answer. Choose “Not known yet” or “Not "
        "applicable” instead of an answer, and give the reason under Explanation.",
        "“To confirm” marks what a source says and nobody has confirmed. It is no answer: "
        "choose “Answered” to confirm it, or write another answer.",
        f"To remove an answer, write {ERASE_WORD} into its cell. Nothing else removes.",
        "Under New remark you can say something to your colleagues; it is no part of the answer. "
        "Evidence and Remarks are there to read: what you change in them is not taken in.",
        "Write days as year-month-day. Numbers have no thousands separator.",
    ]
    if any(row.fields for row in table.rows):
        to_do.append(
            "Tables have sheets of their own, one row for each entry. To remove an entry, "
            f"write {ERASE_WORD} into its first field; do not delete its row."
        )
    to_do += [
        "Do not use formulas, and do not sort the rows. The sheets are protected against "
        "slips of the hand, without a password.",
        "Save as “Excel workbook (.xlsx)” and send the file back. Whoever takes it in sees "
        "every difference before anything is recorded.",
    ]
    return to_do


def about(table: Table) -> list[tuple[str, str]]:
    """What a file belongs to, for people."""
    stamp = table.stamp
    shown = [
        ("Assessment", stamp.name),
        ("Number", stamp.assessment),
        ("Written", stamp.at),
        ("Questions", str(len(table.rows))),
        ("Checklists", f"{stamp.pack}, edition {stamp.edition}"),
        ("Digest of the checklists", stamp.digest),
        ("Journal head", stamp.head),
        ("Program", f"conformity {stamp.program}, form {stamp.format} of these files"),
    ]
    return [("For", table.answered_by), *shown] if table.answered_by else shown
