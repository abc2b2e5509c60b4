"""``conformity status``."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import bar, bold, folder_argument, heading, printable, show_json, wrapped
from compliance.cli.deadlines import show_to_ask
from compliance.cli.sign import show_sign_off
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.language.words import counted
from compliance.services.clock import today

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from compliance.services.editions.load import Editions
    from compliance.storage.opened import OpenAssessment
    from compliance.storage.workspace import Binder, Workspace
    from compliance.views.reports import Progress


@click.command(short_help="Show how far an assessment is.")
@folder_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def status(ctx: click.Context, folder: Path, form: str) -> None:
    """Show how far the assessment in DIR is; for a workspace, a line for each one in it.

    One that cannot be read is named, and the others are shown. What a line says is kept
    in the workspace until something changes; JSON holds more, and reads each assessment.
    """
    from compliance.storage.locate import binder_at, workspace_at

    binder, workspace = binder_at(folder), workspace_at(folder)
    single = binder.exists() or not folder.is_dir() or not workspace.names()
    if form == "json":
        ctx.exit(_show_json([binder] if single else None, workspace))
    if single:
        _show(binder)
    else:
        ctx.exit(_show_table(workspace))


def _show_table(workspace: Workspace) -> int:
    """Print a line for each assessment; the exit status."""
    from compliance.cli.table import table
    from compliance.services.look.summaries import survey
    from compliance.views.board_line import COLUMNS, board_line

    with bar("Reading") as progress:
        found = survey(workspace, today(), progress)
    twice = Counter(item.title for item in found)
    rows = []
    for item in found:
        plain = item.title == item.name and twice[item.title] == 1
        title = item.title if plain else f"{item.title} ({item.name})"
        rows.append([printable(text) for text in board_line(title, item.summary)])
    first, *lines = table(COLUMNS, rows)
    click.echo(bold(first))
    for line in lines:
        click.echo(line)
    click.echo()
    one = f"conformity status {workspace.place}/NAME"
    click.echo(wrapped(f"{counted(len(found), 'assessment')}. One in full: {one}"))
    return _report({item.name: item.problems for item in found if item.problems})


def _show_json(single: list[Binder] | None, workspace: Workspace) -> int:
    """Print each assessment in full for machines; the exit status."""
    from compliance.services.editions.load import Editions
    from compliance.views.reports import Workspace as Report

    editions = Editions()
    told: list[Progress] = []
    unreadable: dict[str, tuple[Problem, ...]] = {}
    for item in single or map(workspace.binder, workspace.names()):
        try:
            told.append(_as_json(item, editions))
        except ConformityError as error:
            if single:
                raise
            unreadable[item.name] = error.problems
    show_json(Report(assessments=tuple(told), unreadable=tuple(unreadable)))
    return _report(unreadable)


def _report(unreadable: Mapping[str, Sequence[Problem]]) -> int:
    """Say on standard error why assessments cannot be read; the exit status."""
    from compliance.cli.main import report

    return max(
        (
            report(ProblemsError(replace(one, place=f"{name}/{one.place}") for one in problems))
            for name, problems in unreadable.items()
        ),
        default=0,
    )


def _as_json(binder: Binder, editions: Editions) -> Progress:
    from compliance.services.assess.open import open_binder
    from compliance.views import reports

    assessment = open_binder(binder, editions.load)
    upcoming = assessment.upcoming()
    return reports.status(assessment, today(), None if upcoming is None else upcoming.question.id)


def _show(binder: Binder) -> None:
    from compliance.cli.migrate import edition_notes
    from compliance.services.assess.open import open_binder
    from compliance.views.agenda import answered_by_role
    from compliance.views.deadline import days_to_ask

    assessment = open_binder(binder)
    state = assessment.state
    agenda = assessment.agenda
    click.echo(heading(f"{printable(state.begin.name)} ({state.begin.assessment})"))
    click.echo(_line(f"Folder      {assessment.place}"))
    click.echo(_line(f"Checklists  {state.begin.pack}, edition {state.edition}"))
    if assessment.catalogue.digest != state.edition_digest:
        since = "was migrated" if state.moves else "began"
        click.echo(_line(f"            (revised since the assessment {since})"))
    for line in edition_notes(assessment):
        click.echo(_line(f"            {line}"))
    click.echo(_line(f"Begun       {state.begun_at} by {printable(state.begun_by)}"))
    click.echo(_line(f"Changed     {state.changed_at}, {counted(state.seq, 'record')}"))
    click.echo(_line(f"Head        {state.head}"))
    click.echo(_line(f"Answered    {agenda.answered} of {agenda.total} questions that arise now"))
    for item in agenda.progress():
        line = f"  {item.answered:>4} of {item.total:<4} {item.title}"
        click.echo(wrapped(line, " " * 15, ""))
    for role in answered_by_role(assessment):
        line = f"  {role.answered:>4} of {role.total:<4} requirements as {role.title}"
        click.echo(wrapped(line, " " * 15, ""))
    if not state.is_organisation:
        _show_standing(assessment)
    if agenda.perhaps:
        on = "the systems" if state.is_organisation else "open answers"
        click.echo(wrapped(f"  {agenda.perhaps} more may arise, depending on {on}.", "  ", ""))
    show_to_ask(days_to_ask(assessment, today()))
    withdrawn = sum(bool(held.withdrawn) for held in state.evidence.values())
    superseded = len(state.evidence) - state.files - withdrawn
    files = counted(state.files, "file")
    files += f", {superseded} superseded" if superseded else ""
    files += f", {withdrawn} withdrawn" if withdrawn else ""
    click.echo(_line(f"Evidence    {files}"))
    _show_organisation(assessment)
    show_sign_off(assessment)
    for notice in assessment.store.notices:
        click.echo(f"note: {notice}", err=True)
    upcoming = assessment.upcoming()
    if upcoming is not None:
        click.echo(_line(f"Next        {upcoming.question.id}: {upcoming.question.ask}"))


def _show_standing(assessment: OpenAssessment) -> None:
    """Findings, what people still owe, and gaps, each counted apart."""
    from compliance.views.standing import view_standing

    standing = view_standing(assessment, today())
    for label, counts in (
        ("Findings", standing.counts),
        ("Still owed", standing.wants),
        ("Gaps", standing.gaps),
    ):
        parts = [f"{c.number} {c.mark.word.lower()}" for c in counts if c.number]
        click.echo(_line(f"{label:<12}{', '.join(parts) or 'none'}"))


def _show_organisation(assessment: OpenAssessment) -> None:
    """How the assessment stands to the organisation of its workspace."""
    from compliance.services.share.organisation import organisation_of
    from compliance.services.share.take_over import plan_take_over

    state = assessment.state
    taken = sum(given.origin is not None for given in state.answers.values())
    if taken:
        click.echo(_line(f"Taken over  {counted(taken, 'answer')} from the organisation"))
    if state.is_organisation:
        return
    try:
        source = organisation_of(assessment.binder)
        waiting = None if source is None else plan_take_over(source, assessment)
    except ConformityError as error:
        click.echo(_line(f"note: not compared with the organisation: {error}"), err=True)
        return
    if waiting is not None and waiting.records:
        click.echo(
            _line(
                f"Waiting     {counted(waiting.records, 'record')} of the organisation, see: "
                f"conformity organisation sync --dry-run {assessment.place}"
            )
        )
    if waiting is not None and waiting.kept:
        names = ", ".join(shared.question for shared in waiting.kept)
        click.echo(_line(f"Differs     from the organisation in {names}"))


def _line(text: str) -> str:
    """A line of the table; what does not fit goes on under its second column."""
    return wrapped(text, " " * 12, "")
