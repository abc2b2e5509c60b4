"""``conformity evidence places``: where a document answers what is asked."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    heading,
    printable,
    wrapped,
)
from compliance.language.words import counted, day
from compliance.services.clock import now


@click.command(short_help="Show where a document answers what is asked.")
@folder_argument
@click.argument("number", metavar="EV-NUMBER")
@click.option(
    "--record", multiple=True, metavar="ID", help="Record the place of this; may be repeated."
)
@click.option("--all", "all_of_them", is_flag=True, help="Record every place that was found.")
@by_option
def places(
    folder: Path, number: str, record: tuple[str, ...], by: str | None, *, all_of_them: bool
) -> None:
    """Show under which headings the document EV-NUMBER of DIR answers which questions.

    Headings of PDF, Word and Markdown are compared with the words of the checklists; what
    stands under them is not read. With --record or --all the places that you looked at are
    recorded: the evidence supports the question, and a remark says where in it.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.services.assess.place_evidence import find_places, record_places

    assessment = open_assessment(folder)
    found = find_places(assessment, number)
    outline = found.outline
    click.echo(heading(printable(f"{found.title}: {outline.format}")))
    about = [f"“{outline.title}”"] if outline.title else []
    about += [f"version {outline.version}"] if outline.version else []
    about += [day(outline.day)] if outline.day else []
    about += [counted(outline.pages, "page")] if outline.pages else []
    about += [counted(len(outline.headings), "heading")]
    click.echo(wrapped(printable(", ".join(about)), "  ", "  "))
    for one in found.found:
        state = "✓" if one.said else "·"
        sure = f" ({one.sure})" if one.sure else ""
        click.echo(wrapped(printable(f"{state} {one.label}: {one.where}{sure}"), "    ", "  "))
        click.echo(printable(f"    {one.question}"))
    if found.lacking:
        names = "; ".join(found.lacking)
        click.echo(wrapped(printable(f"Named in no heading: {names}"), "    ", "  "))
    for note in outline.notes:
        click.echo(wrapped(printable(f"note: {note}"), "    ", "  "))
    wanted = tuple(one.question for one in found.found) if all_of_them else record
    if not wanted:
        return
    author = find_author(by, assessment)
    done = record_places(assessment, found, wanted, by=author, at=now())
    click.echo(f"Recorded {counted(len(done), 'place')}.")
