"""``conformity law impact``: two days, or two editions, with the same answers."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    Day,
    as_of_option,
    day_or_today,
    folder_argument,
    heading,
    mark_text,
    printable,
    wrapped,
)
from compliance.errors import fail

if TYPE_CHECKING:
    from compliance.storage.opened import OpenAssessment
    from compliance.views.finding import TurnedView


@click.command(short_help="Show what changes between two days or editions.")
@folder_argument
@click.option("--from", "start", type=Day(), metavar="DATE", help="First day.")
@click.option("--to", "end", type=Day(), metavar="DATE", help="Last day.")
@click.option("--from-edition", metavar="EDITION", help="Earlier edition (the one followed).")
@click.option("--to-edition", metavar="EDITION", help="Later edition (the newest).")
@as_of_option
def impact(
    folder: Path,
    start: datetime.date | None,
    end: datetime.date | None,
    from_edition: str | None,
    to_edition: str | None,
    as_of: datetime.date | None,
) -> None:
    """Show what changes for DIR between two days, or between two states of the law.

    With --from and --to: law that begins to apply, evidence that runs out, findings
    that turn. With --from-edition or --to-edition: dates that move, requirements
    added, dropped or changed, conclusions and findings that turn. Nothing is written.
    """
    from compliance.services.assess.open import open_assessment

    editions = from_edition is not None or to_edition is not None
    days = [day for day in (start, end) if day is not None]
    if editions and not days:
        day = day_or_today(as_of)
        assessment = open_assessment(folder)
        _editions(assessment, day, from_edition or "", to_edition or "")
    elif start is not None and end is not None and not editions and as_of is None:
        _days(open_assessment(folder), start, end)
    else:
        raise fail(
            "conformity law impact",
            "usage.arguments",
            "Give two days with --from and --to, or an edition with --from-edition or "
            "--to-edition (and a day with --as-of).",
            "Editions: conformity checklists list",
        )


def _days(assessment: OpenAssessment, start: datetime.date, end: datetime.date) -> None:
    from compliance.cli.migrate import turned_text
    from compliance.services.look.compare_days import impact as compare
    from compliance.views.finding import view_turn

    found = compare(assessment, start, end)
    click.echo(heading(f"From {start} to {end}"))
    parts = (("Begins to apply", found.begins), ("Evidence that runs out", found.ends))
    for title, items in parts:
        click.echo("\n" + heading(f"{title}: {len(items)}"))
        for item in items:
            text = f"{item.on}  {printable(item.title)} {printable(item.detail)}"
            click.echo(wrapped(text, " " * 14, "  "))
    click.echo("\n" + heading(f"Findings that turn: {len(found.turned)}"))
    for turned in found.turned:
        click.echo(wrapped(turned_text(view_turn(turned)), "    ", "  "))


def _editions(assessment: OpenAssessment, day: datetime.date, start: str, end: str) -> None:
    from compliance.cli.migrate import part, turned_text
    from compliance.services.editions.compare import compare_editions
    from compliance.views.finding import view_turn
    from compliance.views.marks import held

    found = compare_editions(assessment, day, start, end)
    before, after = found.migration.assessment.catalogue.edition, found.migration.target
    click.echo(heading(f"From edition {before.id} to {after.id}"))
    law = f"Law as of {before.law_state} and {after.law_state}; findings as of {day}."
    click.echo(wrapped(law))
    part(
        "Dates that move",
        [f"{item.title}: {_moved(item.before, item.after)}" for item in found.dates],
    )
    part(
        "Requirements that bind from another day",
        [f"{_named(view_turn(i.turned))}: {_moved(i.before, i.after)}" for i in found.moved],
    )
    part("Requirements added", [_named(view_turn(item)) for item in found.added])
    part("Requirements dropped", [_named(view_turn(item)) for item in found.dropped])
    part(
        "Changes of ids, questions and rules",
        [f"{item.id} ({item.change}): {item.reason}" for item in found.changed],
    )
    part(
        "Conclusions that turn",
        [
            f"{item.title}: {held(item.before)} becomes {held(item.after)}"
            for item in found.conclusions
        ],
    )
    part("Findings that turn", [turned_text(view_turn(i)) for i in found.turned])
    waiting = len(found.migration.steps[-1].after.state.unconfirmed)
    click.echo(f"\nAnswers that would have to be confirmed: {waiting}")


def _moved(before: datetime.date | None, after: datetime.date | None) -> str:
    if before is None:
        return f"new, {after}"
    return f"{before}, no longer stated" if after is None else f"{before} becomes {after}"


def _named(turn: TurnedView) -> str:
    mark = turn.after or turn.before
    return f"{turn.title} ({turn.id}), {mark and mark_text(mark)}"
