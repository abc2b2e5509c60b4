"""What the questionnaire says at its beginning and at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli.common import printable, wrapped
from compliance.data.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Collection

    from compliance.assessment.session import Agenda
    from compliance.services.open_assessment import Assessment


def goodbye(assessment: Assessment, recorded: int) -> None:
    """Say that everything is saved and how to go on."""
    folder = assessment.folder
    for notice in assessment.store.notices:
        click.echo(wrapped(f"note: {notice}"))
    saved = f"{counted(recorded, 'answer')} recorded now; everything is saved."
    click.echo(wrapped(saved))
    click.echo(f"Go on:   conformity ask {folder}")
    if assessment.state.is_organisation:
        workspace = folder.resolve().parent
        click.echo(f"Use it:  conformity organisation sync {workspace}")
        return
    click.echo(f"Result:  conformity classify {folder}")
    click.echo(f"         conformity check {folder}")


def greet(assessment: Assessment, author: str) -> None:
    """Say what is assessed, who is writing, and whether there is a later edition."""
    from compliance.cli.migrate import edition_notes  # noqa: PLC0415

    begin = assessment.state.begin
    click.echo(wrapped(f"{printable(begin.name)} ({begin.assessment}), as {author}"))
    click.echo(wrapped("Every answer is saved at once. :help lists the commands."))
    for line in edition_notes(assessment):
        click.echo(wrapped(line))


def nothing_left(agenda: Agenda, skipped: Collection[str]) -> None:
    """Say that nothing is open, or how much was skipped."""
    left = [
        item for item in agenda.items if item.question.id in skipped and not item.answered
    ]
    if left:
        click.echo(f"\n{counted(len(left), 'question')} skipped and open.")
        if any(item.question.optional for item in left):
            click.echo(wrapped("conformity ask --again asks the optional ones again."))
    else:
        click.echo("\nEvery question that arises has an answer.")
