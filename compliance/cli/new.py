"""``conformity new``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    bar,
    by_option,
    find_author,
    folder_argument,
    pack_option,
    printable,
    wrapped,
)
from compliance.errors import ConformityError
from compliance.language.words import counted
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.assessment.journal.records import Begin
    from compliance.services.assess.import_answers import Imported
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
@click.option("--model", metavar="NAME", help="Begin with public claims about a model.")
@click.option(
    "--without-organisation",
    is_flag=True,
    help="Take no answers of the organisation over.",
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
    from compliance.checklist.loader import usual_pack
    from compliance.services.assess.answers_file import read_answers
    from compliance.services.assess.begin import abandon, begin_assessment, fresh_id
    from compliance.services.assess.import_answers import import_answers
    from compliance.services.assess.seed_models import read_model, seed_model
    from compliance.storage.locate import binder_at

    pack = usual_pack() if pack is None else pack
    # What is wrong with the file is said before a folder is made.
    read = None if answers is None else read_answers(answers)
    claims = None if model is None else read_model(pack, model)
    binder = binder_at(folder)
    shared = None if without_organisation else _organisation(binder, pack)
    author = find_author(by)
    assessment = begin_assessment(
        binder,
        assessment_id=fresh_id("CA", now()),
        name=name if name is not None else folder.resolve().name,
        pack=pack,
        by=author,
        at=now(),
    )
    seeded = done = None
    try:
        if claims is not None:
            seeded = seed_model(assessment, claims, by=author, at=now())
        if read is not None:
            with bar("Recording") as progress:
                done = import_answers(assessment, read, by=author, at=now(), progress=progress)
    except ConformityError:
        abandon(assessment)
        raise
    _tell(folder, assessment.state.begin, seeded, done)
    if shared is not None:
        _take_over(shared, assessment, author)
    click.echo(f"Next: conformity ask {folder}")


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


def _tell(
    folder: Path, begin: Begin, seeded: tuple[int, int] | None, done: Imported | None
) -> None:
    name = printable(begin.name)
    click.echo(f"Began assessment {begin.assessment} “{name}” in {folder}")
    click.echo(f"Checklists: {begin.pack}, edition {begin.edition}")
    if seeded is not None:
        click.echo(
            f"Recorded {seeded[0]} public claims about the model to be confirmed; "
            f"{seeded[1]} things are unknown."
        )
    if done is not None:
        click.echo(
            f"Recorded {counted(done.recorded, 'answer')} and "
            f"{counted(done.evidence, 'piece', 'pieces')} of evidence."
        )
