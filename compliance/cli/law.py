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
    pack_option,
    printable,
    wrapped,
)
from compliance.cli.impact import impact
from compliance.services.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.checklist.catalogue import Catalogue
    from compliance.law.official.text import Quote, QuotedLine

if TYPE_CHECKING:
    from collections.abc import Collection

    from compliance.law.outline import Outline
    from compliance.law.timeline import Rule, Timeline

MANY_ALIKE = 5
MOST_LISTED = 200


@click.group(short_help="Show provisions and dates of application.")
def law() -> None:
    """Show provisions and dates of application; import the official text."""


@law.command()
@click.argument("provision")
@pack_option
def show(provision: str, pack: str | None) -> None:
    """Show one PROVISION: heading, dates, and what the checklists ask of it."""
    from compliance.checklist.loader import load_catalogue
    from compliance.services.official_law.quote import show_provision

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
    _dates(catalogue.timeline, found.rules)
    if found.requirements:
        click.echo("\n" + heading("Asked for by the checklists"))
    for requirement in found.requirements:
        click.echo(wrapped(f"{requirement.id}: {requirement.title}", "      ", "  "))
    if found.conclusions:
        click.echo("\n" + heading("Decides about"))
    for conclusion in found.conclusions:
        click.echo(wrapped(f"{conclusion.id}: {conclusion.title}", "      ", "  "))
    if not show_official(catalogue, [found.provision.id]) and catalogue.law.authentic:
        click.echo("\n" + wrapped(catalogue.law.authentic))


def _dates(timeline: Timeline, rules: Collection[Rule]) -> None:
    if not rules:  # what only explains the law does not apply
        return
    click.echo("\n" + heading("Applies from"))
    for rule in rules:
        reading = timeline.reading_title(rule.reading)
        line = f"{rule.from_}  {rule.title}" + (f" (reading: {reading})" if reading else "")
        click.echo(wrapped(line, "              ", "  "))


@law.command()
@as_of_option
@pack_option
def dates(as_of: datetime.date | None, pack: str | None) -> None:
    """Show from when what applies, with the source of each date."""
    from compliance.checklist.loader import load_catalogue

    catalogue = load_catalogue(pack)
    day = day_or_today(as_of)
    law_state = catalogue.law
    click.echo(heading(f"{law_state.short_name} as it stands on {law_state.state}"))
    click.echo(f"On {day}:")
    for rule, applies in catalogue.timeline.as_of(day, catalogue.outline.order):
        mark = "applies" if applies else "waits  " if rule.event else "not yet"
        line = f"{rule.from_}  {mark}  {rule.title}"
        click.echo("\n" + wrapped(line, " " * 23, "  "))
        if rule.event:
            click.echo(wrapped(f"not before this day, and from {rule.event} on", " " * 12))
        if rule.reading:
            title = catalogue.timeline.reading_title(rule.reading)
            click.echo(wrapped(f"only in the reading “{title}”", " " * 12))
        basis = catalogue.outline.printed(*rule.basis)
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
    from compliance.checklist.loader import load_catalogue
    from compliance.services.official_law.import_law import import_law

    catalogue = load_catalogue(pack)
    done = import_law(catalogue, path, at=now(), source=source, day=day)
    text, outline = done.text, catalogue.outline
    click.echo(heading(printable(f"{text.source}, text of {text.date}")))
    click.echo(f"{len(text.provisions)} provisions read from {len(text.files)} files.")
    click.echo(f"{len(done.found)} of the {len(outline)} provisions in the outline found.")
    _ids("Added or renumbered by amendments since", done.added_since, outline)
    _ids("Missing", done.missing, outline)
    _ids("Not in the outline", done.unknown, outline)
    for problem in done.warnings:
        click.echo(wrapped(printable(f"warning: {problem}"), "  ", ""), err=True)
    click.echo(f"Kept in {done.path}")


def _ids(title: str, ids: tuple[str, ...], outline: Outline) -> None:
    """List provisions; what lies inside a listed one is counted, not listed."""
    if not ids:
        return
    listed = set(ids)
    outermost = [known for known in ids if outline.parent(known) not in listed]
    for name in filter(None, dict.fromkeys(map(outline.explanations, outermost))):
        alike = [known for known in outermost if outline.explanations(known) == name]
        if len(alike) > MANY_ALIKE:
            outermost = [known for known in outermost if known not in alike]
            span = f"{alike[0]} to {alike[-1]} ({len(alike)} {name.lower()})"
            outermost.insert(0, span)
    shown = ", ".join(outermost[:MOST_LISTED])
    more = len(outermost) - MOST_LISTED
    tail = f", and {more} more" if more > 0 else ""
    click.echo(wrapped(f"{title} ({len(ids)}): {printable(shown)}{tail}", "  ", ""))


law.add_command(impact)


HOW = "No official text is imported. Import it with: conformity law import FILE"
NO_IMPORTER = "The official text of this law cannot be imported."


def show_official(catalogue: Catalogue, provisions: Iterable[str]) -> bool:
    """Show the official text of provisions; says whether one is imported.

    What is kept but cannot be read is reported, and is no reason to stop.
    """
    from compliance.errors import ConformityError
    from compliance.services.official_law.quote import official_quotes

    try:
        quotes = official_quotes(catalogue, provisions)
    except ConformityError as error:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        return True
    for quote in quotes:
        _show_quote(quote)
    if quotes:
        _show_source(quotes[0])
    return bool(quotes)


def _show_quote(quote: Quote) -> None:
    title = quote.lines[0].title if quote.lines else ""
    name = f"{quote.printed}: {printable(title)}" if title else quote.printed
    click.echo("\n" + heading(wrapped(f"Official text, {name}")))
    if quote.warning:
        click.echo(wrapped(f"! {quote.warning}", "  ", ""))
    for line in quote.lines:
        _show_line(line)
    if quote.added:
        click.echo(wrapped(f"! Added since, not in this text: {', '.join(quote.added)}"))
    for number, note in quote.footnotes:
        click.echo(wrapped(f"[fn:{number}] {printable(note)}", "    ", "  "))


def _show_line(line: QuotedLine) -> None:
    mark = f"[{line.remark}]" if line.remark else ""
    title = line.title if line.depth else ""
    label = line.label if line.depth or not line.title else ""
    parts = [label, mark, title, line.text]
    text = printable(" ".join(part for part in parts if part))
    if text:
        indent = "  " * (line.depth + 1)
        click.echo(wrapped(text, indent + "  ", indent))


def _show_source(quote: Quote) -> None:
    language = f", {quote.language.upper()}" if quote.language else ""
    source = printable(f"{quote.source}, text of {quote.date}{language}")
    click.echo("\n" + wrapped(f"Source: {source}; imported file SHA-256 {quote.digest}"))
    click.echo(wrapped(quote.notice))
