"""``conformity verify``."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.language.words import counted

CHANGED = 1


@click.command(short_help="Verify a dossier or an assessment folder.")
@click.argument(
    "targets",
    metavar="FILE.pdf|DIR...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@click.pass_context
def verify(ctx: click.Context, targets: tuple[Path, ...]) -> None:
    """Verify a dossier alone, a folder alone, or one against the other.

    Checks the chain of the journal, the digests of the evidence, and that the
    record in the PDF follows from the journal in it. Works offline. Exit status:
    0 nothing was found changed, 1 something was changed, 2 the input cannot be
    used. Where the checklists of a dossier are not installed, its findings cannot be
    computed again: the status is still 0, and the last line says so.
    """
    from compliance.services.verify.dossier import verify as run

    result = run(list(targets))
    for line in result.checked:
        click.echo(f"ok: {line}")
    for line in result.notes:
        click.echo(f"note: {line}")
    for problem in result.problems:
        click.echo(f"changed: {problem}")
    not_done = ", ".join(result.not_recomputed)
    if result.intact and not_done:
        click.echo(
            f"Nothing was found changed, but the findings of {not_done} were not "
            "recomputed; the note says why."
        )
    elif result.intact:
        click.echo("Nothing was found changed.")
    else:
        click.echo(f"{counted(len(result.problems), 'problem')}: this is not as it was written.")
    ctx.exit(0 if result.intact else CHANGED)
