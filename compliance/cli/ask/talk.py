"""``conformity ask``: the questionnaire in the terminal."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.ask import messages
from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    printable,
    show_lines,
    wrapped,
)
from compliance.services.clock import now, today

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from compliance.assessment.journal.records import Answer
    from compliance.cli.ask.lines import Command
    from compliance.cli.ask.organisation import Beside
    from compliance.cli.ask.reader import Reader
    from compliance.services.share.record_shared import Outcome
    from compliance.storage.opened import OpenAssessment
    from compliance.views.question import QuestionView


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
        from compliance.views.question import find_question

        messages.greet(self.assessment, self.author)
        self.beside = Beside(self.assessment, self.author)
        self.beside.offer()
        known = find_question(self.assessment, start) if start else ""
        if start and not known:
            click.echo(f"Nothing that arises now is called “{printable(start)}”.")
        known = known or self._next()
        while known:
            known = self._one(known)
        messages.nothing_left(self.assessment, self.skipped)

    def goodbye(self) -> None:
        """Say that everything is saved and how to go on."""
        messages.goodbye(self.assessment, self.recorded)

    def _next(self, after: str = "") -> str:
        """The next open question; nothing where none is left."""
        item = self.assessment.agenda.next_open(after, self.skipped)
        return item.question.id if item else ""

    def _one(self, known: str) -> str:
        """Show and read one question; returns the next one to show."""
        from compliance.cli.ask.screen import show_question
        from compliance.cli.deadlines import show_to_ask
        from compliance.views.deadline import days_beside
        from compliance.views.question import view_question

        assessment = self.assessment
        assessment.refresh()
        seen = assessment.head
        question = view_question(assessment, known, today())
        show_question(question, organisation=assessment.state.is_organisation)
        show_to_ask(days_beside(assessment, known, today()))
        self.reader.drafts.show(question)
        if not self.way or self.way[-1] != known:
            self.way.append(known)
        while True:
            given = assessment.state.answers.get(known) or assessment.proposed(known)
            said = self.reader.read(question, given)
            result = self._act(question, said, seen)
            if result != "again":
                return self._after(known, result)

    def _act(self, question: QuestionView, said: Any, seen: str) -> str:
        """Do what was said; returns how to go on."""
        from compliance.cli.ask.lines import KEEP, Command
        from compliance.cli.ask.messages import kept

        if said is KEEP:
            return kept(self.assessment, question.id)
        if isinstance(said, Command):
            return self._command(question, said, seen)
        if question.main:
            return self._act_explained(question, said, seen)
        return self._record(question, said, "given", None, seen)

    def _act_explained(self, question: QuestionView, value: Any, seen: str) -> str:
        """Record an answer with its explanation; the end of the input loses neither."""
        from compliance.cli.ask.lines import Ended, as_command, read_line

        given = self.assessment.state.answers.get(question.id)
        present = given.explanation if given else ""
        keep = " (Enter keeps the present one)" if present else ""
        try:
            line = read_line(f"Explanation in a sentence or two{keep}: ").strip()
        except Ended:
            self._record(question, value, "given", present, seen)
            raise
        command = as_command(line, bare=False)
        if command is not None and command.name == "back":
            return "show"
        if command is not None:
            result = self._record(question, value, "given", present, seen)
            return self._command(question, command, seen) if result == "next" else result
        explanation = line.removeprefix(":") if line.startswith("::") else line
        return self._record(question, value, "given", explanation or present, seen)

    def _record(
        self, question: QuestionView, value: Any, state: str, explanation: str | None, seen: str
    ) -> str:
        from compliance.services.assess.record_answer import build_answer

        def build() -> Answer:
            return build_answer(
                self.assessment, question.id, value, explanation=explanation, state=state
            )

        return self._take(question, build, value, state, explanation or "", seen)

    def _take(
        self,
        question: QuestionView,
        build: Callable[[], Answer],
        value: Any,
        state: str,
        explanation: str,
        seen: str,
    ) -> str:
        """Record what was built, or keep what was typed where that is refused."""
        from compliance.cli.ask.lines import show_error
        from compliance.errors import ConformityError
        from compliance.services.assess.record_answer import AnswerConflictError
        from compliance.views.shift import Watch

        known, watch = question.id, Watch(self.assessment)
        try:
            outcome = self._record_where_it_belongs(build(), seen)
        except AnswerConflictError as error:
            show_error(error)
            self._show_explanation(explanation)
            click.echo("The question is shown again with the other answer.")
            return "show"
        except ConformityError as error:
            show_error(error)
            self.reader.drafts.keep(question, value, state, explanation)
            self._show_explanation(explanation)
            return "again"
        if outcome == "unchanged":
            click.echo("Unchanged.")
            return "next"
        if outcome == "shared":
            click.echo("Recorded for the organisation, and taken over here.")
        self.recorded += 1
        self.reader.drafts.drop(known)
        self.skipped.discard(known)
        click.echo("Saved.")
        show_lines(watch.lines())
        return "next"

    def _record_where_it_belongs(self, built: Answer, seen: str) -> Outcome:
        """Record for whom the person says; the end of the input keeps the answer here."""
        from compliance.cli.ask.lines import Ended
        from compliance.services.share.record_shared import record_where_it_belongs

        beside = self.beside
        record = partial(
            record_where_it_belongs,
            beside.source if beside else None,
            self.assessment,
            built,
            by=self.author,
            at=now(),
            seen=seen,
        )
        try:
            return record(whole=lambda: beside is not None and beside.whole(built.question))
        except Ended:
            record(whole=lambda: False)
            raise

    def _show_explanation(self, text: str) -> None:
        """What was typed beside an answer that was not recorded, to take it up again."""
        if text:
            click.echo(wrapped(f"Your explanation: {printable(text)}", "  ", ""))

    def _command(self, question: QuestionView, command: Command, seen: str) -> str:
        match command.name:
            case "back" | "skip" | "quit":
                return command.name
            case "jump":
                return self._jump(command.argument)
            case "why":
                return "show"
            case "unknown":
                return self._record(question, None, "unknown", command.argument, seen)
            case "na":
                return self._record(question, None, "not-applicable", command.argument, seen)
            case "note":
                self._note(question, command.argument)
            case "confirm":
                return self._confirm(question, seen)
            case "withdraw":
                return self._withdraw(question, command.argument, seen)
            case "attach":
                return self._attach(question, command.argument)
            case other:
                from compliance.cli.ask.messages import tell

                tell(self.assessment, question, other)
        return "again"

    def _confirm(self, question: QuestionView, seen: str) -> str:
        from compliance.services.assess.record_answer import confirmation

        given = self.assessment.proposed(question.id)
        if given is None:
            click.echo("Nothing waits here that could be confirmed as it is.")
            return "again"
        build = partial(confirmation, self.assessment, question.id, seen)
        return self._take(question, build, given.value, given.state, given.explanation, seen)

    def _withdraw(self, question: QuestionView, reason: str, seen: str) -> str:
        """Take the present answer back; the question is shown again, open."""
        from compliance.cli.ask.lines import show_error
        from compliance.errors import ConformityError
        from compliance.services.assess.take_back import withdraw_answer
        from compliance.views.shift import Watch

        watch = Watch(self.assessment)
        try:
            done = withdraw_answer(
                self.assessment, question.id, reason, by=self.author, at=now(), seen=seen
            )
        except ConformityError as error:
            show_error(error)
            return "show"
        if not done:
            click.echo("There is no answer to withdraw.")
            return "again"
        self.reader.drafts.drop(question.id)
        click.echo("Withdrawn.")
        show_lines(watch.lines())
        return "show"

    def _jump(self, target: str) -> str:
        from compliance.views.question import find_question

        known = find_question(self.assessment, target)
        if not known:
            click.echo(wrapped(f"Nothing that arises now is called “{printable(target)}”."))
            click.echo(wrapped(":list shows the sections, :open the open questions."))
            return "again"
        return f"jump {known}"

    def _note(self, question: QuestionView, text: str) -> None:
        from compliance.cli.ask.lines import read_line
        from compliance.services.assess.follow_up import add_note

        text = text or read_line("Note: ").strip()
        if text:
            self._safely(add_note, self.assessment, question.id, text, by=self.author)

    def _attach(self, question: QuestionView, name: str) -> str:
        """Attach a file; where the question asks for one, that answers it."""
        from compliance.cli.ask.attach import ask_what, attach

        wanted = ask_what(self.assessment, question, name)
        if wanted is None:
            return "again"
        done = self._safely(attach, self.assessment, question, wanted, by=self.author)
        return "next" if done and question.type == "file" else "again"

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

    def _after(self, known: str, result: str) -> str:
        """The question to show after this one."""
        if result == "quit":
            raise KeyboardInterrupt
        if result == "show":
            return self._arising(known)
        if result.startswith("jump "):
            return result.removeprefix("jump ")
        if result == "back":
            return self._before(known)
        if result == "skip":
            self._pass_over(known)
        return self._next(known)

    def _arising(self, known: str) -> str:
        """The question, if it still arises."""
        return known if self.assessment.agenda.item(known) else ""

    def _pass_over(self, known: str) -> None:
        """Leave a question open; an optional one for later sittings too."""
        from compliance.cli.ask.lines import show_error
        from compliance.errors import ConformityError

        self.skipped.add(known)
        try:
            self.assessment.pass_over(known)
        except ConformityError as error:
            show_error(error)

    def _before(self, known: str) -> str:
        """The question shown before; from the first one, the one before in order."""
        while self.way and (self.way[-1] == known or not self._arising(self.way[-1])):
            self.way.pop()
        if self.way:
            return self.way[-1]
        agenda = self.assessment.agenda
        return agenda.items[max(agenda.position(known) - 1, 0)].question.id
