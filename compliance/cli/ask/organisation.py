"""Organisation-wide questions while an assessment is being answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli.ask.lines import read_line
from compliance.cli.common import wrapped
from compliance.cli.organisation import quoted
from compliance.errors import ConformityError
from compliance.services.assess.record_answer import same_as_present
from compliance.services.clock import now
from compliance.services.share.organisation import organisation_of
from compliance.services.share.record_shared import is_shared, record_shared, spreads
from compliance.services.share.take_over import plan_take_over, take_over
from compliance.views.answer import view_answer

if TYPE_CHECKING:
    from compliance.assessment.journal.records import Answer
    from compliance.storage.opened import OpenAssessment

WHOLE, ONE = "o", "s"


class Beside:
    """The organisation beside an assessment during one sitting, if there is one."""

    def __init__(self, assessment: OpenAssessment, author: str) -> None:
        self.assessment = assessment
        self.author = author
        self.source: OpenAssessment | None = None
        if assessment.state.is_organisation:
            return
        try:
            self.source = organisation_of(assessment.binder)
            if self.source is not None:
                plan_take_over(self.source, assessment)
        except ConformityError as error:
            self.source = None
            click.echo(wrapped(f"note: the organisation is left out: {error}"))

    def offer(self) -> None:
        """Show what the organisation answered and this assessment lacks; take it over.

        Nothing is taken over unless the person says so.
        """
        from compliance.cli.organisation import show_taken

        if self.source is None:
            return
        waiting = plan_take_over(self.source, self.assessment)
        if not waiting.records:
            return
        click.echo("\nThe organisation has answers that are not taken over here:")
        show_taken(self.assessment, waiting, done=False)
        line = read_line("Do they hold for this system, and shall they be taken? [y/N] ")
        if line.strip().lower() not in {"y", "yes"}:
            click.echo("Nothing was taken over.")
            return
        try:
            done = take_over(self.source, self.assessment, by=self.author, at=now())
        except ConformityError as error:
            click.echo(wrapped(f"error: {error}"))
            return
        show_taken(self.assessment, done)

    def record(self, answer: Answer, seen: str) -> bool:
        """Record an answer for the whole organisation, if the person wants that.

        Returns:
            Whether it was recorded there and taken over here; otherwise it is to be
            recorded in the assessment.

        Raises:
            AnswerConflictError: somebody else answered meanwhile, here or there.
            ConformityError: the organisation cannot be written.
        """
        source, known = self.source, answer.question
        if source is None or not is_shared(source, self.assessment, known):
            return False
        source.refresh()
        theirs = source.state.answers.get(known)
        if not same_as_present(theirs, answer):
            if theirs is not None:
                text = quoted(view_answer(self.assessment, known, theirs))
                click.echo(wrapped(f"The organisation answered {text}."))
            spread = spreads(source, self.assessment, known)
            if _ask_where(WHOLE if spread else ONE) == ONE:
                return False
        record_shared(
            source,
            self.assessment,
            answer,
            by=self.author,
            at=now(),
            seen=seen,
            seen_there=source.head,
        )
        click.echo("Recorded for the organisation, and taken over here.")
        return True


def _ask_where(usual: str) -> str:
    """Ask whom an answer is for; Enter takes what is usual."""
    prompt = f"For the whole organisation (o), or this system only (s)? Enter: {usual} "
    while True:
        said = read_line(prompt).strip().lower() or usual
        if said in {WHOLE, ONE}:
            return said
        click.echo("Type o or s.")
