"""What was typed in the terminal and is not recorded yet.

It is kept as the fields of the question's form, in the one store of drafts: what a person
began in the terminal stands in the browser, and the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from compliance.assessment.journal.records import timestamp
from compliance.cli.common import printable, wrapped
from compliance.errors import ConformityError
from compliance.services.assess.form_fields import Fields, fields_of_value, first, raw_answer
from compliance.services.assess.record_answer import read_value
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.storage.opened import OpenAssessment
    from compliance.views.question import Prompt

BESIDE = ("explanation", "not-applicable-reason", "unknown-reason", "note")
"""Fields of a form for which the terminal asks separately."""


class Drafts:
    """The drafts of one person in one assessment."""

    def __init__(self, assessment: OpenAssessment, author: str) -> None:
        self.assessment = assessment
        self.author = author

    def text(self, question: Prompt) -> str:
        """The unfinished text of a question; empty if none was kept."""
        lines = first(self._fields(question.id), "value")
        return lines.replace("\r\n", "\n").replace("\r", "\n")

    def rows(self, question: Prompt) -> list[dict[str, Any]]:
        """The entries begun; a cell that is not an answer is shown, to be typed again."""
        rows = []
        for raw in raw_answer(question, self._fields(question.id)):
            row: dict[str, Any] = {}
            for part in question.columns:
                if part.id not in raw:
                    continue
                try:
                    row[part.id] = read_value(self.assessment, question.id, raw[part.id], part.id)
                except ConformityError as error:
                    _show(f"{raw[part.id]}: {error.problems[0].message}")
            rows.append(row)
        return rows

    def show(self, question: Prompt) -> None:
        """Show what was typed elsewhere and is not taken up by itself."""
        long = question.type == "text" and question.lines == "several"
        names = BESIDE if long else ("value", *BESIDE)
        fields = self._fields(question.id)
        for text in (item for name in names for item in fields.get(name, [])):
            if text.strip():
                _show(text)

    def keep(
        self, question: Prompt, value: Any, state: str = "given", explanation: str = ""
    ) -> None:
        """Keep what has been typed so far; a full disk must not stop the typing."""
        new = fields_of_value(question, state, value, explanation)
        fields = {
            name: values
            for name, values in self._fields(question.id).items()
            if question.type != "group" or not name.startswith(("row-", "remove"))
        }
        fields |= {name: values for name, values in new.items() if values != [""]}
        # The question was shown with the answer that counts, so it rests on that.
        fields["seen"] = [self.assessment.head]
        scratch, at = self.assessment.scratch, timestamp(now())
        try:
            scratch.keep_draft(self.author, question.id, fields, at)
        except ConformityError as error:
            click.echo(f"(The draft could not be kept: {error.problems[0].message})")

    def drop(self, known: str) -> None:
        """Forget what was kept once the answer has been recorded."""
        self.assessment.scratch.drop_draft(self.author, known)

    def _fields(self, known: str) -> Fields:
        found = self.assessment.scratch.draft(self.author, known)
        return {} if found is None else found[0]


def _show(text: str) -> None:
    click.echo(wrapped(f"Kept, not recorded: {printable(text)}", "  ", ""))
