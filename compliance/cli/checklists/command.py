"""``conformity checklists lint|freeze|list|show|coverage|schema|cases|score``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.checklist.base import ROLES
from compliance.cli.common import heading, pack_option, role_option, wrapped
from compliance.errors import UNUSABLE_INPUT, fail
from compliance.language.words import counted

if TYPE_CHECKING:
    from compliance.checklist.catalogue import Catalogue

DIFFERS = 1


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
    from compliance.services.editions.lint import review_checklists

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
    click.echo(f"{counted(len(problems), 'problem')}.")
    ctx.exit(UNUSABLE_INPUT if problems else 0)


@checklists.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@pack_option
@click.option("--edition", default="", metavar="EDITION", help="Not the newest one.")
@click.option(
    "--reworded",
    multiple=True,
    metavar="ID",
    help="An id of a released edition put in other words for the same (repeatable).",
)
@click.option("--reason", default="", metavar="TEXT", help="Why these words mean the same.")
def freeze(
    folder: Path | None,
    pack: str | None,
    edition: str,
    reworded: tuple[str, ...],
    reason: str,
) -> None:
    """Write down what every id of an edition means, for the lint to hold it to.

    FOLDER holds packs; the shipped ones by default. The file release.json is
    committed with the edition. An edition that pack.yaml calls released is not
    frozen anew.
    """
    from compliance.services.editions.freeze import freeze_checklists

    if folder is not None and not folder.is_dir():
        raise fail(str(folder), "file.missing", "There is no such folder.", "")
    path, ids = freeze_checklists(folder, pack, edition, reworded, reason)
    click.echo(f"Frozen: {ids} ids in {path}")


@checklists.command(name="list")
@role_option
def list_(role: str | None) -> None:
    """List packs, editions, and what they ask, article by article.

    With --role, list each requirement that binds the role.
    """
    from compliance.checklist.loader import list_packs, load_catalogue
    from compliance.cli.checklists.text import size_lines
    from compliance.views.standing import known_role

    for pack in list_packs():
        click.echo(heading(f"{pack.pack}: {pack.title}"))
        for edition in pack.editions:
            catalogue = load_catalogue(pack.pack, edition.id)
            state = "released" if edition.released else "not released yet"
            click.echo(f"  Edition {edition.id}, law as of {edition.law_state}, {state}")
            click.echo(f"  SHA-256 {catalogue.digest}")
            if role is not None:
                _list_role(catalogue, known_role(catalogue, role))
                continue
            for line in size_lines(catalogue):
                click.echo(line)
            for limit in catalogue.law.limits:
                click.echo(wrapped(f"Limit: {limit}", "    ", "  "))


def _list_role(catalogue: Catalogue, role: str) -> None:
    found = [item for item in catalogue.ordered_requirements if role in item.roles]
    label = catalogue.label(ROLES, role)
    click.echo(f"  {label}: {len(found)} requirements")
    for item in found:
        place = catalogue.outline.get(item.provisions[0]).printed
        wide = ", organisation-wide" if item.scope == "organisation" else ""
        line = f"{item.id}: {item.title} ({place}{wide})"
        click.echo(wrapped(line, "      ", "    "))


@checklists.command()
@click.argument("known", metavar="[ID]", required=False)
@pack_option
def show(known: str | None, pack: str | None) -> None:
    """Show a requirement, question or conclusion ID; without ID, list them all."""
    from compliance.checklist.loader import load_catalogue
    from compliance.cli.checklists.text import conclusion_lines, question_lines, requirement_lines

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
@pack_option
@click.option("--all", "everything", is_flag=True, help="List every provision.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def coverage(ctx: click.Context, pack: str | None, form: str, *, everything: bool) -> None:
    """Show for every provision what maps it, or why nothing does.

    Exit status: 0 when no provision is without either, otherwise 2.
    """
    import json

    from compliance.checklist.coverage import cover
    from compliance.checklist.loader import load_catalogue
    from compliance.cli.checklists.coverage import coverage_json, coverage_lines

    catalogue = load_catalogue(pack)
    found = cover(catalogue)
    if form == "json":
        value = coverage_json(catalogue, found)
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        for line in coverage_lines(catalogue, found, everything=everything):
            click.echo(line)
    ctx.exit(UNUSABLE_INPUT if any(item.state == "hole" for item in found) else 0)


@checklists.command()
@click.option(
    "--of",
    "subject",
    type=click.Choice(["checklists", "cases"]),
    default="checklists",
    show_default=True,
    help="The files to describe.",
)
def schema(subject: str) -> None:
    """Print the JSON Schema of checklist files or of legal cases, for editors."""
    import json

    from compliance.checklist.schema import json_schemas
    from compliance.services.benchmark import model as regression_model

    make = json_schemas if subject == "checklists" else regression_model.json_schemas
    click.echo(json.dumps(make(), ensure_ascii=False, indent=2))


@checklists.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    required=True,
    help="Where the set goes.",
)
@pack_option
def cases(folder: Path, target: Path, pack: str | None) -> None:
    """Write the legal cases of FOLDER as one set that any tool can be scored on.

    FOLDER is tests/cases of a source distribution or checkout.
    """
    from compliance.checklist.loader import load_catalogue
    from compliance.data.files import write_atomically
    from compliance.services.benchmark.publish import build_set, to_json

    found = build_set(load_catalogue(pack), folder)
    write_atomically(target, to_json(found))
    for group in found.groups:
        click.echo(wrapped(f"{group.cases:>5}  {group.id}: {group.title}", " " * 9, "  "))
    classed = sum(bool(case.question) for case in found.cases)
    click.echo(
        f"Wrote {target}: {len(found.cases)} cases, {classed} with a class, "
        f"law of {found.law.state}."
    )


@checklists.command()
@click.argument("cases_file", metavar="SET.json", type=click.Path(path_type=Path))
@click.argument(
    "results_file",
    metavar="[RESULTS.json]",
    required=False,
    type=click.Path(path_type=Path),
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--all", "everything", is_flag=True, help="List every difference.")
@pack_option
@click.pass_context
def score(
    ctx: click.Context,
    cases_file: Path,
    results_file: Path | None,
    form: str,
    pack: str | None,
    *,
    everything: bool,
) -> None:
    """Score the results of a tool on a set of legal cases, in counts.

    RESULTS.json names what a tool finds for each case; without it the installed
    checklists are scored. Exit status: 0 when everything expected was said, 1 when
    something differs or was not said, 2 when the input cannot be used.
    """
    import json

    from compliance.checklist.loader import load_catalogue
    from compliance.cli.checklists.scores import score_json, show_score
    from compliance.services.benchmark import score as score_results
    from compliance.services.benchmark.solve import solve

    known = score_results.read_set(cases_file)
    if results_file is None:
        results = solve(load_catalogue(pack), known)
    else:
        results = score_results.read_results(results_file, known)
    found = score_results.score(known, results)
    if form == "json":
        value = score_json(known, found)
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        show_score(known, found, everything=everything)
    ctx.exit(0 if found.all_right else DIFFERS)
