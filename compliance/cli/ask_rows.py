"""Reading the entries of a repeated group, one after the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from compliance.assessment.answers import parse_answer
from compliance.cli.ask_input import (
    KEEP,
    Command,
    as_command,
    numbers_to_ids,
    read_line,
    show_error,
)
from compliance.cli.common import wrapped
from compliance.errors import ConformityError

if TYPE_CHECKING:
    from compliance.assessment.state import Given
    from compliance.checklist.questions import GroupQuestion, Question
    from compliance.cli.ask_input import Reader


class RowReader:
    """Reads a table row by row and cell by cell."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def read(self, question: GroupQuestion, given: Given | None) -> Any | Command:
        """Read the entries, or a command.

        Entries are kept as a draft after each one, and taken up again after an
        interruption.
        """
        begun = self._begun(question, given)
        if isinstance(begun, Command):
            return begun
        rows = begun
        while True:
            click.echo(f"Entry {len(rows) + 1} ({question.entry}):")
            row = self._row(question)
            if isinstance(row, Command):
                return row
            rows.append(row)
            self.reader.keep_draft(question.id, json.dumps(rows, ensure_ascii=False))
            if len(rows) >= question.at_most:
                return rows
            line = read_line("Another entry? [y/N] ").strip().lower()
            if line not in {"y", "yes"} and len(rows) >= question.at_least:
                return rows

    def _begun(
        self, question: GroupQuestion, given: Given | None
    ) -> list[dict[str, Any]] | Command:
        """Entries to go on from: those of an interrupted sitting, or the answer's."""
        kept = kept_rows(self.reader.draft(question.id))
        if kept:
            what = f"{len(kept)} entries of an interrupted sitting are kept: "
            line = read_line(f"{what}Enter goes on from them, - drops them: ").strip()
            command = as_command(line, bare=True)
            if command is not None:
                return command
            if line != "-":
                return kept
            self.reader.drop_draft(question.id)
        if given is None or not isinstance(given.value, list):
            return []
        line = read_line("Enter keeps these entries, + adds one, - begins anew: ").strip()
        command = as_command(line, bare=True)
        if command is not None:
            return command
        if line not in {"+", "-"}:
            return KEEP
        return list(given.value) if line == "+" else []

    def _row(self, question: GroupQuestion) -> dict[str, Any] | Command:
        row: dict[str, Any] = {}
        for field in question.fields:
            value = self._cell(field)
            if isinstance(value, Command):
                if value.name == "empty":
                    continue
                return value
            row[field.id] = value
        return row

    def _cell(self, field: Question) -> Any | Command:
        options = self.reader.catalogue.options(field)
        if options:
            names = ", ".join(f"{n}={o.label}" for n, o in enumerate(options, 1))
            click.echo(wrapped(f"Options: {names}", "      ", "    "))
        optional = " (may be left empty)" if field.optional else ""
        while True:
            line = read_line(f"    {field.ask}{optional} ")
            command = as_command(line, bare=False)
            if command is not None:
                return command
            if not line.strip() and field.optional:
                return Command("empty")
            ids = [option.id for option in options]
            try:
                raw = numbers_to_ids(line, ids, field)
                return parse_answer(self.reader.catalogue, field, raw)
            except ConformityError as error:
                show_error(error)


def kept_rows(draft: str) -> list[dict[str, Any]]:
    """Entries of a table kept as a draft; nothing where the draft is no table."""
    try:
        rows = json.loads(draft) if draft else []
    except ValueError:
        return []
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return rows
    return []
