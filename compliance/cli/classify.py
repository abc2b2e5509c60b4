"""``conformity classify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    TRUTH_TEXT,
    folder_argument,
    heading,
    printable,
    show_json,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compliance.assessment.conclusions import Outcome
    from compliance.assessment.what_if import Change
    from compliance.law.outline import Outline

MANY = 5


@click.command(short_help="Show role, scope and risk class, and why.")
@folder_argument
@click.option("--all", "everything", is_flag=True, help="Show what does not hold too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def classify(folder: Path, form: str, *, everything: bool) -> None:
    """Show the conclusions for DIR, their reasons, and what would change them."""
    from compliance.checklist.base import CONCLUSION_GROUPS
    from compliance.checklist.conditions import Truth
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    found = assessment.conclusions()
    changes = assessment.changes()
    if form == "json":
        from compliance.views import reports

        show_json(reports.classify(assessment))
        return
    click.echo(heading("In short"))
    for outcome in found:
        if outcome.holds and outcome.conclusion.headline:
            click.echo(wrapped(outcome.conclusion.title, "    ", first="  ● "))
    for outcome in found:
        if outcome.holds and outcome.conclusion.notice:
            click.echo(wrapped(f"note: {outcome.conclusion.notice}", "    ", "  "))
    unknown = sum(outcome.truth is Truth.UNKNOWN for outcome in found)
    if unknown:
        words = "conclusion is" if unknown == 1 else "conclusions are"
        click.echo(wrapped(f"? {unknown} {words} not determined yet", "    ", "  "))
    group = ""
    for outcome in found:
        if outcome.truth is Truth.NO and not everything:
            continue
        if outcome.conclusion.group != group:
            group = outcome.conclusion.group
            title = assessment.catalogue.label(CONCLUSION_GROUPS, group)
            click.echo("\n" + heading(title))
        _show(outcome, assessment.catalogue.outline)
    _show_changes(found, changes, everything=everything)


def _show(outcome: Outcome, outline: Outline) -> None:
    glyph = {"yes": "●", "no": "○", "unknown": "?"}[outcome.truth.value]
    places = outline.printed(*outcome.conclusion.provisions)
    title = f"{outcome.conclusion.title}: {TRUTH_TEXT[outcome.truth.value]}"
    click.echo(wrapped(f"{glyph} {title}" + (f" ({places})" if places else ""), "  "))
    lines = [outcome.text, f"Because {printable(outcome.reason)}."]
    if outcome.holds and outcome.conclusion.effect:
        lines.append(outcome.conclusion.effect)
    if outcome.missing:
        lines.append(f"To answer: {', '.join(outcome.missing[:6])}")
    for line in lines:
        click.echo(wrapped(line, "    "))


def _show_changes(found: list[Outcome], changes: list[Change], *, everything: bool) -> None:
    from compliance.assessment.what_if import alterations
    from compliance.views.marks import WOULD

    shown = alterations(found, changes, everything=everything)
    click.echo("\n" + heading("What would change this"))
    if not shown:
        click.echo("  No single other answer would.")
    for item in shown:
        parts = [f"{_names(titles)} {WOULD[truth]}" for truth, titles in item.effects]
        text = f"{item.supposing}: {'; '.join(parts)}."
        click.echo(wrapped(printable(text), "    ", first="  - "))


def _names(titles: Sequence[str]) -> str:
    named = ", ".join(f"“{title}”" for title in titles[:MANY])
    return named + (f" and {len(titles) - MANY} more" if len(titles) > MANY else "")
