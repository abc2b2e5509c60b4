"""The differences between a returned file and the assessment, in lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli.common import heading, printable, wrapped
from compliance.services.exchange_plan import KINDS

if TYPE_CHECKING:
    from compliance.services.exchange_plan import Difference, Preview, Version

SHOWN = ("new", "changed", "conflict", "refused", "newer", "emptied")
"""Kinds whose questions are listed; of the others only the number is said."""
LONGEST = 600


def show_preview(plan: Preview) -> None:
    """Print everything that a file would change."""
    if plan.answered_by:
        click.echo(printable(f"Filled in by: {plan.answered_by}"))
    if plan.stamp is not None:
        click.echo(f"Exported: {plan.stamp.at}, journal head {plan.stamp.head[:16]}")
    for notice in plan.notices:
        click.echo(wrapped(f"Note: {notice}"))
    for kind in SHOWN:
        found = plan.of(kind)
        if found:
            click.echo()
            click.echo(heading(f"{KINDS[kind]}: {len(found)}"))
            for item in found:
                _show(item)
    if plan.loose:
        click.echo()
        click.echo(heading(f"Not read: {len(plan.loose)}"))
        for problem in plan.loose:
            click.echo(wrapped(printable(str(problem)), "    ", "  "))
    click.echo()
    counts = [f"{KINDS[key]}: {plan.counts[key]}" for key in KINDS if plan.counts[key]]
    click.echo(wrapped("; ".join(counts) or "The file holds no question."))
    if plan.of("conflict"):
        click.echo(wrapped("A conflict keeps the answer here, unless you say --take ID."))


def _show(item: Difference) -> None:
    click.echo(wrapped(printable(f"{item.question}: {item.ask}"), "    ", "  "))
    if item.kind == "refused":
        for problem in item.problems:
            said = f"{item.place}: [{problem.code}] {problem.message} {problem.hint}"
            click.echo(wrapped(printable(said.strip()), "      ", "    ! "))
        return
    if item.kind in {"changed", "conflict", "newer", "emptied"}:
        _version("here", item.present)
    if item.kind in {"new", "changed", "conflict", "newer"}:
        _version("file", item.returned)


def _version(name: str, version: Version | None) -> None:
    if version is None:
        click.echo(f"    {name}: no answer")
        return
    parts = [version.words]
    if version.explanation:
        parts.append(f"({version.explanation})")
    if version.by:
        parts.append(f"[{version.by}, {version.at}]")
    text = printable(" ".join(parts))
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
    click.echo(wrapped(text, "          ", f"    {name}: "))
