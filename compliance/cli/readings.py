"""``conformity readings``."""

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
    mark_text,
    printable,
    show_json,
    wrapped,
)

if TYPE_CHECKING:
    from compliance.views.reading import QuestionView, ReadingView


@click.command(short_help="Show open readings of the law, and what each changes.")
@folder_argument
@as_of_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def readings(folder: Path, as_of: datetime.date | None, form: str) -> None:
    """Show where the law can be read in several ways that matter for DIR.

    Of each reading: what speaks for it and against it, what follows, and what it would
    change here. Choose one with: conformity answer DIR QUESTION READING
    """
    from compliance.services.assess.open import open_assessment
    from compliance.views.reading import view_readings

    assessment, day = open_assessment(folder), day_or_today(as_of)
    if form == "json":
        from compliance.views import reports

        show_json(reports.readings(assessment, day))
        return
    found = view_readings(assessment, day)
    click.echo(heading(f"Readings of the law as of {day}"))
    click.echo(wrapped(found.lead, "  "))
    for question in found.questions:
        _show(question)
    for words, titles in (
        ("May arise, depending on open answers", found.perhaps),
        ("Does not arise here", found.idle),
    ):
        for title in titles:
            click.echo("\n" + wrapped(f"{words}: {title}", "    ", ""))


def _show(question: QuestionView) -> None:
    click.echo("\n" + heading(question.title))
    click.echo(wrapped(f"{question.provisions} ({question.fact})", "  "))
    click.echo(wrapped(f"{mark_text(question.mark)}. {printable(question.choice)}", "    ", "  "))
    click.echo(wrapped(question.stake, "  "))
    for reading in question.readings:
        _show_reading(reading)


def _show_reading(reading: ReadingView) -> None:
    chosen = ", chosen" if reading.chosen else ""
    click.echo("\n" + wrapped(f"{reading.title} ({reading.id}{chosen})", "    ", first="  - "))
    for word, text in (
        ("For it", reading.argument),
        ("Against it", reading.counter),
        ("What follows", reading.follows),
        ("Here", " ".join((reading.bind, *reading.here))),
        *(("Note", notice) for notice in reading.notices),
    ):
        if text:
            click.echo(wrapped(f"{word}: {text}", "      ", first="    "))
