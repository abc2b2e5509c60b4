"""``conformity answer``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import by_option, find_author, folder_argument, show_lines
from compliance.errors import fail
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.assessment.journal.records import Answer
    from compliance.storage.opened import OpenAssessment


@click.command(short_help="Record one answer, or a file of answers.")
@folder_argument
@click.argument("question", metavar="[ID", required=False)
@click.argument("value", metavar="VALUE]", required=False)
@click.option("--explain", metavar="TEXT", default="", help="Explanation or reason.")
@click.option("--unknown", is_flag=True, help="Record that the answer is not known yet.")
@click.option(
    "--not-applicable",
    is_flag=True,
    help="Record that the question does not apply; give the reason with --explain.",
)
@click.option(
    "--confirm", is_flag=True, help="Confirm what a source or an earlier edition says to it."
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Record the answers of a YAML file; only what changed is appended.",
)
@click.option(
    "--seen", metavar="HEAD", help="Refuse if the question was answered after this journal head."
)
@by_option
def answer(
    folder: Path,
    question: str | None,
    value: str | None,
    explain: str,
    source: Path | None,
    seen: str | None,
    by: str | None,
    *,
    unknown: bool,
    not_applicable: bool,
    confirm: bool,
) -> None:
    """Record an answer without being asked.

    VALUE is an option (id or label), several options joined by commas, a text, a
    number or a date. Repeated groups are given in a file with --from.
    """
    from compliance.services.assess.open import find_head, open_assessment
    from compliance.services.assess.record_answer import build_answer, confirmation

    _check_arguments(question, value, source, unknown, not_applicable, confirm)
    assessment = open_assessment(folder)
    author = find_author(by, assessment)
    if source is not None:
        _import(assessment, source, author)
    elif confirm:
        kept = confirmation(assessment, str(question))
        _record(assessment, kept, "Confirmed", author, assessment.head)
    else:
        state = "unknown" if unknown else "given"
        state = "not-applicable" if not_applicable else state
        if seen is not None:
            seen = find_head(assessment, seen)
        built = build_answer(assessment, str(question), value, explanation=explain, state=state)
        _record(assessment, built, "Recorded", author, seen)
    for notice in assessment.store.notices:
        click.echo(f"note: {notice}", err=True)


def _check_arguments(
    question: str | None, value: str | None, source: Path | None, *flags: bool
) -> None:
    """Exactly one way of answering: a value, a flag, or a file."""
    ways = (value is not None) + sum(flags)
    if source is not None and question is None and ways == 0:
        return
    if source is None and question is not None and ways == 1:
        return
    raise fail(
        "conformity answer",
        "usage.arguments",
        "Give a question with one value, or a question with --unknown, "
        "--not-applicable or --confirm, or --from FILE alone.",
        "Example: conformity answer DIR system.name 'HireLens'",
    )


def _record(
    assessment: OpenAssessment, built: Answer, verb: str, by: str, seen: str | None
) -> None:
    from compliance.cli.organisation import usable_organisation
    from compliance.services.share.record_shared import record_where_it_belongs
    from compliance.views.shift import Watch

    watch = Watch(assessment)
    question = built.question
    wide = question in assessment.catalogue.organisation_wide
    source = usable_organisation(assessment) if wide else None
    outcome = record_where_it_belongs(
        source, assessment, built, whole=lambda: False, by=by, at=now(), seen=seen
    )
    if outcome == "unchanged":
        click.echo(f"Unchanged: {question}")
        return
    head = assessment.head[:16]
    click.echo(f"{verb} {question} as record {assessment.state.seq}, head {head}")
    if outcome == "shared":
        click.echo("It is the answer of the organisation, taken over.")
    elif source is not None:
        click.echo("It holds for this system only; the organisation's answer stays.")
    show_lines(watch.lines())


def _import(assessment: OpenAssessment, source: Path, author: str) -> None:
    from compliance.cli.common import bar
    from compliance.language.words import counted
    from compliance.services.assess.answers_file import read_answers
    from compliance.services.assess.import_answers import import_answers
    from compliance.views.shift import Watch

    answers, watch = read_answers(source), Watch(assessment)
    with bar("Recording") as progress:
        done = import_answers(assessment, answers, by=author, at=now(), progress=progress)
    click.echo(
        f"Recorded {counted(done.recorded, 'answer')} ({done.unchanged} unchanged), "
        f"{counted(done.evidence, 'piece', 'pieces')} of evidence, "
        f"{counted(done.assignments, 'owner')}, {counted(done.reviews, 'review')}."
    )
    show_lines(watch.lines())


@click.command(short_help="Withdraw an answer, so that its question is open again.")
@folder_argument
@click.argument("question", metavar="ID")
@click.option("--reason", metavar="TEXT", default="", help="Why, for the history.")
@click.option(
    "--seen", metavar="HEAD", help="Refuse if the question was answered after this journal head."
)
@by_option
def withdraw(folder: Path, question: str, reason: str, seen: str | None, by: str | None) -> None:
    """Withdraw the answer to a question of DIR.

    The question is open again; what was said stays in the history.
    """
    from compliance.services.assess.open import find_head, open_assessment
    from compliance.services.assess.take_back import withdraw_answer
    from compliance.views.shift import Watch

    assessment = open_assessment(folder)
    author = find_author(by, assessment)
    if seen is not None:
        seen = find_head(assessment, seen)
    watch = Watch(assessment)
    if not withdraw_answer(assessment, question, reason, by=author, at=now(), seen=seen):
        click.echo(f"Unchanged: {question} has no answer.")
        return
    head = assessment.head[:16]
    click.echo(f"Withdrawn: {question}, record {assessment.state.seq}, head {head}")
    show_lines(watch.lines())
