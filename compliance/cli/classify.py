"""``conformity classify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import folder_argument, heading, printable, show_json, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.views.conclusion import Concluded, Turn


@click.command(short_help="Show role, scope and risk class, and why.")
@folder_argument
@click.option("--all", "everything", is_flag=True, help="Show what does not hold too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def classify(folder: Path, form: str, *, everything: bool) -> None:
    """Show the conclusions for DIR, their reasons, and what would change them."""
    from compliance.services.assess.open import open_assessment
    from compliance.views.conclusion import conclude

    assessment = open_assessment(folder)
    if form == "json":
        from compliance.views import reports

        show_json(reports.classify(assessment))
        return
    found = conclude(assessment, everything=everything)
    click.echo(heading("In short"))
    for item in found.headlines:
        click.echo(wrapped(item.title, "    ", first=f"  {item.mark.glyph} "))
    for notice in found.notices:
        click.echo(wrapped(f"note: {notice}", "    ", "  "))
    if found.undecided:
        words = "conclusion is" if found.undecided == 1 else "conclusions are"
        click.echo(wrapped(f"? {found.undecided} {words} not determined yet", "    ", "  "))
    for group in found.shown(everything=everything):
        click.echo("\n" + heading(group.title))
        for item in group.conclusions:
            _show(item)
    _show_turns(found.turns)


def _show(item: Concluded) -> None:
    places = f" ({item.provisions})" if item.provisions else ""
    title = f"{item.mark.glyph} {item.title}: {item.mark.word.lower()}{places}"
    click.echo(wrapped(title, "  "))
    lines = [item.text, f"Because {printable(item.reason)}."]
    if item.effect:
        lines.append(item.effect)
    if item.missing:
        lines.append(f"To answer: {', '.join(known for known, _ in item.missing[:6])}")
    for line in lines:
        click.echo(wrapped(line, "    "))


def _show_turns(turns: Iterable[Turn]) -> None:
    click.echo("\n" + heading("What would change this"))
    if not turns:
        click.echo("  No single other answer would.")
    for item in turns:
        text = f"{item.supposing}: {' '.join(item.then)}"
        click.echo(wrapped(printable(text), "    ", first="  - "))
