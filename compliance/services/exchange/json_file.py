"""Questions and answers as JSON: the form without the limits of cells, for programs."""

from __future__ import annotations

import datetime
import json
from typing import Any, Final

from compliance.data.archive import damaged
from compliance.errors import Problem
from compliance.services.exchange.beside import Attached
from compliance.services.exchange.sheet import Entry, Row, Sheet, Stamp, entry_number, unguard
from compliance.services.exchange.table import Table, TableRow

KIND: Final = "conformity-questions"
MAX_QUESTIONS: Final = 50_000


def write(table: Table) -> bytes:
    """The table as JSON."""
    value = {
        "kind": KIND,
        "file": table.stamp.model_dump(mode="json"),
        "answered_by": table.answered_by,
        "questions": [_question(row) for row in table.rows],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _question(row: TableRow) -> dict[str, Any]:
    question: dict[str, Any] = {
        "id": row.id,
        "part": row.part,
        "ask": row.ask,
        "how": row.column.how,
        "state": row.state,
        "explanation": row.explanation,
        "by": row.by,
        "evidence": [_evidence(one) for one in row.evidence],
        "remarks": [{"by": one.by, "at": one.at, "text": one.text} for one in row.remarks],
        "new_remark": "",
    }
    if not row.fields:
        return {**question, "answer": _plain(row.answer)}
    names = [field.id for field in row.fields]
    entries = [
        {"entry": number, "fields": dict(zip(names, map(_plain, entry), strict=True))}
        for number, entry in enumerate(row.entries, 1)
    ]
    return {**question, "columns": names, "entries": entries}


def _evidence(one: Attached) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "kind": one.kind_id,
        "collected": _plain(one.collected),
        "expires": _plain(one.expires),
        "sha256": one.sha256,
        "state": one.state,
        "address": one.address,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def read(content: bytes, place: str) -> Sheet:
    """Read JSON that was exported and filled in.

    Raises:
        ConformityError: ``exchange.damaged``.
    """
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        # JSON can spell half a character ("\ud800") that no page or file can hold.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise damaged(place, "It is no JSON in UTF-8.") from None
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise damaged(place, f"It is not an export: “kind” is not “{KIND}”.")
    questions = value.get("questions")
    if not isinstance(questions, list) or len(questions) > MAX_QUESTIONS:
        raise damaged(place, "It has no list “questions”, or far too long a one.")
    sheet = Sheet(Stamp.read(value.get("file")), _text(value.get("answered_by")))
    for number, question in enumerate(questions, 1):
        if isinstance(question, dict) and isinstance(question.get("id"), str):
            sheet.rows.append(_row(question, f"question {number}"))
        else:
            message = "It has no id of a question; it was not read."
            problem = Problem(f"question {number}", "exchange.unknown-row", message)
            sheet.stray.append(problem)
    return sheet


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _row(question: dict[str, Any], place: str) -> Row:
    explanation = question.get("explanation")
    if explanation is not None and not isinstance(explanation, str):
        message = "The explanation is not text."
        explanation = Problem(place, "answer.wrong-type", message)
    remark = question.get("new_remark")
    if remark is not None and not isinstance(remark, str):
        remark = Problem(place, "answer.wrong-type", "The new remark is not text.")
    entries, beside = _entries(question.get("entries"), place)
    return Row(
        question["id"],
        place,
        ask=_text(question.get("ask")),
        answer=unguard(question.get("answer")),
        state=question.get("state") or None,
        explanation=unguard(explanation),
        entries=entries,
        beside=beside,
        remark=unguard(remark),
    )


def _entries(value: Any, place: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    entries, problems = [], []
    for at, entry in enumerate(value if isinstance(value, list) else (), 1):
        fields = entry.get("fields") if isinstance(entry, dict) else None
        if isinstance(fields, dict):
            number = entry_number(entry.get("entry"))
            cells = {str(key): unguard(cell) for key, cell in fields.items()}
            entries.append(Entry(f"{place}, entry {at}", number, cells))
        else:
            message = f"Entry {at} has no “fields”."
            problems.append(Problem(place, "answer.wrong-type", message))
    return tuple(entries), tuple(problems)
