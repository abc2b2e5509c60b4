"""``conformity new``."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import by_option, find_author, folder_argument, now, printable
from compliance.data.numbers import counted
from compliance.errors import ConformityError

if TYPE_CHECKING:
    from compliance.assessment.records import Begin
    from compliance.services.import_answers import Imported


@click.command(short_help="Begin an assessment in a new folder.")
@folder_argument
@click.option("--pack", default="eu-ai-act", show_default=True, help="Checklists.")
@click.option("--name", metavar="TEXT", help="Name of the assessment (folder name).")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers and evidence to begin with (YAML).",
)
@click.option("--model", metavar="NAME", help="Begin with public claims about a model.")
@by_option
def new(
    folder: Path,
    pack: str,
    name: str | None,
    answers: Path | None,
    model: str | None,
    by: str | None,
) -> None:
    """Begin an assessment in the new or empty folder DIR.

    Several assessments lie side by side in one workspace folder, one folder each.
    """
    from compliance.cli.progress import bar  # noqa: PLC0415
    from compliance.data.yaml_lines import read_text  # noqa: PLC0415
    from compliance.services.begin_assessment import (  # noqa: PLC0415
        abandon,
        begin_assessment,
    )
    from compliance.services.import_answers import import_answers  # noqa: PLC0415
    from compliance.services.seed_models import (  # noqa: PLC0415
        read_model,
        seed_model,
    )

    if answers is not None:
        read_text(answers)  # a wrong path must not leave a folder behind
    claims = None if model is None else read_model(pack, model)
    author = find_author(by)
    assessment = begin_assessment(
        folder,
        assessment_id=f"CA-{now():%Y%m%d}-{secrets.token_hex(3).upper()}",
        name=name if name is not None else folder.resolve().name,
        pack=pack,
        by=author,
        at=now(),
    )
    seeded = done = None
    try:
        if claims is not None:
            seeded = seed_model(assessment, claims, by=author, at=now())
        if answers is not None:
            with bar("Recording") as progress:
                done = import_answers(
                    assessment, answers, by=author, at=now(), progress=progress
                )
    except ConformityError:
        abandon(assessment)
        raise
    _tell(folder, assessment.state.begin, seeded, done)


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
    click.echo(f"Next: conformity ask {folder}")
