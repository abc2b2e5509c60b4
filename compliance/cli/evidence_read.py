"""``conformity evidence read``: what files say, checked and put forward to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    heading,
    printable,
    wrapped,
)
from compliance.language.words import counted
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.services.assess.keep_evidence import Kept
    from compliance.services.assess.read_evidence import Found
    from compliance.storage.opened import OpenAssessment

MANY = 12
"""Figures that are listed; the rest is counted."""


@click.command(short_help="Read files of results and descriptions.")
@folder_argument
@click.argument("numbers", metavar="[EV-NUMBER]...", nargs=-1)
@click.option("--adapter", default="", metavar="NAME", help="Read it as this format.")
@by_option
def read(folder: Path, numbers: tuple[str, ...], adapter: str, by: str | None) -> None:
    """Read the files EV-NUMBER of DIR, or all whose format is known.

    What is looked at (finished? complete? of this model?) is recorded with the evidence.
    What a file says to a question waits to be confirmed, beside the answer that stands:
    conformity confirm DIR. The exit status is 1 where a file could not be read.
    """
    from compliance.errors import ConformityError
    from compliance.services.assess.open import open_assessment
    from compliance.services.assess.read_evidence import UNKNOWN, read_evidence

    assessment = open_assessment(folder)
    author, failed, known = find_author(by, assessment), False, 0
    evidence = assessment.state.evidence
    for number in numbers or [
        key for key, held in evidence.items() if held.is_current and held.data.held
    ]:
        try:
            found = read_evidence(assessment, number, by=author, at=now(), adapter=adapter)
        except ConformityError as error:
            if not numbers and error.code == UNKNOWN:
                continue
            failed = True
            for problem in error.problems:
                click.echo(printable(f"error: {problem}"), err=True)
            continue
        known += 1
        show_found(assessment, folder, found)
    if not numbers and not known and not failed:
        click.echo("No file here is of a format that is known.")
    raise SystemExit(1 if failed else 0)


def read_new(assessment: OpenAssessment, folder: Path, kept: Sequence[Kept], by: str) -> None:
    """Read files that were just taken in, where an adapter knows them, and say what is in them."""
    from compliance.services.assess.read_evidence import read_if_known

    for one in kept:
        if one.how != "new" or not one.held.data.held:
            continue
        found, problems = read_if_known(assessment, one.held.data.evidence, by=by, at=now())
        if found is not None:
            show_found(assessment, folder, found)
        for problem in problems:
            click.echo(printable(f"note: {problem}"))


def show_found(assessment: OpenAssessment, folder: Path, found: Found) -> None:
    """Print what reading a file came to."""
    from compliance.views.evidence_read import view_read

    view = view_read(assessment, assessment.state.evidence[found.evidence])
    if view is None:
        return
    again = "" if found.new else " (as before)"
    click.echo(heading(printable(f"{found.title}: {view.format}{again}")))
    for check in view.checks:
        said = f"{check.mark.glyph} {check.title}: {check.said}"
        click.echo(wrapped(printable(said), "    ", "  "))
    if view.void:
        click.echo(
            wrapped(printable(f"! It {view.void}. It counts no more than none."), "    ", "  ")
        )
    for figure in view.figures[:MANY]:
        n = f", n = {figure.counted}" if figure.counted else ""
        click.echo(wrapped(printable(f"{figure.name}: {figure.value}{n}"), "      ", "    "))
    if len(view.figures) > MANY:
        click.echo(f"    and {counted(len(view.figures) - MANY, 'more figure', 'more figures')}")
    _proposed(folder, found, view.waiting)


def _proposed(folder: Path, found: Found, waiting: int) -> None:
    """What it proposes, what is left, and how to go on."""
    for known in found.proposed:
        click.echo(wrapped(printable(f"proposes: {known}"), "    ", "  "))
    if found.known:
        texts = f"{counted(len(found.known), 'question')}: nothing new, or decided on before."
        click.echo(wrapped(texts, "    ", "  "))
    for one in found.left:
        said = f"not taken: {one.question}: “{one.said}”: {one.why} ({one.place})"
        click.echo(wrapped(printable(said), "    ", "  "))
    for check, questions in found.withheld.items():
        said = f"nothing is proposed to {counted(len(questions), 'question')}: {check} failed."
        click.echo(wrapped(said, "    ", "  "))
    for note in found.notes:
        click.echo(wrapped(printable(f"note: {note}"), "    ", "  "))
    for title in found.others:
        click.echo(wrapped(printable(f"note: it could also be read as {title}."), "    ", "  "))
    if waiting:
        click.echo(f"  {counted(waiting, 'question')} to confirm: conformity confirm {folder}")
