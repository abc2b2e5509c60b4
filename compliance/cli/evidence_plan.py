"""``conformity evidence plan``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    as_of_option,
    day_or_today,
    folder_argument,
    printable,
    show_json,
    wrapped,
)

if TYPE_CHECKING:
    from compliance.views.evidence_plan import PlannedKind

INDENT = "      "


@click.command(name="plan", short_help="Show what evidence is still wanted.")
@folder_argument
@as_of_option
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file."
)
def plan(folder: Path, as_of: datetime.date | None, form: str, output: Path | None) -> None:
    """Show what evidence DIR still wants: by kind, for what, from whom, by when.

    What serves most requirements comes first. What is asked for and not answered yet is
    wanted, too.
    """
    from compliance.data.files import write_atomically
    from compliance.services.assess.open import open_assessment
    from compliance.views.evidence_plan import plan_csv, public_plan, view_plan

    assessment = open_assessment(folder)
    found = view_plan(assessment, day_or_today(as_of))
    if form == "json" and output is None:
        show_json(public_plan(assessment, found))
        return
    if form in {"json", "csv"}:
        content = plan_csv(found)
        if form == "json":
            content = public_plan(assessment, found).model_dump_json(indent=2).encode("utf-8")
        if output is None:
            click.echo(content)
        else:
            write_atomically(output, content)
        return
    if not found.kinds:
        click.echo(found.none)
    for number, kind in enumerate(found.kinds, 1):
        _show_kind(number, kind)
    if found.later:
        click.echo(wrapped(found.later))


def _show_kind(number: int, kind: PlannedKind) -> None:
    """One kind: how much it serves, then what it is for."""
    click.echo(printable(f"{number:>3}. {kind.label}"))
    click.echo(wrapped(printable(kind.said), INDENT))
    for held, name in kind.here:
        click.echo(wrapped(printable(f"You have {held} {name}: link it where it fits."), INDENT))
    for one in kind.wanted_for:
        ended = "".join(f"; {held} counts no longer" for held, _ in one.ended)
        click.echo(wrapped(printable(f"- {one.name} ({one.id}){ended}"), f"{INDENT}  ", INDENT))
