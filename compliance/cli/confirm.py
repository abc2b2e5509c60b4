"""``conformity confirm``: what public sources, files and earlier editions propose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    heading,
    printable,
    wrapped,
)
from compliance.errors import fail
from compliance.language.words import counted
from compliance.services.clock import now, today

if TYPE_CHECKING:
    from compliance.storage.opened import OpenAssessment
    from compliance.views.confirm import ConfirmView


@click.command(short_help="List and confirm what sources propose.")
@folder_argument
@click.argument("questions", metavar="[ID]...", nargs=-1)
@click.option("--source", default="", metavar="NAME", help="List only what this source says.")
@click.option("--all-of", default="", metavar="NAME", help="Confirm all that this source says.")
@by_option
def confirm(
    folder: Path, questions: tuple[str, ...], source: str, all_of: str, by: str | None
) -> None:
    """List what waits in DIR to be confirmed, or confirm the questions ID.

    What a public source, a file or an earlier edition says is no answer until somebody
    confirms it, or answers otherwise (conformity ask DIR --at ID). A confirmed answer
    keeps its source. The exit status is 1 where something was not confirmed.
    """
    from compliance.services.assess import confirm as service
    from compliance.services.assess.open import open_assessment

    source, all_of = source.strip(), all_of.strip()
    if bool(questions) + bool(source) + bool(all_of) > 1:
        raise fail(
            "conformity confirm",
            "usage.arguments",
            "ID, --source and --all-of exclude each other.",
            "Give one of them.",
        )
    assessment = open_assessment(folder)
    if not questions and not all_of:
        names = {item.source.title for item in service.chosen(assessment, source=source)}
        _list(assessment, folder, names)
        return
    chosen = service.chosen(assessment, questions, all_of)
    head = assessment.head
    ready = [item.question for item in chosen if questions or assessment.proposed(item.question)]
    done = service.confirm(assessment, ready, by=find_author(by, assessment), at=now(), seen=head)
    for problem in done.problems:
        click.echo(printable(f"error: {problem}"), err=True)
    click.echo(f"Confirmed {counted(len(done.recorded), 'answer')}.")
    left = len(chosen) - len(ready)
    if left:
        click.echo(wrapped(f"{counted(left, 'answer')} cannot be confirmed as it is: answer anew."))
    raise SystemExit(1 if done.problems or left else 0)


def _list(assessment: OpenAssessment, folder: Path, names: set[str]) -> None:
    """Print what waits, by source."""
    from compliance.views.confirm import view_to_confirm

    shown = view_to_confirm(assessment, today())
    for group in shown.groups:
        if group.source.title not in names:
            continue
        waiting = counted(len(group.items), "answer")
        click.echo(heading(printable(f"{group.source.title}: {waiting} to confirm")))
        for item in group.items:
            _show(item)
        click.echo()
    if not shown.number:
        click.echo("Nothing waits to be confirmed.")
    if shown.later:
        verb = "is" if shown.later == 1 else "are"
        text = f"{shown.later} more {verb} kept for questions that do not arise now."
        click.echo(wrapped(text))
    if shown.number:
        click.echo(f"Confirm one:    conformity confirm {folder} ID")
        click.echo(f"All of a source: conformity confirm {folder} --all-of NAME")
        click.echo(f"Change one:     conformity ask {folder} --at ID")


def _show(item: ConfirmView) -> None:
    click.echo(wrapped(printable(f"{item.id}: {item.ask}"), "    ", "  "))
    for said in item.said:
        click.echo(wrapped(printable(f"says: {said.answer.words}"), "          ", "    "))
        if said.answer.explanation:
            click.echo(wrapped(printable(said.answer.explanation), "          "))
        if said.source:
            click.echo(wrapped(printable(f"from: {said.source.said}"), "          ", "    "))
    click.echo(wrapped(printable(item.reason), "    "))
    if not item.keeps:
        click.echo("    It cannot be confirmed as it is: answer the question.")
