"""Commands of the questionnaire that only show something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli.ask import screen as ask_screen
from compliance.cli.common import printable, wrapped
from compliance.language.words import counted

if TYPE_CHECKING:
    from collections.abc import Collection

    from compliance.storage.opened import OpenAssessment
    from compliance.views.question import QuestionView


def tell(assessment: OpenAssessment, question: QuestionView, name: str) -> None:
    """Show what a command asks for."""
    match name:
        case "help":
            ask_screen.show_help()
        case "law":
            ask_screen.show_law(assessment, question)
        case "provisions":
            ask_screen.show_provisions(question)
        case "options":
            ask_screen.show_options(question)
        case "list":
            ask_screen.show_progress(assessment)
        case "open":
            ask_screen.show_open(assessment)
        case "save":
            click.echo(f"Saved: every answer is in {assessment.place}.")
        case "draft" | "edit":
            click.echo("Only long texts have drafts and an editor.")
        case _:
            click.echo(f"There is no command :{name}. :help lists them.")


def kept(assessment: OpenAssessment, known: str) -> str:
    """Nothing was typed: what a source proposes is confirmed only by saying so."""
    state = assessment.state
    if known in state.answers or known not in state.unconfirmed:
        return "next"
    click.echo("What waits here is no answer yet: :confirm makes it one.")
    return "again"


def goodbye(assessment: OpenAssessment, recorded: int) -> None:
    """Say that everything is saved and how to go on."""
    place = assessment.place
    for notice in assessment.store.notices:
        click.echo(wrapped(f"note: {notice}"))
    saved = f"{counted(recorded, 'answer')} recorded now; everything is saved."
    click.echo(wrapped(saved))
    click.echo(f"Go on:   conformity ask {place}")
    if assessment.state.is_organisation:
        workspace = assessment.binder.workspace.place
        click.echo(f"Use it:  conformity organisation sync {workspace}")
        return
    click.echo(f"Result:  conformity classify {place}")
    click.echo(f"         conformity check {place}")


def greet(assessment: OpenAssessment, author: str) -> None:
    """Say what is assessed, who is writing, and whether there is a later edition."""
    from compliance.cli.migrate import edition_notes

    begin = assessment.state.begin
    click.echo(wrapped(f"{printable(begin.name)} ({begin.assessment}), as {author}"))
    click.echo(wrapped("Every answer is saved at once. :help lists the commands."))
    for line in edition_notes(assessment):
        click.echo(wrapped(line))


def nothing_left(assessment: OpenAssessment, skipped: Collection[str]) -> None:
    """Say that nothing is open, or how much was skipped."""
    items = assessment.agenda.items
    left = [item for item in items if item.question.id in skipped and not item.answered]
    if left:
        click.echo(f"\n{counted(len(left), 'question')} skipped and open.")
        if any(item.question.optional for item in left):
            click.echo(wrapped("conformity ask --again asks the optional ones again."))
    else:
        click.echo("\nEvery question that arises has an answer.")
