"""``conformity checklists lint|list|show|schema``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import heading, wrapped
from compliance.cli.role_text import known_role, role_option
from compliance.errors import UNUSABLE_INPUT, fail

if TYPE_CHECKING:
    from compliance.checklist.catalogue import Catalogue

STATES = ("mapped", "excluded", "hole")
SHOWN = 3


@click.group(short_help="List, show and review checklists.")
def checklists() -> None:
    """List, show and review checklists."""


@checklists.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.pass_context
def lint(ctx: click.Context, folder: Path | None) -> None:
    """Review checklists and report every problem at once, with file and line.

    FOLDER holds packs (folders with a pack.yaml); the shipped ones by default.
    """
    from compliance.services.review_checklists import (  # noqa: PLC0415
        review_checklists,
    )

    if folder is not None and not folder.is_dir():
        raise fail(str(folder), "file.missing", "There is no such folder.", "")
    loaded, problems = review_checklists(folder)
    for problem in problems:
        click.echo(str(problem))
    for catalogue in loaded:
        follow_ups = sum(len(r.follow_ups) for r in catalogue.requirements.values())
        click.echo(
            f"{catalogue.pack.pack} {catalogue.edition.id}: "
            f"{len(catalogue.outline)} provisions, {len(catalogue.facts)} facts, "
            f"{len(catalogue.conclusions)} conclusions, "
            f"{len(catalogue.requirements)} requirements, {follow_ups} follow-ups"
        )
    click.echo(f"{len(problems)} problems.")
    ctx.exit(UNUSABLE_INPUT if problems else 0)


@checklists.command(name="list")
@role_option
def list_(role: str | None) -> None:
    """List packs, editions, and what they ask, article by article.

    With --role, list each requirement that binds the role.
    """
    from compliance.checklist.loader import (  # noqa: PLC0415
        list_packs,
        load_catalogue,
    )

    for pack in list_packs():
        click.echo(heading(f"{pack.pack}: {pack.title}"))
        for edition in pack.editions:
            catalogue = load_catalogue(pack.pack, edition.id)
            state = "released" if edition.released else "not released yet"
            click.echo(f"  Edition {edition.id}, law as of {edition.law_state}, {state}")
            click.echo(f"  SHA-256 {catalogue.digest}")
            counts: dict[str, int] = {}
            for requirement in catalogue.ordered_requirements:
                article = requirement.provisions[0].split(".")[0]
                counts[article] = counts.get(article, 0) + 1
            if role is not None:
                _list_role(catalogue, known_role(catalogue, role))
                continue
            for article, count in counts.items():
                provision = catalogue.outline.get(article)
                line = f"{count:>4}  {provision.printed}: {provision.heading}"
                click.echo(wrapped(line, "          ", "  "))
            _show_roles(catalogue)
            for limit in catalogue.law.limits:
                click.echo(wrapped(f"Limit: {limit}", "    ", "  "))


def _list_role(catalogue: Catalogue, role: str) -> None:
    found = [item for item in catalogue.ordered_requirements if role in item.roles]
    label = catalogue.label("roles", role)
    click.echo(f"  {label}: {len(found)} requirements")
    for item in found:
        place = catalogue.outline.get(item.provisions[0]).printed
        wide = ", organisation-wide" if item.scope == "organisation" else ""
        line = f"{item.id}: {item.title} ({place}{wide})"
        click.echo(wrapped(line, "      ", "    "))


def _show_roles(catalogue: Catalogue) -> None:
    """Number of requirements by role; one that binds two roles counts in both."""
    for word in catalogue.vocabularies["roles"].words:
        count = sum(word.id in item.roles for item in catalogue.requirements.values())
        click.echo(wrapped(f"{count:>4}  as {word.label}", "          ", "  "))
    wide = sum(item.scope == "organisation" for item in catalogue.requirements.values())
    click.echo(wrapped(f"{wide:>4}  organisation-wide", "          ", "  "))


@checklists.command()
@click.argument("known", metavar="[ID]", required=False)
@click.option("--pack", default="eu-ai-act", show_default=True)
def show(known: str | None, pack: str) -> None:
    """Show a requirement, question or conclusion ID; without ID, list them all."""
    from compliance.checklist.loader import load_catalogue  # noqa: PLC0415
    from compliance.cli.checklist_text import (  # noqa: PLC0415
        conclusion_lines,
        question_lines,
        requirement_lines,
    )

    catalogue = load_catalogue(pack)
    if known is None:
        for question in catalogue.questions.values():
            click.echo(f"{question.id}  {question.ask}")
        return
    if known in catalogue.requirements:
        lines = requirement_lines(catalogue, catalogue.requirements[known])
    elif known in catalogue.conclusions:
        lines = conclusion_lines(catalogue, catalogue.conclusions[known])
    else:
        lines = question_lines(catalogue, catalogue.question(known))
    for line in lines:
        click.echo(line)


@checklists.command()
@click.option("--pack", default="eu-ai-act", show_default=True)
@click.option("--all", "everything", is_flag=True, help="List every provision.")
@click.pass_context
def coverage(ctx: click.Context, pack: str, *, everything: bool) -> None:
    """Show for every provision what maps it, or why nothing does.

    Exit status: 0 when no provision is without either, otherwise 2.
    """
    from compliance.checklist.coverage import cover  # noqa: PLC0415
    from compliance.checklist.loader import load_catalogue  # noqa: PLC0415
    from compliance.checklist.second_reading import second_reading  # noqa: PLC0415

    catalogue = load_catalogue(pack)
    found = cover(catalogue)
    counts: dict[str, dict[str, int]] = {}
    for item in found:
        tally = counts.setdefault(catalogue.outline.part(item.provision), {})
        tally[item.state] = tally.get(item.state, 0) + 1
    for title, tally in counts.items():
        numbers = [f"{tally.get(state, 0):>4} {state}" for state in STATES]
        click.echo(wrapped(f"{', '.join(numbers)}  {title}", " " * 40, "  "))
    for item in found:
        if everything or item.state == "hole":
            provision = catalogue.outline.get(item.provision)
            by = ", ".join((*item.requirements, *item.conclusions)[:SHOWN])
            reason = (
                f"{item.exclusion.reason}: {item.exclusion.note}" if item.exclusion else ""
            )
            text = f"{item.state:<8} {item.provision} ({provision.heading}) {by or reason}"
            click.echo(wrapped(text, " " * 11, "  "))
    readings = second_reading(catalogue)
    click.echo(
        f"Read a second time: {len(found) - len(readings.unread)} of {len(found)} "
        f"provisions, {len(readings.settled)} differences settled."
    )
    holes = sum(item.state == "hole" for item in found)
    click.echo(f"{len(found)} provisions, {holes} without mapping or reason.")
    ctx.exit(UNUSABLE_INPUT if holes else 0)


@checklists.command()
def schema() -> None:
    """Print the JSON Schema of checklist files, for editors."""
    import json  # noqa: PLC0415

    from compliance.checklist.schema import json_schemas  # noqa: PLC0415

    click.echo(json.dumps(json_schemas(), ensure_ascii=False, indent=2))
