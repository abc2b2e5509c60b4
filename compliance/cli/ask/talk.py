"""``conformity ask``: the questionnaire in the terminal."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.ask import messages
from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    printable,
    wrapped,
)
from compliance.services.clock import now

if TYPE_CHECKING:
    from pathlib import Path

    from compliance.assessment.agenda import Agenda, Item
    from compliance.assessment.journal.records import Answer
    from compliance.cli.ask.lines import Command
    from compliance.cli.ask.organisation import Beside
    from compliance.cli.ask.reader import Reader
    from compliance.storage.opened import OpenAssessment


@click.command(short_help="Answer the questions, one a screen.")
@folder_argument
@click.option("--at", "start", metavar="ID", help="Begin at a question or provision.")
@click.option("--again", is_flag=True, help="Ask optional questions left open again.")
@by_option
def ask(folder: Path, start: str | None, by: str | None, *, again: bool) -> None:
    """Ask the open questions of DIR, one a screen; stop and go on at any time.

    Every answer is on the disk before the next question is shown.
    """
    from compliance.cli.ask.drafts import Drafts
    from compliance.cli.ask.lines import Ended
    from compliance.cli.ask.reader import Reader
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    if again:
        assessment.scratch.take_up()
    author = find_author(by, assessment)
    # What was loaded stays to the end; looking through it for garbage would make
    # somebody wait after an answer.
    gc.freeze()
    talk = Talk(assessment, author, Reader(Drafts(assessment, author)))
    try:
        talk.run(start or "")
    except (Ended, click.Abort, KeyboardInterrupt):
        click.echo("")
    talk.goodbye()


class Talk:
    """One sitting: a cursor over the agenda and the answers given."""

    def __init__(self, assessment: OpenAssessment, author: str, reader: Reader) -> None:
        self.assessment = assessment
        self.author = author
        self.reader = reader
        self.skipped = set(assessment.scratch.passed_over())
        self.way: list[str] = []
        """Questions shown so far, for going back."""
        self.recorded = 0
        self.beside: Beside | None = None

    def run(self, start: str) -> None:
        """Ask until nothing is open or the user stops."""
        from compliance.cli.ask.organisation import Beside

        messages.greet(self.assessment, self.author)
        self.beside = Beside(self.assessment, self.author)
        self.beside.offer()
        item = self._find(start) if start else None
        if start and item is None:
            click.echo(f"Nothing that arises now is called “{printable(start)}”.")
        item = item or self._agenda().next_open(skipped=self.skipped)
        while item is not None:
            item = self._one(item)
        messages.nothing_left(self._agenda(), self.skipped)

    def goodbye(self) -> None:
        """Say that everything is saved and how to go on."""
        messages.goodbye(self.assessment, self.recorded)

    def _agenda(self) -> Agenda:

        return self.assessment.agenda

    def _one(self, item: Item) -> Item | None:
        """Show and read one question; returns the next one to show."""
        from compliance.cli.ask.messages import earlier
        from compliance.cli.ask.screen import show_item

        self.assessment.refresh()
        seen = self.assessment.head
        show_item(self.assessment, self._agenda(), item)
        self.reader.drafts.show(item.question)
        known = item.question.id
        if not self.way or self.way[-1] != known:
            self.way.append(known)
        while True:
            given = self.assessment.state.answers.get(known)
            given = given or earlier(self.assessment, item)
            said = self.reader.read(item.question, given)
            result = self._act(item, said, seen)
            if result != "again":
                return self._after(item, result)

    def _act(self, item: Item, said: Any, seen: str) -> str:
        """Do what was said; returns how to go on."""
        from compliance.cli.ask.lines import KEEP, Command
        from compliance.cli.ask.messages import kept

        if said is KEEP:
            return kept(self.assessment, item)
        if isinstance(said, Command):
            return self._command(item, said, seen)
        if item.requirement == item.question.id:
            return self._act_explained(item, said, seen)
        return self._record(item, said, "given", "", seen)

    def _act_explained(self, item: Item, value: Any, seen: str) -> str:
        """Record an answer with its explanation; the end of the input loses neither."""
        from compliance.cli.ask.lines import Ended, as_command, read_line

        given = self.assessment.state.answers.get(item.question.id)
        present = given.explanation if given else ""
        keep = " (Enter keeps the present one)" if present else ""
        try:
            line = read_line(f"Explanation in a sentence or two{keep}: ").strip()
        except Ended:
            self._record(item, value, "given", present, seen)
            raise
        command = as_command(line, bare=False)
        if command is not None and command.name == "back":
            return "show"
        if command is not None:
            result = self._record(item, value, "given", present, seen)
            return self._command(item, command, seen) if result == "next" else result
        explanation = line.removeprefix(":") if line.startswith("::") else line
        return self._record(item, value, "given", explanation or present, seen)

    def _record(self, item: Item, value: Any, state: str, explanation: str, seen: str) -> str:
        from compliance.cli.ask.lines import show_error
        from compliance.errors import ConformityError
        from compliance.services.assess.record_answer import (
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
            if not self._shared(built, seen):
                record_answer(self.assessment, built, by=self.author, at=now(), seen=seen)
        except AnswerConflictError as error:
            show_error(error)
            self._show_explanation(explanation)
            click.echo("The question is shown again with the other answer.")
            return "show"
        except ConformityError as error:
            show_error(error)
            self.reader.drafts.keep(item.question, value, state, explanation)
            self._show_explanation(explanation)
            return "again"
        self.recorded += 1
        self.reader.drafts.drop(known)
        self.skipped.discard(known)
        click.echo("Saved.")
        return "next"

    def _shared(self, built: Answer, seen: str) -> bool:
        """Record for the organisation; the end of the input keeps the answer here."""
        from compliance.cli.ask.lines import Ended
        from compliance.services.assess.record_answer import record_answer

        try:
            return self.beside is not None and self.beside.record(built, seen)
        except Ended:
            record_answer(self.assessment, built, by=self.author, at=now(), seen=seen)
            raise

    def _show_explanation(self, text: str) -> None:
        """What was typed beside an answer that was not recorded, to take it up again."""
        if text:
            click.echo(wrapped(f"Your explanation: {printable(text)}", "  ", ""))

    def _command(self, item: Item, command: Command, seen: str) -> str:
        match command.name:
            case "back" | "skip" | "quit":
                return command.name
            case "jump":
                return self._jump(command.argument)
            case "why":
                return "show"
            case "unknown":
                return self._record(item, None, "unknown", command.argument, seen)
            case "na":
                return self._record(item, None, "not-applicable", command.argument, seen)
            case "note":
                self._note(item, command.argument)
            case "confirm":
                return self._confirm(item, seen)
            case "attach":
                return self._attach(item, command.argument)
            case other:
                from compliance.cli.ask.messages import tell

                tell(self.assessment, self._agenda(), item, other)
        return "again"

    def _confirm(self, item: Item, seen: str) -> str:
        from compliance.cli.ask.messages import earlier, nothing

        given = earlier(self.assessment, item)
        if given is None:
            return nothing()
        return self._record(item, given.value, given.state, given.explanation, seen)

    def _jump(self, target: str) -> str:
        item = self._find(target)
        if item is None:
            click.echo(wrapped(f"Nothing that arises now is called “{printable(target)}”."))
            click.echo(wrapped(":list shows the sections, :open the open questions."))
            return "again"
        return f"jump {item.question.id}"

    def _find(self, target: str) -> Item | None:
        """The question named, or the first (open) one of a section."""
        agenda = self._agenda()
        exact = agenda.item(target)
        if exact is not None:
            return exact
        section = self._cited(target) or target
        sections = [part.section for part in agenda.progress()]
        if target.isdigit() and 0 < int(target) <= len(sections):
            section = sections[int(target) - 1]
        inside = [item for item in agenda.items if item.section == section]
        unanswered = [item for item in inside if not item.answered]
        return next(iter(unanswered or inside), None)

    def _cited(self, target: str) -> str:
        """The section of a provision that is named by its id or as it is cited."""
        from compliance.errors import ConformityError
        from compliance.law.provision import outermost

        try:
            return outermost(self.assessment.catalogue.outline.read(target).id)
        except ConformityError:
            return ""

    def _note(self, item: Item, text: str) -> None:
        from compliance.cli.ask.lines import read_line
        from compliance.services.assess.follow_up import add_note

        text = text or read_line("Note: ").strip()
        if text:
            self._safely(add_note, self.assessment, item.question.id, text, by=self.author)

    def _attach(self, item: Item, name: str) -> str:
        """Attach a file; where the question asks for one, that answers it."""
        from compliance.cli.ask.attach import ask_what, attach

        wanted = ask_what(self.assessment.catalogue, item, name)
        if wanted is None:
            return "again"
        done = self._safely(attach, self.assessment, item, wanted, by=self.author)
        return "next" if done and item.question.type == "file" else "again"

    def _safely(self, service: Any, *arguments: Any, **named: Any) -> bool:
        """Call a service; a refusal is shown and the talk goes on."""
        from compliance.cli.ask.lines import show_error
        from compliance.errors import ConformityError

        try:
            service(*arguments, **named, at=now())
        except ConformityError as error:
            show_error(error)
            return False
        click.echo("Saved.")
        return True

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
            self._pass_over(item)
        return agenda.next_open(known, self.skipped)

    def _pass_over(self, item: Item) -> None:
        """Leave a question open; an optional one for later sittings too."""
        from compliance.cli.ask.lines import show_error
        from compliance.errors import ConformityError

        self.skipped.add(item.question.id)
        try:
            self.assessment.pass_over(item.question)
        except ConformityError as error:
            show_error(error)

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
