"""``conformity new``."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    bar,
    by_option,
    find_author,
    folder_argument,
    heading,
    pack_option,
    printable,
    wrapped,
)
from compliance.errors import ConformityError
from compliance.language.words import counted
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.services.assess.start import Started
    from compliance.storage.opened import OpenAssessment
    from compliance.storage.workspace import Binder


@click.command(short_help="Begin an assessment in a new folder.")
@folder_argument
@pack_option
@click.option("--name", metavar="TEXT", help="Name of the assessment (folder name).")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers and evidence to begin with (YAML).",
)
@click.option(
    "--model",
    metavar="NAME",
    is_flag=False,
    flag_value="",
    help="Begin with public claims about a model; without a name, list the models.",
)
@click.option(
    "--without-organisation", is_flag=True, help="Take no answers of the organisation over."
)
@by_option
def new(
    folder: Path,
    pack: str | None,
    name: str | None,
    answers: Path | None,
    model: str | None,
    by: str | None,
    *,
    without_organisation: bool,
) -> None:
    """Begin an assessment in the new or empty folder DIR.

    Several assessments lie side by side in one workspace folder, one folder each. Where
    the workspace has an organisation, its answers are taken over.
    """
    from compliance.services.assess.start import prepare, start_assessment
    from compliance.storage.locate import binder_at

    if model == "":
        _list_models(pack)
        return
    # What is wrong with the file is said before a folder is made.
    beginning = prepare(pack, answers=answers, model=model)
    binder = binder_at(folder)
    shared = None if without_organisation else _organisation(binder, beginning.pack)
    author = find_author(by)
    with bar("Recording") if answers else contextlib.nullcontext() as progress:
        started = start_assessment(
            binder,
            beginning,
            name=name if name is not None else folder.resolve().name,
            by=author,
            at=now(),
            progress=progress,
        )
    _tell(folder, started)
    if shared is not None:
        _take_over(shared, started.assessment, author)
    click.echo(f"Next: conformity ask {folder}")


def _list_models(pack: str | None) -> None:
    """Print every model that claims are known about, by its maker."""
    from compliance.services.assess.seed_models import by_maker

    for maker in by_maker(pack):
        click.echo(heading(maker.name))
        for key, title in maker.models:
            click.echo(f"  {key:<22} {title}")
    click.echo("\nBegin with one: conformity new DIR --model NAME")


def _take_over(shared: OpenAssessment, assessment: OpenAssessment, author: str) -> None:
    """Take the answers of the organisation over and say so."""
    from compliance.cli.organisation import summary_line
    from compliance.services.share.take_over import take_over

    taken = take_over(shared, assessment, by=author, at=now())
    for problem in taken.refused.values():
        click.echo(f"not taken over: {printable(str(problem))}", err=True)
    click.echo(wrapped(f"Organisation: {summary_line(taken, done=True)}"))
    if taken.answers:
        click.echo(wrapped("Check that these answers hold for this system too."))


def _organisation(binder: Binder, pack: str) -> OpenAssessment | None:
    """The organisation beside a new assessment, if it follows the same law.

    Raises:
        ConformityError: its journal cannot be trusted.
    """
    from compliance.services.share.organisation import organisation_of

    try:
        found = organisation_of(binder)
    except ConformityError:
        click.echo("note: --without-organisation begins without it.", err=True)
        raise
    if found is not None and found.state.begin.pack != pack:
        click.echo(f"note: the organisation beside it follows {found.state.begin.pack}.")
        return None
    return found


def _tell(folder: Path, started: Started) -> None:
    begin, done = started.assessment.state.begin, started.imported
    name = printable(begin.name)
    click.echo(f"Began assessment {begin.assessment} “{name}” in {folder}")
    click.echo(f"Checklists: {begin.pack}, edition {begin.edition}")
    if started.claims is not None:
        known, unknown = started.claims
        click.echo(
            wrapped(
                f"{known} public claims about the model wait to be confirmed, as their questions "
                f"arise, and are no answers before; {unknown} things nobody states. What waits: "
                f"conformity confirm {folder}"
            )
        )
    if done is not None:
        click.echo(
            f"Recorded {counted(done.recorded, 'answer')} and "
            f"{counted(done.evidence, 'piece', 'pieces')} of evidence."
        )
