"""Questions and answers as JSON: the form without the limits of cells, for programs."""

from __future__ import annotations

import datetime
import json
from typing import Any, Final

from pydantic import ValidationError

from compliance.data.archive import damaged
from compliance.errors import Problem
from compliance.services.exchange.table import (
    ERASE,
    Entry,
    Line,
    Returned,
    Said,
    Stamp,
    Table,
    entry_number,
)
from compliance.services.exchange.values import unguard
from compliance.services.exchange.xlsx_read import read_state

KIND: Final = "conformity-questions"
MAX_QUESTIONS: Final = 50_000


def write_json(table: Table) -> bytes:
    """The table as JSON."""
    value = {
        "kind": KIND,
        "file": table.stamp.model_dump(mode="json"),
        "answered_by": table.answered_by,
        "questions": [_question(line) for line in table.lines],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _question(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": line.id,
        "part": line.part,
        "ask": line.ask,
        "how": line.column.how,
        "state": line.state,
        "explanation": line.explanation,
        "by": line.by,
    }
    if not line.fields:
        return {**found, "answer": _plain(line.answer)}
    names = [field.id for field in line.fields]
    entries = [
        {"entry": number, "fields": dict(zip(names, map(_plain, entry), strict=True))}
        for number, entry in enumerate(line.entries, 1)
    ]
    return {**found, "columns": names, "entries": entries}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def read_json(content: bytes, place: str) -> Returned:
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
    who = value.get("answered_by")
    returned = Returned(_stamp(value.get("file")), who if isinstance(who, str) else "")
    for number, item in enumerate(questions, 1):
        _take(returned, f"question {number}", item)
    return returned


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _stamp(value: Any) -> Stamp | None:
    try:
        return Stamp.model_validate(value)
    except ValidationError:
        return None


def _take(returned: Returned, place: str, item: Any) -> None:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        message = "It has no id of a question; it was not read."
        returned.loose.append(Problem(place, "exchange.unknown-row", message))
        return
    problems: list[Problem] = []
    state = item.get("state") or ""
    if state:
        state, problems = read_state(state, f"{place}, state")
    explanation = _value(item.get("explanation"))
    if explanation not in (None, ERASE) and not isinstance(explanation, str):
        message = "The explanation is not text."
        problems.append(Problem(place, "answer.wrong-type", message))
        explanation = None
    ask = item.get("ask")
    said = Said(
        item["id"],
        place,
        ask=ask if isinstance(ask, str) else "",
        state=state,
        answer=_value(item.get("answer")),
        entries=_entries(item.get("entries"), place, problems),
        explanation=explanation,
        problems=tuple(problems),
    )
    again = Problem(place, "exchange.row-twice", "The question stands twice in the file.")
    returned.take(said, again)


def _value(value: Any) -> Any:
    return unguard(value) if isinstance(value, str) else value


def _entries(value: Any, place: str, problems: list[Problem]) -> tuple[Entry, ...]:
    found = []
    for at, item in enumerate(value if isinstance(value, list) else (), 1):
        fields = item.get("fields") if isinstance(item, dict) else None
        if not isinstance(fields, dict):
            message = f"Entry {at} has no “fields”."
            problems.append(Problem(place, "answer.wrong-type", message))
            continue
        number = entry_number(item.get("entry"))
        cells = {str(key): _value(cell) for key, cell in fields.items()}
        found.append(Entry(f"{place}, entry {at}", number, cells))
    return tuple(found)
