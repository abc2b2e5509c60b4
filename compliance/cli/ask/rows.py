"""Reading the entries of a repeated group, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from compliance.cli.ask.lines import (
    KEEP,
    Command,
    as_command,
    numbered,
    numbers_to_ids,
    read_line,
    show_error,
)
from compliance.cli.common import printable, wrapped
from compliance.errors import ConformityError
from compliance.language.words import counted
from compliance.services.assess.record_answer import read_value
from compliance.views.answer import cell_text

if TYPE_CHECKING:
    from compliance.assessment.journal.state import Given
    from compliance.cli.ask.drafts import Drafts
    from compliance.views.question import Prompt

WHOLE = frozenset({"unknown", "na", "confirm", "withdraw"})
"""Commands that answer the whole question, whatever stands in its entries."""
NOT_HERE = (
    "That would answer the whole question and drop the entries typed so far. Write into "
    "the cell that it is not known, or :skip to go on later; what was typed is kept."
)


class RowReader:
    """Reads a table row by row and cell by cell."""

    def __init__(self, drafts: Drafts) -> None:
        self.assessment = drafts.assessment
        self.drafts = drafts

    def read(self, question: Prompt, given: Given | None) -> Any | Command:
        """Read the entries, or a command.

        Entries are kept as a draft after each one, and taken up again after an
        interruption.
        """
        begun = self._begun(question, given)
        if isinstance(begun, Command):
            return begun
        rows = [row for row in begun if not _unfinished(question, row)]
        started = [row for row in begun if _unfinished(question, row)]
        while True:
            click.echo(f"Entry {len(rows) + 1} ({question.entry}):")
            row = started.pop(0) if started else {}
            command = self._fill(question, rows, row, started)
            if command is not None:
                return command
            rows.append(row)
            self._keep(question, [*rows, *started])
            if started:
                continue
            if len(rows) >= question.at_most:
                return rows
            line = read_line("Another entry? [y/N] ").strip().lower()
            if line not in {"y", "yes"} and len(rows) >= question.at_least:
                return rows

    def _begun(self, question: Prompt, given: Given | None) -> list[dict[str, Any]] | Command:
        """Entries to go on from: those of an interrupted sitting, or the answer's."""
        kept = self.drafts.rows(question)
        if kept:
            entries = counted(len(kept), "entry", "entries")
            click.echo(f"Kept of an interrupted sitting: {entries}.")
            line = read_line("Enter goes on from there, - drops what is kept: ").strip()
            command = as_command(line, bare=True)
            if command is not None:
                return command
            if line != "-":
                return kept
            self.drafts.drop(question.id)
        if given is None or not isinstance(given.value, list):
            return []
        line = read_line("Enter keeps these entries, + adds one, - begins anew: ").strip()
        command = as_command(line, bare=True)
        if command is not None:
            return command
        if line not in {"+", "-"}:
            return KEEP
        return list(given.value) if line == "+" else []

    def _fill(
        self,
        question: Prompt,
        rows: list[dict[str, Any]],
        row: dict[str, Any],
        started: list[dict[str, Any]],
    ) -> Command | None:
        """Read the cells that an entry lacks; each is kept as soon as it is typed."""
        for field in question.columns:
            if field.id in row:
                shown = cell_text(self.assessment, question.id, field.id, row[field.id])
                click.echo(wrapped(f"{field.ask} {printable(shown)}", "      ", "    "))
                continue
            value = self._cell(question, field)
            while isinstance(value, Command) and value.name in WHOLE and (rows or row):
                click.echo(wrapped(NOT_HERE, "    ", "    "))
                value = self._cell(question, field)
            if not isinstance(value, Command):
                row[field.id] = value
                self._keep(question, [*rows, row, *started])
            elif value.name != "empty":
                return value
        return None

    def _keep(self, question: Prompt, rows: list[dict[str, Any]]) -> None:
        self.drafts.keep(question, rows)

    def _cell(self, question: Prompt, field: Prompt) -> Any | Command:
        if field.options:
            click.echo(wrapped(numbered(field), "      ", "    "))
        optional = " (may be left empty)" if field.optional else ""
        while True:
            line = read_line(f"    {field.ask}{optional} ")
            command = as_command(line, bare=False)
            if command is not None:
                return command
            if not line.strip() and field.optional:
                return Command("empty")
            try:
                raw = numbers_to_ids(line, field)
                return read_value(self.assessment, question.id, raw, field.id)
            except ConformityError as error:
                show_error(error, field)


def _unfinished(question: Prompt, row: dict[str, Any]) -> bool:
    """Whether an entry lacks a cell that may not be empty."""
    return any(not field.optional and field.id not in row for field in question.columns)
