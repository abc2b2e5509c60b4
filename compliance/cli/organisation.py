"""``conformity organisation begin|sync``: what the systems of a workspace share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import by_option, find_author, heading, pack_option, printable, wrapped
from compliance.errors import UNUSABLE_INPUT, ConformityError
from compliance.language.words import counted
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.services.assess.import_answers import Imported
    from compliance.services.share.take_over import TakenOver
    from compliance.storage.opened import OpenAssessment
    from compliance.storage.workspace import Binder
    from compliance.views.answer import AnswerView

workspace_argument = click.argument(
    "workspace", metavar="WORKSPACE", type=click.Path(path_type=Path)
)


@click.group(short_help="Answer once for all systems of a workspace.")
def organisation() -> None:
    """Answer once for all systems of a workspace.

    A workspace is a folder with assessments side by side. Its organisation lies among
    them as WORKSPACE/organisation; ask, answer, evidence, review, note, history, status
    and verify work on it as on an assessment.
    """


@organisation.command()
@workspace_argument
@pack_option
@click.option("--name", metavar="TEXT", help="Name of the record (folder name).")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers and evidence to begin with (YAML).",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Begin with what this assessment answers organisation-wide.",
)
@by_option
def begin(
    workspace: Path,
    pack: str | None,
    name: str | None,
    answers: Path | None,
    source: Path | None,
    by: str | None,
) -> None:
    """Begin the record of the organisation in WORKSPACE."""
    from compliance.services.assess.answers_file import read_answers
    from compliance.services.assess.open import open_assessment
    from compliance.services.assess.start import start_organisation
    from compliance.storage.locate import workspace_at

    # What is wrong with the file is said before a folder is made.
    read = None if answers is None else read_answers(answers)
    origin = None if source is None else open_assessment(source)
    started = start_organisation(
        workspace_at(workspace),
        name=name if name is not None else workspace.resolve().name,
        pack=pack,
        by=find_author(by),
        at=now(),
        file=read,
        source=origin,
    )
    _tell_begun(workspace, started.assessment, started.imported, started.taken)


def _tell_begun(
    workspace: Path, made: OpenAssessment, done: Imported | None, taken: TakenOver | None
) -> None:
    begun = made.state.begin
    name = printable(begun.name)
    click.echo(f"Began organisation {begun.assessment} “{name}” in {made.place}")
    click.echo(f"Checklists: {begun.pack}, edition {begun.edition}")
    if done is not None:
        evidence = counted(done.evidence, "piece", "pieces")
        click.echo(f"Recorded {counted(done.recorded, 'answer')} and {evidence} of evidence.")
    if taken is not None:
        show_taken(made, taken)
    click.echo(f"Next: conformity ask {made.place}")
    click.echo(f"Then: conformity organisation sync {workspace}")


@organisation.command()
@click.argument("folder", metavar="DIR|WORKSPACE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what would be taken over.")
@click.option(
    "--replace",
    multiple=True,
    metavar="ID",
    help="Replace the differing answer to this question too; may be repeated.",
)
@by_option
@click.pass_context
def sync(
    ctx: click.Context, folder: Path, replace: tuple[str, ...], by: str | None, *, dry_run: bool
) -> None:
    """Take answers of the organisation over into the assessment DIR.

    For a WORKSPACE, into each assessment in it. Answers that an assessment gave by
    itself stay, unless --replace names them. Doing it again changes nothing.
    """
    from compliance.cli.main import report
    from compliance.services.share.organisation import open_organisation, systems_in
    from compliance.storage.locate import binder_at, workspace_at

    binder, workspace = binder_at(folder), workspace_at(folder)
    single = binder.exists() or not folder.is_dir()
    author = "" if dry_run else find_author(by)
    names = [item for value in replace for item in value.split(",") if item]
    worst = 0
    for item in [binder] if single else systems_in(workspace):
        try:
            worst = max(worst, _sync_one(item, author, names))
        except ConformityError as error:
            if single:
                raise
            worst = max(worst, report(error))
    if not single and not systems_in(workspace):
        open_organisation(workspace)
        click.echo("There is no assessment in this workspace yet.")
    ctx.exit(worst)


def _sync_one(binder: Binder, author: str, replace: list[str]) -> int:
    """Take over into one assessment; nothing is written where no author is given."""
    from compliance.services.assess.open import open_binder
    from compliance.services.share.organisation import open_organisation
    from compliance.services.share.take_over import plan_take_over, take_over

    target = open_binder(binder)
    target.require_system()
    source = open_organisation(binder.workspace)
    click.echo(heading(f"{printable(target.state.begin.name)} ({target.place})"))
    if author:
        taken = take_over(source, target, by=author, at=now(), replace=replace)
    else:
        taken = plan_take_over(source, target, replace)
    show_taken(target, taken, done=bool(author))
    damaged = any(item.code.startswith("evidence.") for item in taken.refused.values())
    return UNUSABLE_INPUT if damaged else 0


def show_taken(target: OpenAssessment, taken: TakenOver, *, done: bool = True) -> None:
    """Show what was, or would be, taken over, and what differs."""
    from compliance.views.answer import view_answer

    for shared in taken.answers:
        line = f"{shared.question}: {quoted(view_answer(target, shared.question, shared.theirs))}"
        if shared.mine is not None:
            line += f"; until now {quoted(view_answer(target, shared.question, shared.mine))}"
        click.echo(wrapped(line, "    ", "  "))
    for item in taken.evidence:
        line = f"{item.evidence} {printable(item.name)}: {', '.join(item.supports)}"
        click.echo(wrapped(line, "    ", "  "))
    for linked in taken.linked:
        line = f"{linked.evidence} also supports: {', '.join(linked.add)}" if linked.add else ""
        gone = f"{linked.evidence} no longer supports: {', '.join(linked.remove)}"
        for text in filter(None, (line, gone if linked.remove else "")):
            click.echo(wrapped(text, "    ", "  "))
    for number in taken.withdrawn:
        click.echo(wrapped(f"{number} withdrawn by the organisation", "    ", "  "))
    for review in taken.reviews:
        by = "" if review.origin is None else f" by {review.origin.by}"
        line = f"{review.requirement} {review.decision}{by}"
        click.echo(wrapped(printable(line), "    ", "  "))
    for shared in taken.kept:
        mine, theirs = (
            quoted(view_answer(target, shared.question, given))
            for given in (shared.mine, shared.theirs)
        )
        line = f"{shared.question} stays as answered here: {mine}; the organisation: {theirs}."
        click.echo(wrapped(f"{line} To replace it: --replace {shared.question}", "    ", "  "))
    for problem in taken.refused.values():
        click.echo(wrapped(f"not taken over: {printable(str(problem))}"), err=True)
    click.echo(wrapped(summary_line(taken, done=done)))


def usable_organisation(assessment: OpenAssessment) -> OpenAssessment | None:
    """The organisation beside an assessment; one that cannot be used is named and left out."""
    from compliance.services.share.organisation import organisation_of
    from compliance.services.share.take_over import plan_take_over

    if assessment.state.is_organisation:
        return None
    try:
        source = organisation_of(assessment.binder)
        if source is not None:
            plan_take_over(source, assessment)
    except ConformityError as error:
        click.echo(wrapped(f"note: the organisation is left out: {error}"), err=True)
        return None
    return source


LONGEST = 160


def quoted(answer: AnswerView) -> str:
    """An answer with who gave it and when, short enough for a line."""
    text = " ".join(answer.short.split())
    if answer.explanation:
        text = f"{text} ({' '.join(answer.explanation.split())})"
    if len(text) > LONGEST:
        text = text[:LONGEST].rstrip() + " ..."
    return printable(f"“{text}” by {answer.by}, {answer.at[:10]}")


def summary_line(taken: TakenOver, *, done: bool) -> str:
    """How much was, or would be, taken over."""
    parts = [text for kind, text in taken.counts.items() if kind != "withdrawn"]
    line = f"{'Took over' if done else 'Would take over'} {', '.join(parts)}."
    if not parts:
        line = "Nothing to take over."
    if taken.withdrawn:
        line += f" Withdrawn: {len(taken.withdrawn)}."
    if taken.kept:
        line += f" Answered differently here: {len(taken.kept)}."
    return line


def origin_line(answer: AnswerView) -> str:
    """Where an answer was taken over from, and by whom."""
    taken_by, taken_at = answer.taken
    return printable(
        f"From {answer.origin} ({answer.journal}), by {answer.by}, {answer.at}; "
        f"taken over by {taken_by}, {taken_at}."
    )
