"""``conformity law show|dates``."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from compliance.cli.common import as_of_option, day_or_today, heading, wrapped

if TYPE_CHECKING:
    from collections.abc import Collection

    from compliance.law.timeline import Rule


@click.group(short_help="Show provisions and dates of application.")
def law() -> None:
    """Show provisions and dates of application."""


@law.command()
@click.argument("provision")
@click.option("--pack", default="eu-ai-act", show_default=True)
def show(provision: str, pack: str) -> None:
    """Show one PROVISION: heading, dates, and what the checklists ask of it."""
    from compliance.checklist.loader import load_catalogue  # noqa: PLC0415
    from compliance.services.show_law import show_provision  # noqa: PLC0415

    catalogue = load_catalogue(pack)
    found = show_provision(catalogue, provision)
    for above in found.path[:-1]:
        click.echo(f"{above.printed}: {above.heading}")
    click.echo(heading(f"{found.provision.printed}: {found.provision.heading}"))
    marks = [
        name
        for name, flag in (
            ("amended", found.provision.amended),
            ("deleted", found.provision.deleted),
        )
        if flag
    ]
    if marks:
        amending = "; ".join(catalogue.law.amended_by)
        click.echo(wrapped(f"{' and '.join(marks).capitalize()} by {amending}"))
    click.echo(wrapped(f"{catalogue.law.number}, as it stands on {catalogue.law.state}"))
    for child in found.children:
        click.echo(wrapped(f"{child.id}: {child.heading}", "      ", "  "))
    _dates(found.rules)
    if found.requirements:
        click.echo("\n" + heading("Asked for by the checklists"))
    for requirement in found.requirements:
        click.echo(wrapped(f"{requirement.id}: {requirement.title}", "      ", "  "))
    if found.conclusions:
        click.echo("\n" + heading("Decides about"))
    for conclusion in found.conclusions:
        click.echo(wrapped(f"{conclusion.id}: {conclusion.title}", "      ", "  "))
    click.echo("\n" + wrapped(catalogue.law.authentic))


def _dates(rules: Collection[Rule]) -> None:
    if not rules:  # recitals explain, they do not apply
        return
    click.echo("\n" + heading("Applies from"))
    for rule in rules:
        reading = f", reading “{rule.reading}”" if rule.reading else ""
        click.echo(wrapped(f"{rule.from_}  {rule.title}{reading}", "              ", "  "))


@law.command()
@as_of_option
@click.option("--pack", default="eu-ai-act", show_default=True)
def dates(as_of: datetime.date | None, pack: str) -> None:
    """Show from when what applies, with the source of each date."""
    from compliance.checklist.loader import load_catalogue  # noqa: PLC0415
    from compliance.law.provision import format_provision  # noqa: PLC0415

    catalogue = load_catalogue(pack)
    day = day_or_today(as_of)
    law_state = catalogue.law
    click.echo(heading(f"{law_state.short_name} as it stands on {law_state.state}"))
    click.echo(f"On {day}:")
    for rule, applies in catalogue.timeline.as_of(day):
        mark = "applies" if applies else "not yet"
        line = f"{rule.from_}  {mark}  {rule.title}"
        click.echo("\n" + wrapped(line, " " * 23, "  "))
        if rule.reading:
            click.echo(wrapped(f"only in the reading “{rule.reading}”", " " * 12))
        basis = ", ".join(format_provision(item) for item in rule.basis)
        click.echo(wrapped(f"{basis}; {rule.source}", " " * 12))
        if rule.replaces:
            click.echo(wrapped(f"Before the amendment: {rule.replaces}", " " * 12))
        if rule.note:
            click.echo(wrapped(rule.note, " " * 12))
    for question in catalogue.timeline.open_questions:
        click.echo("\n" + heading(f"Open: {question.title}"))
        for reading in question.readings:
            click.echo(wrapped(f"{reading.title}: {reading.argument}", "      ", "    "))
    if catalogue.timeline.milestones:
        click.echo("\n" + heading("Other dates"))
    for milestone in sorted(catalogue.timeline.milestones, key=lambda item: item.on):
        click.echo(wrapped(f"{milestone.on}  {milestone.title}", " " * 12, "  "))
