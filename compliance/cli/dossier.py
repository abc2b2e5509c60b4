"""``conformity dossier``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from compliance.cli.common import as_of_option, day_or_today, folder_argument
from compliance.errors import fail


@click.command(short_help="Write the PDF dossier.")
@folder_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.pdf",
    help="Where the dossier goes.",
)
@as_of_option
@click.option(
    "--quote-law",
    is_flag=True,
    help="Quote the imported official text of the provisions shown.",
)
def dossier(folder: Path, output: Path, as_of: datetime.date | None, *, quote_law: bool) -> None:
    """Write the conformity dossier of DIR as one PDF.

    While gaps are open its declaration of conformity is a draft, and says so.
    """
    from compliance.cli.common import bar
    from compliance.services.assess.open import open_assessment
    from compliance.services.issue_dossier import issue_dossier

    if output.is_dir():
        raise fail(str(output), "file.bad-name", "This is a folder.", "Name a file: -o x.pdf")
    assessment = open_assessment(folder)
    with bar("Writing the dossier") as progress:
        size = issue_dossier(
            assessment,
            output,
            as_of=day_or_today(as_of),
            quote_law=quote_law,
            progress=progress,
        )
    click.echo(f"Wrote {output} ({size:,} bytes)")
    click.echo(f"Journal head {assessment.head}")
    click.echo(f"Verify it with: conformity verify {output} {folder}")
