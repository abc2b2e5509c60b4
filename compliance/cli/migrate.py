"""``conformity migrate``: moving an assessment to a later edition."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    as_of_option,
    by_option,
    day_or_today,
    find_author,
    folder_argument,
    heading,
    mark_text,
    printable,
    wrapped,
)
from compliance.services.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.services.editions.migrate import MigrationPreview, Step
    from compliance.storage.opened import OpenAssessment
    from compliance.views.finding import TurnedView


@click.command(short_help="Move an assessment to a later edition.")
@folder_argument
@click.option("--to", "edition", metavar="EDITION", default="", help="Not the newest one.")
@click.option("--apply", "do", is_flag=True, help="Do it; otherwise it is only shown.")
@as_of_option
@by_option
def migrate(
    folder: Path, edition: str, as_of: datetime.date | None, by: str | None, *, do: bool
) -> None:
    """Show what a later edition of the checklists means for DIR, or take DIR over.

    Every answer stays in the journal. Answers to questions that ask something else
    now do not count until they are confirmed.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.services.editions import migrate as service

    assessment = open_assessment(folder)
    found = service.preview_migration(assessment, day_or_today(as_of), edition)
    if not found.steps:
        state = assessment.state
        click.echo(f"Nothing to do: {folder} follows edition {state.edition}.")
        return
    if not do:
        _show(folder, found)
        return
    author = find_author(by)
    done, taken = service.migrate(assessment.binder, by=author, at=now(), to=edition)
    waiting = len(done.state.unconfirmed)
    records = "record" if taken == 1 else "records"
    click.echo(f"Follows edition {done.state.edition} now ({taken} {records} appended).")
    click.echo(f"Answers to be confirmed: {waiting}. Head {done.head}")
    click.echo(f"Next: conformity ask {folder}")


def edition_notes(assessment: OpenAssessment) -> list[str]:
    """What there is to say first: a later edition, answers to be confirmed."""
    from compliance.services.editions.migrate import later_editions

    found = []
    later = later_editions(assessment)
    if later:
        newest = later[-1]
        found.append(
            f"A later edition is installed: {newest.id} (law as of {newest.law_state}). "
            f"What it changes: conformity migrate {assessment.place}"
        )
    waiting = [item.question for item in assessment.waiting()]
    if waiting:
        shown = ", ".join(waiting[:6]) + (", …" if len(waiting) > 6 else "")  # noqa: PLR2004 - a screen line
        found.append(f"To be confirmed: {shown}. conformity confirm {assessment.place}")
    return found


def _show(folder: Path, found: MigrationPreview) -> None:
    from compliance.views.finding import view_turn

    for step in found.steps:
        _step(step)
    part(
        "New questions that arise",
        [
            f"{item.question.id}: {item.question.ask}"
            + ("" if item.certain else " (may not arise)")
            for item in found.new_questions
        ],
    )
    part("Findings that change", [turned_text(view_turn(i)) for i in found.turned])
    click.echo(f"\nNothing was changed. To do it: conformity migrate {folder} --apply")


def _step(step: Step) -> None:
    record, edition = step.plan.record, step.after.catalogue.edition
    state = "" if edition.released else ", not released yet: it may still change"
    click.echo(heading(f"From edition {record.from_edition} to {record.edition}"))
    click.echo(wrapped(f"Law as of {edition.law_state}{state}.", "  "))
    click.echo(f"  Answers that stay as they are: {len(step.plan.kept)}")
    moved = [f"{old} → {new}" for old, new in record.renamed.items()]
    moved += [f"{old} → {', '.join(new)}" for old, new in record.replaced.items()]
    part("Moved to another id", moved)
    options = [f"{known}: {_value(value)}" for known, value in record.values.items()]
    part("Answers under new options", options)
    part("To be confirmed", [_reconfirm(step, at) for at in range(len(record.reconfirm))])
    part("Dropped; old answers stay in the journal", list(_dropped(step)))


def _reconfirm(step: Step, at: int) -> str:
    from compliance.views.answer import view_answer

    entry = step.plan.record.reconfirm[at]
    waiting = step.after.state.unconfirmed.get(entry.question)
    texts = [] if waiting is None else waiting.answers
    shown = "; ".join(view_answer(step.after, entry.question, given).short for given in texts)
    earlier = f" (was: {printable(shown)})" if shown else ""
    return f"{entry.question}{earlier}: {entry.reason}"


def _dropped(step: Step) -> Iterable[str]:
    for known, reason in step.plan.record.dropped.items():
        yield f"{known}: {reason}"


def _value(value: object) -> str:
    several = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return printable(", ".join(value) if several else str(value))  # type: ignore[arg-type] # seen to


def turned_text(turn: TurnedView) -> str:
    """A finding that differs, in a line."""
    name = f"{turn.title} ({turn.id})"
    was, now_is = (mark and mark_text(mark) for mark in (turn.before, turn.after))
    if was is None:
        return f"{name}: new, {now_is}"
    return f"{name}: gone, was {was}" if now_is is None else f"{name}: {was} becomes {now_is}"


def part(title: str, lines: list[str]) -> None:
    """A heading with a count, and its lines."""
    click.echo("\n" + heading(f"{title}: {len(lines)}"))
    for line in lines:
        click.echo(wrapped(printable(line), "    ", "  "))
