"""Organisation-wide questions while an assessment is being answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli.ask.lines import read_line
from compliance.cli.common import wrapped
from compliance.cli.organisation import quoted, usable_organisation
from compliance.errors import ConformityError
from compliance.services.clock import now
from compliance.services.share.record_shared import spreads
from compliance.services.share.take_over import plan_take_over, take_over
from compliance.views.answer import view_answer

if TYPE_CHECKING:
    from compliance.storage.opened import OpenAssessment

WHOLE, ONE = "o", "s"


class Beside:
    """The organisation beside an assessment during one sitting, if there is one."""

    def __init__(self, assessment: OpenAssessment, author: str) -> None:
        self.assessment = assessment
        self.author = author
        self.source = usable_organisation(assessment)

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

    def whole(self, known: str) -> bool:
        """Ask whether an answer is for the whole organisation.

        Raises:
            Ended: there is no more input.
        """
        source = self.source
        if source is None:
            return False
        theirs = source.state.answers.get(known)
        if theirs is not None:
            text = quoted(view_answer(self.assessment, known, theirs))
            click.echo(wrapped(f"The organisation answered {text}."))
        spread = spreads(source, self.assessment, known)
        return _ask_where(WHOLE if spread else ONE) == WHOLE


def _ask_where(usual: str) -> str:
    """Ask whom an answer is for; Enter takes what is usual."""
    prompt = f"For the whole organisation (o), or this system only (s)? Enter: {usual} "
    while True:
        said = read_line(prompt).strip().lower() or usual
        if said in {WHOLE, ONE}:
            return said
        click.echo("Type o or s.")
