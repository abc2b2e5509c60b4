"""Reading an answer of any type; nothing typed is lost.

Lines of a long text are kept as a draft as they are typed, so that a closed terminal or
a power cut costs at most the line being typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from compliance.cli.ask.lines import (
    KEEP,
    ZERO,
    Command,
    as_command,
    numbers_to_ids,
    read_line,
    show_error,
)
from compliance.cli.ask.rows import RowReader
from compliance.cli.common import printable, wrapped
from compliance.errors import ConformityError
from compliance.language.words import counted
from compliance.services.assess.record_answer import read_value

if TYPE_CHECKING:
    from compliance.assessment.journal.state import Given
    from compliance.cli.ask.drafts import Drafts
    from compliance.views.question import Prompt


class Reader:
    """Reads answers of one person for one assessment."""

    def __init__(self, drafts: Drafts) -> None:
        self.assessment = drafts.assessment
        self.drafts = drafts

    def read(self, question: Prompt, given: Given | None) -> Any | Command:
        """Read an answer of any type, or a command.

        Returns:
            The parsed JSON value, :data:`KEEP`, or another command.
        """
        if question.type == "group":
            return RowReader(self.drafts).read(question, given)
        if question.type == "text" and question.lines == "several":
            return self._long_text(question, given)
        if question.type == "file":
            return self._file(given)
        return self._short(question, given)

    def _short(self, question: Prompt, given: Given | None) -> Any | Command:
        while True:
            line = read_line(_prompt(question) + " ")
            command = as_command(line, bare=question.type != "text")
            if command is not None:
                return command
            if not line.strip():
                if given is not None:
                    return KEEP
                if question.optional:
                    return Command("skip")
                click.echo(_nothing_typed(question))
                continue
            line = line.removeprefix(":") if line.startswith("::") else line
            raw = numbers_to_ids(line, question)
            try:
                return read_value(self.assessment, question.id, raw)
            except ConformityError as error:
                show_error(error, question)

    def _file(self, given: Given | None) -> Any | Command:
        line = read_line("File to attach (or :skip): ")
        command = as_command(line, bare=True)
        if command is not None:
            return command
        if not line.strip():
            return KEEP if given is not None else Command("skip")
        return Command("attach", line.strip())

    def _long_text(self, question: Prompt, given: Given | None) -> Any | Command:
        kept = self.drafts.text(question)
        if kept:
            words = counted(len(kept.split()), "word")
            click.echo(wrapped(f"An unfinished text of {words} is kept. :draft shows it."))
        how = "Write as many lines as you like; a line with only a full stop ends."
        click.echo(wrapped(how))
        lines: list[str] = []
        while True:
            line = read_line("> ")
            command = as_command(line, bare=False)
            if command is not None and command.name == "draft":
                lines, kept = self.drafts.text(question).split("\n"), ""
                click.echo(printable("\n".join(lines)))
                continue
            if command is not None and command.name == "edit":
                text = self._edit("\n".join(lines) or _present(given))
                lines = text.split("\n") if text else lines
                self._keep_lines(question, kept, lines)
                click.echo(printable("\n".join(lines)))
                click.echo("A full stop on its own line records it.")
                continue
            if command is not None:
                return command
            if line.strip() == ".":
                if not any(part.strip() for part in lines):
                    if given is not None:
                        return KEEP
                    if question.optional:
                        return Command("skip")
                    click.echo("Nothing was written. :skip leaves the question open.")
                    continue
                try:
                    return read_value(self.assessment, question.id, "\n".join(lines))
                except ConformityError as error:
                    show_error(error)
                    click.echo("The text is kept; :draft takes it up again.")
                    lines, kept = [], self.drafts.text(question)
                    continue
            if not line.strip() and not lines and given is not None:
                return KEEP
            lines.append(line.removeprefix(":") if line.startswith("::") else line)
            self._keep_lines(question, kept, lines)

    def _keep_lines(self, question: Prompt, kept: str, lines: list[str]) -> None:
        """Keep the lines typed, after a draft that was not taken up."""
        self.drafts.keep(question, "\n".join([kept, *lines] if kept else lines))

    def _edit(self, text: str) -> str:
        try:
            edited = click.edit(text, extension=".txt", require_save=False)
        except click.ClickException as error:
            click.echo(f"The editor could not be used: {error.format_message()}")
            return ""
        return (edited or "").strip("\n")


def _present(given: Given | None) -> str:
    return given.value if given is not None and isinstance(given.value, str) else ""


def _nothing_typed(question: Prompt) -> str:
    """That an empty line is no answer; it never says that nothing fits."""
    none = f" {ZERO} says that none of them fits;" if question.offers_none else ""
    return f"Nothing was typed.{none} :skip leaves the question open."


def _prompt(question: Prompt) -> str:
    optional = "(optional, Enter leaves it out) " if question.optional else ""
    return optional + _kind_of_answer(question)


def _kind_of_answer(question: Prompt) -> str:
    match question.type:
        case "choice" | "yes-no":
            return "Number or word (:help for commands):"
        case "choices":
            none = f"; {ZERO} for none of them" if question.offers_none else ""
            return f"Numbers or words, joined by commas{none}:"
        case "number":
            unit = f" in {question.unit}" if question.unit else ""
            return f"Number{unit}:"
        case "date":
            return "Date (year-month-day):"
        case _:
            return "Text:"
