"""Reading journal bytes strictly: every byte must be what the writer wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from compliance.assessment.journal.records import FORMAT, GENESIS, KINDS, Record
from compliance.data.digests import canonical_json, sha256
from compliance.errors import Problem

_STAND_IN = {"kind": "note", "question": "x", "text": ""}
"""In place of what happened, to look at the rest of a record."""


@dataclass
class Reading:
    """Records that could be read, where reading stopped, and what was wrong."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    good_bytes: int = 0
    """Length of the part that holds whole, chained records."""
    tail: bytes = b""
    """Bytes after the last newline: a record not written completely."""

    @property
    def head(self) -> str:
        """Hash of the last record, or the genesis hash."""
        return self.records[-1].hash if self.records else GENESIS


def read_lines(content: bytes, place: str, prev: str = GENESIS, seq: int = 0) -> Reading:
    """Read records from bytes that follow record ``seq`` with hash ``prev``.

    Stops at the first line that is not a record in the chain: nothing after it
    can be trusted. A final piece without newline is kept apart as ``tail``.
    """
    reading = Reading()
    start = 0
    while (end := content.find(b"\n", start)) >= 0:
        line = content[start : end + 1]
        number = seq + 1
        problem = _check(line, f"{place}:{number}", prev, number, reading.records)
        if problem is not None:
            reading.problems.append(problem)
            return reading
        prev, seq, start = reading.records[-1].hash, number, end + 1
        reading.good_bytes = start
    reading.tail = content[start:]
    return reading


def seq_of(records: Sequence[Record], head: str) -> int:
    """Number of the record that a head names; 0 where none of the records has it."""
    return next((record.seq for record in reversed(records) if record.hash == head), 0)


def whole_tail(tail: bytes, prev: str, seq: int) -> Record | None:
    """The record that bytes after the last newline are, if only its newline is missing.

    Args:
        tail: the bytes.
        prev: hash of the record before.
        seq: number of the record before.
    """
    found: list[Record] = []
    _check(tail + b"\n", "", prev, seq + 1, found)
    return found[0] if found else None


def _check(line: bytes, place: str, prev: str, seq: int, records: list[Record]) -> Problem | None:
    try:
        record = Record.model_validate_json(line)
        written, expected = record.line_and_hash()
    except (ValidationError, ValueError, RecursionError):
        if _is_later(line, prev, seq):
            return Problem(
                place,
                "assessment.newer",
                f"Record {seq} is whole, but of a kind that this version does not know.",
                "Install the version that wrote it, or a later one.",
            )
        return Problem(
            place,
            "journal.unreadable",
            f"Line {seq} is not a record of a journal.",
            "Restore the journal from a copy; records before this line are intact.",
        )
    if record.hash != expected or written != line:
        return Problem(
            place,
            "journal.broken-chain",
            f"Record {seq} ({record.data.kind}, by {record.by}) was changed after it was written.",
            "Restore the journal from a copy; records before this one are intact.",
        )
    if record.seq != seq or record.prev != prev:
        return Problem(
            place,
            "journal.broken-chain",
            f"Record {record.seq} stands where record {seq} should: a record was "
            "dropped, moved or inserted here.",
            "Restore the journal from a copy; records before this one are intact.",
        )
    records.append(record)
    return None


def _is_later(line: bytes, prev: str, seq: int) -> bool:
    """Whether a line is a whole record in the chain that a later version wrote.

    Everything but what happened is as it must be, and that is of an unknown kind or
    format, or says more than this version knows.
    """
    try:
        value = json.loads(line)
        claimed, data = value.pop("hash"), value["data"]
        if canonical_json({**value, "hash": claimed}) + b"\n" != line:
            return False
        if sha256(canonical_json(value)) != claimed:
            return False
        Record.model_validate({**value, "hash": claimed, "data": _STAND_IN})
        known = KINDS.get(data["kind"])
        says_more = known is None or bool(set(data) - set(known.model_fields))
        later = says_more or (data["kind"] == "begin" and data["format"] > FORMAT)
        return later and (value["seq"], value["prev"]) == (seq, prev)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return False
