"""``conformity deadlines``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    as_of_option,
    day_or_today,
    folder_argument,
    heading,
    printable,
    show_json,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.views.deadline import DeadlineView, ToAsk

SHOWN = 4
INDENT = " " * 12


@click.command(short_help="Show what must be ready by when.")
@folder_argument
@as_of_option
@click.option("--past", is_flag=True, help="List past days that left nothing open, too.")
@click.option(
    "--ics",
    type=click.Path(path_type=Path),
    metavar="FILE.ics",
    help="Also write them as a calendar file.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def deadlines(
    folder: Path, as_of: datetime.date | None, ics: Path | None, form: str, *, past: bool
) -> None:
    """Show the deadlines of DIR, counted back from the first supply that is planned.

    What is due already, what must be ready before the first supply, and the days of the
    law, of evidence and of people that come after.
    """
    from compliance.data.files import write_atomically
    from compliance.services.assess.open import open_assessment
    from compliance.services.look.deadlines import calendar
    from compliance.views.deadline import timetable

    assessment = open_assessment(folder)
    day = day_or_today(as_of)
    found = timetable(assessment, day, past=past)
    if ics is not None:
        write_atomically(ics, calendar(assessment, found.deadlines).encode("utf-8"))
    if form == "json":
        from compliance.views import reports

        show_json(reports.deadlines(assessment, day, found))
        return
    click.echo(heading(f"Deadlines from {day}" if not past else "All deadlines"))
    show_to_ask(found.to_ask)
    for notice in assessment.standing(day).notices:
        click.echo(wrapped(f"note: {notice}", "    ", "  "))
    for group in found.groups:
        click.echo("")
        click.echo(heading(group.title))
        for item in group.deadlines:
            _show(item)
    if not found.deadlines:
        click.echo("None." if past else "None open. --past lists days that have passed.")
    if ics is not None:
        click.echo(f"Wrote {ics}")


def show_to_ask(asked: Iterable[ToAsk]) -> None:
    """What has to be answered before days can be relied on."""
    for item in asked:
        text = f"? {item.text} {item.ask} [{item.question}]"
        click.echo(wrapped(printable(text), "    ", "  "))


def _show(item: DeadlineView) -> None:
    late = ", still open" if item.late else ""
    when = item.on or INDENT[2:]
    click.echo(wrapped(f"{when}  {printable(item.title)} ({item.distance}{late})", INDENT, "  "))
    for text in (item.detail, item.owners):
        if text:
            click.echo(wrapped(printable(text), INDENT))
    if item.about and item.kind != "plan":
        names = ", ".join(item.about[:SHOWN])
        more = f" and {len(item.about) - SHOWN} more" if len(item.about) > SHOWN else ""
        click.echo(wrapped(f"[{names}{more}]", INDENT))
