"""``conformity ask``: the questionnaire in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    now,
    printable,
    wrapped,
)

if TYPE_CHECKING:
    from datetime import datetime

    from compliance.assessment.session import Agenda, Item
    from compliance.cli.ask_input import Command, Reader
    from compliance.services.open_assessment import Assessment


@click.command(short_help="Answer the questions, one a screen.")
@folder_argument
@click.option("--at", "start", metavar="ID", help="Begin at a question or article.")
@by_option
def ask(folder: Path, start: str | None, by: str | None) -> None:
    """Ask the open questions of DIR, one a screen; stop and go on at any time.

    Every answer is on the disk before the next question is shown.
    """
    from compliance.cli.ask_input import Ended, Reader  # noqa: PLC0415
    from compliance.services.open_assessment import open_assessment  # noqa: PLC0415

    assessment = open_assessment(folder)
    author = find_author(by)
    talk = Talk(assessment, author, Reader(assessment.catalogue, folder))
    try:
        talk.run(start or "")
    except (Ended, click.Abort, KeyboardInterrupt):
        click.echo("")
    talk.goodbye()


class Talk:
    """One sitting: a cursor over the agenda and the answers given."""

    def __init__(self, assessment: Assessment, author: str, reader: Reader) -> None:
        self.assessment = assessment
        self.author = author
        self.reader = reader
        self.skipped: set[str] = set()
        self.way: list[str] = []
        """Questions shown so far, for going back."""
        self.recorded = 0

    def run(self, start: str) -> None:
        """Ask until nothing is open or the user stops."""
        self._greet()
        item = self._find(start) if start else None
        item = item or self._agenda().next_open()
        while item is not None:
            item = self._one(item)
        self._nothing_left()

    def goodbye(self) -> None:
        """Say that everything is saved and how to go on."""
        folder = self.assessment.folder
        for notice in self.assessment.store.notices:
            click.echo(wrapped(f"note: {notice}"))
        click.echo(f"{self.recorded} answers recorded now; everything is saved.")
        click.echo(f"Go on:   conformity ask {folder}")
        click.echo(f"Result:  conformity classify {folder}; conformity check {folder}")

    def _agenda(self) -> Agenda:
        from compliance.assessment.session import build_agenda  # noqa: PLC0415

        return build_agenda(self.assessment.catalogue, self.assessment.state)

    def _greet(self) -> None:
        begin = self.assessment.state.begin
        click.echo(f"{printable(begin.name)} ({begin.assessment}), as {self.author}")
        click.echo("Every answer is saved at once. :help lists the commands.")

    def _nothing_left(self) -> None:
        if self.skipped:
            click.echo(f"\n{len(self.skipped)} questions were skipped and are open.")
        else:
            click.echo("\nEvery question that arises has an answer.")

    def _one(self, item: Item) -> Item | None:
        """Show and read one question; returns the next one to show."""
        from compliance.cli.ask_screen import show_item  # noqa: PLC0415

        self.assessment.refresh()
        seen = self.assessment.head
        show_item(self.assessment, self._agenda(), item)
        known = item.question.id
        if not self.way or self.way[-1] != known:
            self.way.append(known)
        while True:
            given = self.assessment.state.answers.get(known)
            said = self.reader.read(item.question, given)
            result = self._act(item, said, seen)
            if result != "again":
                return self._after(item, result)

    def _act(self, item: Item, said: Any, seen: str) -> str:
        """Do what was said; returns how to go on."""
        from compliance.cli.ask_input import KEEP, Command  # noqa: PLC0415

        if said is KEEP:
            return "next"
        if isinstance(said, Command):
            return self._command(item, said, seen)
        explanation = ""
        if item.requirement == item.question.id:
            explanation = self._explanation(item)
        return self._record(item, said, "given", explanation, seen)

    def _explanation(self, item: Item) -> str:
        from compliance.cli.ask_input import as_command, read_line  # noqa: PLC0415

        given = self.assessment.state.answers.get(item.question.id)
        keep = " (Enter keeps the present one)" if given and given.explanation else ""
        line = read_line(f"Explanation in a sentence or two{keep}: ").strip()
        if not line or as_command(line, bare=False) is not None:
            return given.explanation if given else ""
        return line

    def _record(
        self, item: Item, value: Any, state: str, explanation: str, seen: str
    ) -> str:
        from compliance.cli.ask_input import show_error  # noqa: PLC0415
        from compliance.errors import ConformityError  # noqa: PLC0415
        from compliance.services.record_answer import (  # noqa: PLC0415
            AnswerConflictError,
            build_answer,
            record_answer,
            same_as_present,
        )

        known = item.question.id
        try:
            built = build_answer(
                self.assessment, known, value, explanation=explanation, state=state
            )
            if same_as_present(self.assessment.state.answers.get(known), built):
                click.echo("Unchanged.")
                return "next"
            record_answer(self.assessment, built, by=self.author, at=now(), seen=seen)
        except AnswerConflictError as error:
            show_error(error)
            click.echo("The question is shown again with the other answer.")
            return "show"
        except ConformityError as error:
            show_error(error)
            self._keep_typed(known, value)
            return "again"
        self.recorded += 1
        self.reader.drop_draft(known)
        self.skipped.discard(known)
        click.echo("Saved.")
        return "next"

    def _keep_typed(self, known: str, value: Any) -> None:
        """What could not be recorded (full disk) is at least kept as a draft."""
        if isinstance(value, str):
            self.reader.keep_draft(known, value)

    def _command(  # noqa: PLR0912 - one branch a command
        self, item: Item, command: Command, seen: str
    ) -> str:
        from compliance.cli import ask_screen  # noqa: PLC0415

        match command.name:
            case "back" | "skip" | "quit":
                return command.name
            case "jump":
                return self._jump(command.argument)
            case "help":
                click.echo(ask_screen.HELP)
            case "list":
                ask_screen.show_progress(self._agenda())
            case "open":
                ask_screen.show_open(self._agenda())
            case "why":
                return "show"
            case "law":
                ask_screen.show_law(self.assessment.catalogue, item)
            case "save":
                click.echo(f"Saved: every answer is in {self.assessment.folder}.")
            case "unknown":
                return self._record(item, None, "unknown", command.argument, seen)
            case "na":
                return self._record(item, None, "not-applicable", command.argument, seen)
            case "note":
                self._note(item, command.argument)
            case "attach":
                self._attach(item, command.argument)
            case _:
                click.echo(f"There is no command :{command.name}. :help lists them.")
        return "again"

    def _jump(self, target: str) -> str:
        item = self._find(target)
        if item is None:
            click.echo(f"Nothing that arises now is called “{printable(target)}”.")
            click.echo(":list shows the sections, :open the open questions.")
            return "again"
        return f"jump {item.question.id}"

    def _find(self, target: str) -> Item | None:
        """The question named, or the first (open) one of a section."""
        agenda = self._agenda()
        exact = agenda.item(target)
        if exact is not None:
            return exact
        section = target
        sections = [part.section for part in agenda.progress()]
        if target.isdigit() and 0 < int(target) <= len(sections):
            section = sections[int(target) - 1]
        inside = [item for item in agenda.items if item.section == section]
        unanswered = [item for item in inside if not item.answered]
        return next(iter(unanswered or inside), None)

    def _note(self, item: Item, text: str) -> None:
        from compliance.cli.ask_input import read_line  # noqa: PLC0415
        from compliance.services.follow_up import add_note  # noqa: PLC0415

        text = text or read_line("Note: ").strip()
        if text:
            self._safely(add_note, self.assessment, item.question.id, text, by=self.author)

    def _attach(self, item: Item, name: str) -> None:
        from compliance.cli.ask_input import read_line  # noqa: PLC0415

        name = name or read_line("File: ").strip()
        if not name:
            return
        kind = self._kind(item)
        collected = read_line("Made on (year-month-day, Enter if not known): ").strip()
        self._safely(self._attach_with_date, item, name, kind, collected)

    def _attach_with_date(
        self, item: Item, name: str, kind: str, collected: str, *, at: datetime
    ) -> None:
        from compliance.assessment.answers import parse_date  # noqa: PLC0415
        from compliance.services.attach_evidence import attach_evidence  # noqa: PLC0415

        supports = [item.question.id]
        if item.requirement and item.requirement != item.question.id:
            supports.append(item.requirement)
        held, _ = attach_evidence(
            self.assessment,
            Path(name.strip("'\"")).expanduser(),
            kind=kind,
            supports=supports,
            by=self.author,
            at=at,
            collected=parse_date("date", collected) if collected else None,
        )
        click.echo(f"Attached {held.data.evidence} {printable(held.data.name)}.")

    def _kind(self, item: Item) -> str:
        from compliance.cli.ask_input import read_line  # noqa: PLC0415

        if item.question.type == "file":
            return item.question.kind
        catalogue = self.assessment.catalogue
        asked = (
            [request.kind for request in catalogue.requirements[item.requirement].evidence]
            if item.requirement
            else []
        )
        for number, kind in enumerate(asked, 1):
            click.echo(f"  {number}. {catalogue.label('evidence-kinds', kind)} ({kind})")
        line = read_line("Kind of evidence (number or id): ").strip()
        if line.isdigit() and 0 < int(line) <= len(asked):
            return asked[int(line) - 1]
        return line or (asked[0] if asked else "other")

    def _safely(self, service: Any, *arguments: Any, **named: Any) -> None:
        """Call a service; a refusal is shown and the talk goes on."""
        from compliance.cli.ask_input import show_error  # noqa: PLC0415
        from compliance.errors import ConformityError  # noqa: PLC0415

        try:
            service(*arguments, **named, at=now())
        except ConformityError as error:
            show_error(error)
        else:
            click.echo("Saved.")

    def _after(self, item: Item, result: str) -> Item | None:
        """The question to show after this one."""
        agenda = self._agenda()
        known = item.question.id
        if result == "quit":
            raise KeyboardInterrupt
        if result == "show":
            return agenda.item(known)
        if result.startswith("jump "):
            return agenda.item(result.removeprefix("jump "))
        if result == "back":
            return self._before(agenda, known)
        if result == "skip":
            self.skipped.add(known)
        return agenda.next_open(known, self.skipped)

    def _before(self, agenda: Agenda, known: str) -> Item | None:
        """The question shown before; from the first one, the one before in order."""
        while self.way and self.way[-1] == known:
            self.way.pop()
        while self.way:
            item = agenda.item(self.way[-1])
            if item is not None:
                return item
            self.way.pop()
        position = max(agenda.position(known) - 1, 0)
        return agenda.items[position]
