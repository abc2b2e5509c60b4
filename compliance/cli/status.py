"""``conformity status``."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.cli.common import folder_argument, heading, printable, wrapped
from compliance.data.numbers import counted


@click.command(short_help="Show how far an assessment is.")
@folder_argument
def status(folder: Path) -> None:
    """Show how far the assessment in DIR is; for a workspace, each one in it."""
    from compliance.services.open_assessment import is_assessment  # noqa: PLC0415

    inside = (
        [path for path in sorted(folder.iterdir()) if is_assessment(path)]
        if folder.is_dir() and not is_assessment(folder)
        else []
    )
    for path in inside or [folder]:
        _show(path)


def _show(folder: Path) -> None:
    from compliance.assessment.session import build_agenda  # noqa: PLC0415
    from compliance.services.open_assessment import open_assessment  # noqa: PLC0415

    assessment = open_assessment(folder)
    state = assessment.state
    agenda = build_agenda(assessment.catalogue, state)
    progress = agenda.progress()
    answered = sum(item.answered for item in progress)
    total = sum(item.total for item in progress)
    click.echo(heading(f"{printable(state.begin.name)} ({state.begin.assessment})"))
    click.echo(_line(f"Folder      {folder}"))
    click.echo(_line(f"Checklists  {state.begin.pack}, edition {state.begin.edition}"))
    if assessment.catalogue.digest != state.begin.edition_digest:
        click.echo(_line("            (revised since the assessment began)"))
    click.echo(_line(f"Begun       {state.begun_at} by {printable(state.begun_by)}"))
    click.echo(_line(f"Changed     {state.changed_at}, {counted(state.seq, 'record')}"))
    click.echo(_line(f"Head        {state.head}"))
    click.echo(_line(f"Answered    {answered} of {total} questions that arise now"))
    for item in progress:
        line = f"  {item.answered:>4} of {item.total:<4} {item.title}"
        click.echo(wrapped(line, " " * 15, ""))
    maybe = sum(1 for item in agenda.items if not item.certain)
    if maybe:
        click.echo(
            wrapped(f"  {maybe} more may arise, depending on open answers.", "  ", "")
        )
    click.echo(_line(f"Evidence    {len(state.evidence)} files"))
    for notice in assessment.store.notices:
        click.echo(f"note: {notice}", err=True)
    upcoming = agenda.next_open()
    if upcoming is not None:
        click.echo(_line(f"Next        {upcoming.question.id}: {upcoming.question.ask}"))


def _line(text: str) -> str:
    """A line of the table; what does not fit goes on under its second column."""
    return wrapped(text, " " * 12, "")
