"""``conformity evidence add|list|mark|withdraw``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from compliance.cli.common import Day, by_option, find_author, folder_argument, printable
from compliance.cli.evidence_read import read, show_found
from compliance.services.clock import now, today


@click.group(short_help="Attach, list and withdraw evidence.")
def evidence() -> None:
    """Attach, list and withdraw evidence."""


evidence.add_command(read)


@evidence.command()
@folder_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", required=True, help="Kind of evidence, as the checklists name it.")
@click.option(
    "--supports",
    multiple=True,
    required=True,
    metavar="ID",
    help="Requirement or question it supports; may be repeated.",
)
@click.option("--collected", type=Day(), metavar="DATE", help="When it was made.")
@click.option("--expires", type=Day(), metavar="DATE", help="Until when it counts.")
@click.option("--note", default="", help="What it shows.")
@click.option(
    "--not-for-outside/--for-outside",
    "inside",
    default=None,
    help="Whether it stays out of packs for others; its kind decides where nothing is said.",
)
@by_option
def add(
    folder: Path,
    file: Path,
    kind: str,
    supports: tuple[str, ...],
    collected: datetime.date | None,
    expires: datetime.date | None,
    note: str,
    by: str | None,
    *,
    inside: bool | None,
) -> None:
    """Copy FILE into the locker of DIR and record what it supports."""
    from compliance.services.assess.attach_evidence import attach_evidence
    from compliance.services.assess.open import open_assessment
    from compliance.services.assess.read_evidence import read_if_known

    assessment = open_assessment(folder)
    names = [item for value in supports for item in value.split(",") if item]
    held, new = attach_evidence(
        assessment,
        file,
        kind=kind,
        supports=names,
        by=find_author(by, assessment),
        at=now(),
        collected=collected,
        expires=expires,
        note=note,
        inside=inside,
    )
    data = held.data
    verb = "Attached" if new else "Attached already:"
    click.echo(f"{verb} {data.evidence} {data.name}, {data.size} bytes")
    click.echo(f"SHA-256 {data.sha256}")
    found, problems = read_if_known(assessment, data.evidence, by=held.by, at=now())
    if found is not None:
        show_found(assessment, folder, found)
    for problem in problems:
        click.echo(printable(f"note: {problem}"))


@evidence.command(name="list")
@folder_argument
def list_(folder: Path) -> None:
    """List the evidence of DIR."""
    from compliance.services.assess.open import open_assessment
    from compliance.views.evidence import view_evidence

    assessment = open_assessment(folder)
    if not assessment.state.evidence:
        click.echo("No evidence yet.")
    for held in assessment.state.evidence.values():
        line, data = view_evidence(assessment, held, today()), held.data
        click.echo(f"{data.evidence}  {printable(data.name)}  ({line.kind})")
        click.echo(f"         supports {', '.join(data.supports)}")
        dates = f"collected {data.collected or 'not said'}"
        dates += f", expires {data.expires}" if data.expires else ""
        click.echo(f"         {dates}, attached {held.at} by {printable(held.by)}")
        click.echo(f"         {line.mark.glyph} {printable(line.told)}")
        if line.inside:
            click.echo("         not for outside")
        click.echo(f"         SHA-256 {data.sha256}")


@evidence.command()
@folder_argument
@click.argument("number", metavar="EV-NUMBER")
@click.option("--not-for-outside/--for-outside", "inside", required=True, help="What it is.")
@click.option("--reason", default="", help="Why.")
@by_option
def mark(folder: Path, number: str, reason: str, by: str | None, *, inside: bool) -> None:
    """Record whether a file may be handed to others.

    What is not for outside is named in papers and in the index of a pack, with its digest,
    and stays out of the pack.
    """
    from compliance.services.assess.attach_evidence import mark_evidence
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    author = find_author(by, assessment)
    new = mark_evidence(assessment, number, inside=inside, reason=reason, by=author, at=now())
    word = "Not for outside" if inside else "For outside"
    click.echo(f"{word}{'' if new else ' already'}: {number}")


@evidence.command()
@folder_argument
@click.argument("number", metavar="EV-NUMBER")
@click.option("--reason", required=True, help="Why it no longer counts.")
@by_option
def withdraw(folder: Path, number: str, reason: str, by: str | None) -> None:
    """Record that evidence no longer counts; its file stays in the locker."""
    from compliance.services.assess.attach_evidence import withdraw_evidence
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    withdraw_evidence(assessment, number, reason=reason, by=find_author(by, assessment), at=now())
    click.echo(f"Withdrawn: {number}")
