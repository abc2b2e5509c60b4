"""``conformity checklists lint|freeze|list|show|coverage|schema|cases|score``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.checklists.translations import texts, translate
from compliance.cli.common import heading, pack_option, role_option, wrapped
from compliance.errors import UNUSABLE_INPUT, fail
from compliance.language.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compliance.views.checklist import Coverage


DIFFERS = 1
SHOWN = 3
INDENTS = (("  ", ""), ("    ", "  "), ("      ", "      "))
SIZE_INDENTS = (("          ", "  "), ("      ", "    "))
"""Of the lines of each level: of what is wrapped, and of the first line."""


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
    from compliance.services.editions.authoring import review_checklists
    from compliance.views.checklist import edition_summary

    if folder is not None and not folder.is_dir():
        raise fail(str(folder), "file.missing", "There is no such folder.", "")
    loaded, problems = review_checklists(folder)
    for problem in problems:
        click.echo(str(problem))
    for catalogue in loaded:
        click.echo(edition_summary(catalogue))
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
    folder: Path | None, pack: str | None, edition: str, reworded: tuple[str, ...], reason: str
) -> None:
    """Write down what every id of an edition means, for the lint to hold it to.

    FOLDER holds packs; the shipped ones by default. The file release.json is
    committed with the edition. An edition that pack.yaml calls released is not
    frozen anew.
    """
    from compliance.services.editions.authoring import freeze_checklists

    if folder is not None and not folder.is_dir():
        raise fail(str(folder), "file.missing", "There is no such folder.", "")
    path, ids = freeze_checklists(folder, pack, edition, reworded, reason)
    click.echo(f"Frozen: {ids} ids in {path}")


checklists.add_command(texts)
checklists.add_command(translate)


@checklists.command(name="list")
@role_option
def list_(role: str | None) -> None:
    """List packs, editions, and what they ask, article by article.

    With --role, list each requirement that binds the role.
    """
    from compliance.services.editions.load import load_edition, packs
    from compliance.views.checklist import edition_sizes, requirements_of
    from compliance.views.standing import known_role

    for pack in packs():
        click.echo(heading(f"{pack.pack}: {pack.title}"))
        for edition in pack.editions:
            catalogue = load_edition(pack.pack, edition.id)
            state = "released" if edition.released else "not released yet"
            click.echo(f"  Edition {edition.id}, law as of {edition.law_state}, {state}")
            click.echo(f"  SHA-256 {catalogue.digest}")
            if role is None:
                parts = edition_sizes(catalogue)
            else:
                parts = [requirements_of(catalogue, known_role(catalogue, role))]
            for part in parts:
                click.echo(f"  {part.title}")
                for line in part.lines:
                    click.echo(wrapped(line.text, *SIZE_INDENTS[line.level]))
            for limit in () if role else catalogue.law.limits:
                click.echo(wrapped(f"Limit: {limit}", "    ", "  "))


@checklists.command()
@click.argument("known", metavar="[ID]", required=False)
@pack_option
def show(known: str | None, pack: str | None) -> None:
    """Show a requirement, question or conclusion ID; without ID, list them all."""
    from compliance.services.editions.load import load_edition
    from compliance.views.checklist import show_known

    catalogue = load_edition(pack)
    if known is None:
        for question in catalogue.questions.values():
            click.echo(f"{question.id}  {question.ask}")
        return
    for number, part in enumerate(show_known(catalogue, known)):
        click.echo(("\n" if number else "") + heading(part.title))
        if part.lead:
            click.echo(wrapped(part.lead))
        for line in part.lines:
            click.echo(wrapped(line.text, *INDENTS[line.level]))


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

    from compliance.services.editions.load import load_edition
    from compliance.views.checklist import show_coverage

    found = show_coverage(load_edition(pack))
    if form == "json":
        value = coverage_json(found)
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        for line in coverage_lines(found, everything=everything):
            click.echo(line)
    ctx.exit(UNUSABLE_INPUT if found.holes else 0)


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

    from compliance.services.benchmark import model as regression_model
    from compliance.services.editions.authoring import json_schemas

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
    from compliance.data.files import write_atomically
    from compliance.services.benchmark.publish import build_set, to_json
    from compliance.services.editions.load import load_edition

    found = build_set(load_edition(pack), folder)
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
    "results_file", metavar="[RESULTS.json]", required=False, type=click.Path(path_type=Path)
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

    from compliance.cli.checklists.scores import score_json, show_score
    from compliance.services.benchmark import score as score_results
    from compliance.services.benchmark.solve import solve
    from compliance.services.editions.load import load_edition

    known = score_results.read_set(cases_file)
    if results_file is None:
        results = solve(load_edition(pack), known)
    else:
        results = score_results.read_results(results_file, known)
    found = score_results.score(known, results)
    if form == "json":
        value = score_json(known, found)
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        show_score(known, found, everything=everything)
    ctx.exit(0 if found.all_right else DIFFERS)


def coverage_lines(found: Coverage, *, everything: bool) -> Iterator[str]:
    """Counts by part, every hole (or every provision), and the sums."""
    for title, tally in found.parts.items():
        numbers = [f"{number:>4} {state}" for state, number in tally.items()]
        yield wrapped(f"{', '.join(numbers)}  {title}", " " * 40, "  ")
    for item in found.provisions:
        if everything or item.state == "hole":
            by = ", ".join((*item.requirements, *item.conclusions)[:SHOWN])
            reason = f"{item.reason}: {item.note}" if item.reason else ""
            text = f"{item.state:<8} {item.provision} ({item.heading}) {by or reason}"
            yield wrapped(text, " " * 11, "  ")
    total = len(found.provisions)
    yield (
        f"Read a second time: {found.read_twice} of {total} "
        f"provisions, {found.settled} differences settled."
    )
    yield f"{total} provisions, {found.holes} without mapping or reason."


def coverage_json(found: Coverage) -> dict[str, Any]:
    """Every provision with what covers it; keys are documented in the reference."""
    return {
        "pack": found.pack,
        "edition": found.edition,
        "provisions": len(found.provisions),
        "holes": found.holes,
        "read_twice": found.read_twice,
        "differences_settled": found.settled,
        "parts": [{"part": title, **tally} for title, tally in found.parts.items()],
        "coverage": [asdict(item) for item in found.provisions],
    }
