"""``conformity dossier`` and ``conformity verify``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from compliance.cli.common import as_of_option, day_or_today, folder_argument
from compliance.errors import UNUSABLE_INPUT, fail

CHANGED = 1
"""Most bytes of a certificate."""


@click.command(short_help="Write the dossier in two volumes.")
@folder_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.pdf",
    help="Where the proof goes, or the one volume that is wanted.",
)
@click.option(
    "--volume",
    type=click.Choice(["summary", "proof", "both"]),
    default="both",
    help="Which volumes to write; of both, the summary goes beside the proof.",
)
@as_of_option
@click.option(
    "--quote-law", is_flag=True, help="Quote the imported official text of the provisions shown."
)
@click.option(
    "--no-cache", is_flag=True, help="Neither use nor keep pages that were laid out before."
)
def dossier(
    folder: Path,
    output: Path,
    volume: str,
    as_of: datetime.date | None,
    *,
    quote_law: bool,
    no_cache: bool,
) -> None:
    """Write the conformity dossier of DIR: a summary, and the whole proof.

    The proof goes to FILE.pdf and carries the journal; the summary, for those who decide,
    goes beside it to FILE-summary.pdf. Both are checked with conformity verify.

    While gaps are open its declaration of conformity is a draft, and says so.

    Pages that were laid out are kept in the cache folder of your account, readable by
    nobody else, so that the next dossier lays out only what changed.
    """
    from compliance.cli.common import bar
    from compliance.services.assess.open import open_assessment
    from compliance.services.issue_dossier import issue_volumes

    if output.is_dir():
        raise fail(str(output), "file.bad-name", "This is a folder.", "Name a file: -o x.pdf")
    assessment = open_assessment(folder)
    with bar("Writing the dossier") as progress:
        written = issue_volumes(
            assessment,
            output,
            as_of=day_or_today(as_of),
            volumes=volume,
            quote_law=quote_law,
            keep=not no_cache,
            progress=progress,
        )
    for one in written:
        click.echo(f"Wrote {one.path} ({one.size:,} bytes), the {one.name}")
    click.echo(f"Journal head {assessment.head}")
    click.echo(f"Verify it with: conformity verify {output} {folder}")


@click.command(short_help="Verify a dossier or an assessment folder.")
@click.argument(
    "targets", metavar="FILE.pdf|DIR...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--trust",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="CERT.pem",
    help="Trust seals that rest on this certificate (may be given several times).",
)
@click.option(
    "--no-cache", is_flag=True, help="Neither use nor keep pages that were laid out before."
)
@click.pass_context
def verify(
    ctx: click.Context, targets: tuple[Path, ...], trust: tuple[Path, ...], *, no_cache: bool
) -> None:
    """Verify a dossier alone, a folder alone, or one against the other.

    Of a PDF: that nothing was added to the file or changed in it, the chain of the
    journal inside, that the record follows from it, and the pages, which are made
    again from the journal and compared. Of a folder: the chain, and the digests of
    the evidence. Of both: that each record could be recorded when it says. Works
    offline.

    Exit status: 0 nothing was found changed; 1 something was changed, or a seal rests on
    none of the certificates given with --trust; 2 the input cannot be used, or whether it
    was changed cannot be said here. Where only some of it could not be compared, that is
    said, the last line says so too, and the status is 0.
    """
    from compliance.cli.common import bar, printable
    from compliance.services.clock import now
    from compliance.services.seal.report import read_certificates
    from compliance.services.verify.dossier import verify as run
    from compliance.services.verify.sealed import Trust

    certificates = tuple(one for path in trust for one in read_certificates(path))
    with bar("Verifying") as progress:
        result = run(
            list(targets), trust=Trust(now(), certificates), keep=not no_cache, progress=progress
        )
    for line in result.checked:
        click.echo(printable(f"ok: {line}"))
    for problem in result.changed:
        click.echo(printable(f"changed: {problem}"))
    for problem in result.untrusted:
        click.echo(printable(f"not trusted: {problem}"))
    for line in result.notes:
        click.echo(printable(f"note: {line}"))
    for line in result.not_compared:
        click.echo(printable(f"not compared: {line}"))
    click.echo(printable(result.conclusion))
    if not result.intact:
        ctx.exit(CHANGED)
    ctx.exit(UNUSABLE_INPUT if result.unjudged else 0)
