"""``conformity deadlines``."""

from __future__ import annotations

import datetime
from pathlib import Path

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

SHOWN = 4


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
    """Show the deadlines of DIR: dates of the law, of evidence, and of people."""
    from compliance.data.files import write_atomically
    from compliance.services.assess.open import open_assessment
    from compliance.services.look.deadlines import calendar
    from compliance.views import deadline

    assessment = open_assessment(folder)
    day = day_or_today(as_of)
    found = deadline.deadlines(assessment, day, past=past)
    if ics is not None:
        write_atomically(ics, calendar(assessment, found).encode("utf-8"))
    if form == "json":
        from compliance.views import reports

        show_json(reports.deadlines(assessment, day, found))
        return
    click.echo(heading(f"Deadlines from {day}" if not past else "All deadlines"))
    for notice in assessment.standing(day).notices:
        click.echo(wrapped(f"note: {notice}", "    ", "  "))
    for item in found:
        late = ", still open" if item.days < 0 and item.still_open else ""
        when = item.distance + late
        click.echo(wrapped(f"{item.on}  {printable(item.title)} ({when})", " " * 12, "  "))
        if item.detail:
            click.echo(wrapped(printable(item.detail), " " * 12))
        if item.about and item.kind != "plan":
            names = ", ".join(item.about[:SHOWN])
            more = f" and {len(item.about) - SHOWN} more" if len(item.about) > SHOWN else ""
            click.echo(wrapped(f"[{names}{more}]", " " * 12))
    if not found:
        click.echo("None." if past else "None open. --past lists days that have passed.")
    if ics is not None:
        click.echo(f"Wrote {ics}")
