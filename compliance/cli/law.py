"""``conformity law show|dates|import|impact``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    Day,
    as_of_option,
    day_or_today,
    heading,
    mark_text,
    pack_option,
    printable,
    wrapped,
)
from compliance.cli.impact import impact
from compliance.language.words import counted
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.services.official_law.quote import Official

MOST_LISTED = 200


@click.group(short_help="Show provisions and dates of application.")
def law() -> None:
    """Show provisions and dates of application; import the official text."""


@law.command()
@click.argument("provision")
@pack_option
def show(provision: str, pack: str | None) -> None:
    """Show one PROVISION: heading, dates, and what the checklists ask of it."""
    from compliance.services.editions.load import load_edition
    from compliance.services.official_law.quote import official_text
    from compliance.views.law import show_provision

    catalogue = load_edition(pack)
    found = show_provision(catalogue, provision)
    for above in found.path[:-1]:
        click.echo(f"{above.printed}: {above.heading}")
    click.echo(heading(f"{found.printed}: {found.heading}"))
    if found.changed:
        click.echo(wrapped(found.changed))
    click.echo(wrapped(f"{found.law}, as it stands on {found.state}"))
    for child in found.children:
        click.echo(wrapped(f"{child.id}: {child.heading}", "      ", "  "))
    if found.rules:
        click.echo("\n" + heading("Applies from"))
    for rule in found.rules:
        click.echo(wrapped(f"{rule.on}  {rule.title}", "              ", "  "))
        for condition in rule.conditions:
            click.echo(wrapped(condition, "              "))
    parts = (
        ("Asked for by the checklists", found.requirements),
        ("Decides about", found.conclusions),
    )
    for title, items in parts:
        if items:
            whole = f", with the whole of {found.within}" if found.within else ""
            click.echo("\n" + heading(title + whole))
        for known, named in items:
            click.echo(wrapped(f"{known}: {named}", "      ", "  "))
    if not show_official(official_text(catalogue, [found.id])) and found.authentic:
        click.echo("\n" + wrapped(found.authentic))


@law.command()
@as_of_option
@pack_option
def dates(as_of: datetime.date | None, pack: str | None) -> None:
    """Show from when what applies, with the source of each date."""
    from compliance.services.editions.load import load_edition
    from compliance.views.law import show_dates

    day = day_or_today(as_of)
    found = show_dates(load_edition(pack), day)
    click.echo(heading(f"{found.law} as it stands on {found.state}"))
    click.echo(f"On {day}:")
    for rule in found.rules:
        line = f"{rule.on}  {mark_text(rule.begun):<9}  {rule.title}"
        click.echo("\n" + wrapped(line, " " * 25, "  "))
        for text in (
            *rule.conditions,
            f"{rule.basis}; {rule.source}",
            rule.replaces and f"Before the amendment: {rule.replaces}",
            rule.note,
        ):
            if text:
                click.echo(wrapped(text, " " * 12))
    for question in found.open_readings:
        click.echo("\n" + heading(f"Open: {question.title}"))
        for reading in question.readings:
            click.echo(wrapped(f"{reading.title}: {reading.argument}", "      ", "    "))
            if reading.counter:
                click.echo(wrapped(f"Against it: {reading.counter}", "      "))
            if reading.follows:
                click.echo(wrapped(f"What follows: {reading.follows}", "      "))
    if found.milestones:
        click.echo("\n" + heading("Other dates"))
    for on, title in found.milestones:
        click.echo(wrapped(f"{on}  {title}", " " * 12, "  "))


@law.command("import")
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@pack_option
@click.option("--source", metavar="TEXT", default="", help="Name the publication.")
@click.option(
    "--date",
    "day",
    type=Day(),
    metavar="YYYY-MM-DD",
    help="The day of the text, where the file does not say it.",
)
def import_(path: Path, pack: str | None, source: str, day: datetime.date | None) -> None:
    """Import the official text from files downloaded from its publisher.

    FILE|FOLDER is the text as the importer of the law reads it: a file, or all files
    of one version in a folder. It is kept in your data folder and shown by
    ``law show`` and by ``:law`` in ``ask``; nothing is sent or fetched.
    """
    from compliance.services.editions.load import load_edition
    from compliance.services.official_law.import_law import import_law
    from compliance.views.law import outermost_listed

    catalogue = load_edition(pack)
    done = import_law(catalogue, path, at=now(), source=source, day=day)
    text = done.text
    click.echo(heading(printable(f"{text.source}, text of {text.date}")))
    click.echo(
        f"{counted(len(text.provisions), 'provision')} read "
        f"from {counted(len(text.files), 'file')}."
    )
    total = len(catalogue.outline)
    click.echo(f"{len(done.found)} of the {total} provisions in the outline found.")
    for title, ids in (
        ("Added or renumbered by amendments since", done.added_since),
        ("Missing", done.missing),
        ("Not in the outline", done.unknown),
    ):
        if ids:
            listed = outermost_listed(catalogue, ids)
            more = len(listed) - MOST_LISTED
            tail = f", and {more} more" if more > 0 else ""
            shown = printable(", ".join(listed[:MOST_LISTED]))
            click.echo(wrapped(f"{title} ({len(ids)}): {shown}{tail}", "  ", ""))
    for problem in done.warnings:
        click.echo(wrapped(printable(f"warning: {problem}"), "  ", ""), err=True)
    click.echo(f"Kept in {done.path}")


law.add_command(impact)


HOW = "No official text is imported. Import it with: conformity law import FILE"
NO_IMPORTER = "The official text of this law cannot be imported."


def show_official(official: Official) -> bool:
    """Show the official text of provisions; says whether one is imported.

    What is kept but cannot be read is reported, and is no reason to stop.
    """
    for problem in official.problems:
        click.echo(f"error: {problem}", err=True)
    for quote in official.quotes:
        title = quote.lines[0].title if quote.lines else ""
        name = f"{quote.printed}: {printable(title)}" if title else quote.printed
        click.echo("\n" + heading(wrapped(f"Official text, {name}")))
        if quote.warning:
            click.echo(wrapped(f"! {quote.warning}", "  ", ""))
        for line in quote.lines:
            indent = "  " * (line.depth + 1)
            if text := printable(line.words):
                click.echo(wrapped(text, indent + "  ", indent))
        if quote.added:
            click.echo(wrapped(f"! Added since, not in this text: {', '.join(quote.added)}"))
        for number, note in quote.footnotes:
            click.echo(wrapped(f"[fn:{number}] {printable(note)}", "    ", "  "))
    for quote in official.quotes[:1]:
        language = f", {quote.language.upper()}" if quote.language else ""
        source = printable(f"{quote.source}, text of {quote.date}{language}")
        click.echo("\n" + wrapped(f"Source: {source}; imported file SHA-256 {quote.digest}"))
        click.echo(wrapped(quote.notice))
    return bool(official.quotes or official.problems)
