"""``conformity confirm``: what public sources, files and earlier editions propose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

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

ROWS: Final = 8
"""Rows of a table that are listed."""


@click.command(short_help="List, confirm and refuse what sources propose.")
@folder_argument
@click.argument("questions", metavar="[ID]...", nargs=-1)
@click.option("--source", default="", metavar="NAME", help="Only what this source says.")
@click.option("--all-of", default="", metavar="NAME", help="All that this source says.")
@click.option("--refuse", is_flag=True, help="Do not take it, instead of confirming it.")
@click.option("--reason", default="", help="Why it is refused.")
@by_option
def confirm(
    folder: Path,
    questions: tuple[str, ...],
    source: str,
    all_of: str,
    reason: str,
    by: str | None,
    *,
    refuse: bool,
) -> None:
    """List what waits in DIR to be confirmed, or confirm or refuse the questions ID.

    What a public source, a file or an earlier edition says is no answer until somebody
    confirms it, or answers otherwise (conformity ask DIR --at ID). A confirmed answer
    keeps its source; rows of a file are added to those of a table. What is refused is not
    put forward again. With --source NAME, what that source says is meant where several
    say something. The exit status is 1 where something was not confirmed.
    """
    from compliance.services.assess import confirm as service
    from compliance.services.assess.open import open_assessment

    source, all_of = source.strip(), all_of.strip()
    _check(questions, source, all_of, refuse=refuse)
    assessment = open_assessment(folder)
    if not questions and not all_of:
        names = {
            title
            for item in service.chosen(assessment, source=source)
            for title in item.titles
            if source.casefold() in title.casefold()
        }
        _list(assessment, folder, names)
        return
    chosen = service.chosen(assessment, questions, all_of or source)
    named = all_of or source
    title = service.source_called(assessment, named) if named else ""
    ids, author = [item.question for item in chosen], find_author(by, assessment)
    if refuse:
        done = service.refuse(assessment, ids, by=author, at=now(), source=title, reason=reason)
        click.echo(f"Refused at {counted(len(done), 'question')}; no answer was changed.")
        return
    _confirm(assessment, ids, title, author, asked_for=bool(questions))


def _check(questions: tuple[str, ...], source: str, all_of: str, *, refuse: bool) -> None:
    """Refuse options that do not fit together."""
    if all_of and (questions or source):
        raise fail(
            "conformity confirm",
            "usage.arguments",
            "--all-of takes all of a source; ID and --source exclude it.",
            "Give one of them.",
        )
    if refuse and not (questions or all_of):
        raise fail(
            "--refuse",
            "usage.arguments",
            "It is not said what is refused.",
            "Name questions, or all of a source with --all-of NAME.",
        )


def _confirm(
    assessment: OpenAssessment, ids: list[str], title: str, author: str, *, asked_for: bool
) -> None:
    """Confirm what can be confirmed as it is, and say what is left."""
    from compliance.services.assess import confirm as service

    head = assessment.head
    ready = [known for known in ids if asked_for or assessment.proposed(known, title)]
    done = service.confirm(assessment, ready, by=author, at=now(), seen=head, source=title)
    for problem in done.problems:
        click.echo(printable(f"error: {problem}"), err=True)
    click.echo(f"Confirmed {counted(len(done.recorded), 'answer')}.")
    left = len(ids) - len(ready)
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
        click.echo(f"Refuse it:      conformity confirm {folder} --all-of NAME --refuse")
        click.echo(f"Change one:     conformity ask {folder} --at ID")


def _show(item: ConfirmView) -> None:
    click.echo(wrapped(printable(f"{item.id}: {item.ask}"), "    ", "  "))
    for said in item.said:
        words = f"{said.answer.short} ({item.news})" if item.rows else said.answer.told
        click.echo(wrapped(printable(f"says: {words}"), "          ", "    "))
        if said.answer.explanation:
            click.echo(wrapped(printable(said.answer.explanation), "          "))
        if said.source:
            click.echo(wrapped(printable(f"from: {said.source.said}"), "          ", "    "))
    for row in item.rows[:ROWS]:
        sign = {"new": "+", "changed": "~", "stands": "="}[row.how]
        click.echo(wrapped(printable(f"{sign} {row.text}"), "        ", "      "))
    if len(item.rows) > ROWS:
        click.echo(f"      and {counted(len(item.rows) - ROWS, 'more row', 'more rows')}")
    if item.present:
        click.echo(wrapped(printable(f"now: {item.present.told}"), "          ", "    "))
    if item.others:
        click.echo(wrapped(printable(f"otherwise: {'; '.join(item.others)}"), "          ", "    "))
    click.echo(wrapped(printable(item.reason), "    "))
    if item.lacks:
        click.echo(wrapped(printable(f"Still to fill in: {', '.join(item.lacks)}."), "    "))
    if not item.keeps:
        click.echo("    It cannot be confirmed as it is: answer the question.")
