"""``conformity export`` and ``conformity import``: questions in files, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    heading,
    printable,
    show_lines,
    wrapped,
)
from compliance.errors import fail
from compliance.language.words import counted
from compliance.services.clock import now
from compliance.services.exchange.compare import KINDS, MARKS

if TYPE_CHECKING:
    from compliance.services.exchange.compare import Difference, Differences
    from compliance.storage.opened import OpenAssessment
    from compliance.views.answer import AnswerView

FORMATS = ("xlsx", "docx", "csv", "json")


@click.command(short_help="Write questions and answers to an Excel or Word file.")
@folder_argument
@click.option("--to", "form", type=click.Choice(FORMATS), help="Format (by the name of the file).")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write it (DIR's name in this folder).",
)
@click.option(
    "--questions",
    multiple=True,
    metavar="NAME",
    help="Only these: a question, a requirement, a part, a theme, or the person "
    "who owns gaps; section:, theme: or person: before it says which; may be repeated.",
)
@click.option("--open", "only_open", is_flag=True, help="Only what has no answer yet.")
@click.option("--all", "everything", is_flag=True, help="Also what does not arise.")
@click.option("--except", "without", multiple=True, metavar="ID", help="Leave this question out.")
@click.option("--for", "colleague", default="", metavar="NAME", help="Who fills it in.")
@click.option("--blank", is_flag=True, help="Leave the present answers out.")
@click.option("--replace", is_flag=True, help="Overwrite a file that is there already.")
def export(
    folder: Path,
    form: str | None,
    output: Path | None,
    questions: tuple[str, ...],
    without: tuple[str, ...],
    colleague: str,
    *,
    only_open: bool,
    everything: bool,
    blank: bool,
    replace: bool,
) -> None:
    """Write questions of DIR with their present answers to a file.

    Without further choice these are the questions that arise or may arise now. Excel,
    CSV and JSON files can be filled in and taken back with conformity import. Word
    files are for reading, commenting and printing.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.services.exchange.formats import save_table
    from compliance.services.exchange.table import Choice, make_table

    if only_open and everything:
        raise fail(
            "conformity export",
            "usage.arguments",
            "--open and --all contradict each other.",
            "Give one of them.",
        )
    assessment = open_assessment(folder)
    form = form or _form_of(output)
    scope = "open" if only_open else "all" if everything else "arising"
    names = tuple(name.strip() for item in questions for name in item.split(","))
    left_out = tuple(name.strip() for item in without for name in item.split(","))
    table = make_table(
        assessment,
        Choice(tuple(filter(None, names)), scope, tuple(filter(None, left_out))),
        at=now(),
        answered_by=colleague,
        blank=blank,
    )
    path = output or Path(f"{folder.resolve().name}-questions.{form}")
    save_table(table, form, path, replace=replace)
    click.echo(f"Wrote {counted(len(table.rows), 'question')} to {path}")
    if form != "docx":
        click.echo(f"When it comes back: conformity import {folder} FILE")


def _form_of(output: Path | None) -> str:
    suffix = "xlsx" if output is None else output.suffix.casefold().removeprefix(".")
    if suffix in FORMATS:
        return suffix
    raise fail(
        str(output),
        "usage.arguments",
        "The name of the file does not say its format.",
        f"Give --to {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.",
    )


@click.command(name="import", short_help="Take a filled-in file back.")
@folder_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "record", is_flag=True, help="Record new and changed answers.")
@click.option(
    "--take",
    multiple=True,
    metavar="ID",
    help="Where both changed: record the answer of the file; may be repeated.",
)
@click.option("--answered-by", default="", metavar="NAME", help="Who filled it in (as it says).")
@click.option(
    "--to-confirm",
    is_flag=True,
    help="Nobody answers for the file yet: record it to be confirmed, with the file as source.",
)
@by_option
def import_(
    folder: Path,
    file: Path,
    take: tuple[str, ...],
    answered_by: str,
    by: str | None,
    *,
    record: bool,
    to_confirm: bool,
) -> None:
    """Compare FILE with DIR; with --apply record what is new or changed.

    What a file says is the answer of the person it names, or else of who takes it in.

    Nothing is overwritten silently: an empty cell changes nothing, and a question that
    was answered on both sides is a conflict until --take decides it. The exit status is
    1 while conflicts, refused cells or rows that belong to nothing are left.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.services.exchange.compare import compare
    from compliance.services.exchange.formats import load_sheet

    assessment = open_assessment(folder)
    sheet = load_sheet(file)
    sheet.answered_by = answered_by or sheet.answered_by
    differences = compare(assessment, sheet)
    _check_take(differences, take)

    show_differences(differences)
    left = not differences.settled(take)
    if record and to_confirm:
        left = _put_forward(assessment, differences, find_author(by)) or left
    elif record:
        left = _apply(assessment, differences, take, find_author(by)) or left
    else:
        click.echo("Nothing is recorded yet. To record new and changed answers: --apply")
    for notice in assessment.store.notices:
        click.echo(f"note: {notice}", err=True)
    raise SystemExit(1 if left else 0)


def _check_take(differences: Differences, take: tuple[str, ...]) -> None:
    conflicts = {each.question for each in differences.of("conflict")}
    for known in take:
        if known not in conflicts:
            raise fail(
                known,
                "usage.arguments",
                "This question is not among the conflicts of the file.",
                f"Conflicts: {', '.join(sorted(conflicts)) or 'none'}.",
            )


def _apply(
    assessment: OpenAssessment, differences: Differences, take: tuple[str, ...], author: str
) -> bool:
    """Record what is accepted; whether something of it was not recorded."""
    from compliance.cli.common import bar
    from compliance.services.exchange.apply import accepted, apply_differences
    from compliance.views.shift import Watch

    watch = Watch(assessment)
    with bar("Recording") as progress:
        done = apply_differences(
            assessment,
            differences,
            accepted(differences, take),
            by=author,
            at=now(),
            progress=progress,
        )
    for problem in done.problems:
        click.echo(printable(f"error: {problem}"), err=True)
    who = differences.answered_by
    said = f", answered by {who}" if who and who != author else ""
    answers = counted(len(done.recorded), "answer")
    remarks = f" and {counted(done.remarks, 'remark')}" if done.remarks else ""
    click.echo(printable(f"Recorded {answers}{remarks}{said}, entered by {author}."))
    show_lines(watch.lines())
    return bool(done.problems)


def _put_forward(assessment: OpenAssessment, differences: Differences, author: str) -> bool:
    """Record what is new to be confirmed; whether something of it was not recorded."""
    from compliance.services.exchange.apply import propose_differences

    chosen = [*differences.of("new"), *differences.of("changed")]
    done = propose_differences(assessment, differences, chosen, by=author, at=now())
    for problem in done.problems:
        click.echo(printable(f"error: {problem}"), err=True)
    answers = counted(len(done.recorded), "answer")
    click.echo(
        wrapped(f"Recorded {answers} to be confirmed: conformity confirm {assessment.place}")
    )
    return bool(done.problems)


LONGEST = 600


def show_differences(differences: Differences) -> None:
    """Print everything that a file would change."""
    if differences.answered_by:
        click.echo(printable(f"Filled in by: {differences.answered_by}"))
    if differences.stamp is not None:
        click.echo(f"Exported: {differences.stamp.at}, journal head {differences.stamp.head[:16]}")
    for notice in differences.notices:
        click.echo(wrapped(f"Note: {notice}"))
    for kind in MARKS:
        found = differences.of(kind)
        if found:
            click.echo()
            click.echo(heading(f"{KINDS[kind]}: {len(found)}"))
            for item in found:
                _show(item)
    if differences.remarks:
        click.echo()
        click.echo(heading(f"New remarks: {len(differences.remarks)}"))
        for remark in differences.remarks:
            click.echo(wrapped(printable(f"{remark.ask} {remark.text}"), "    ", "  "))
    if differences.stray:
        click.echo()
        click.echo(heading(f"Not read: {len(differences.stray)}"))
        for problem in differences.stray:
            click.echo(wrapped(printable(str(problem)), "    ", "  "))
    click.echo()
    counts = [
        f"{KINDS[key]}: {differences.counts[key]}" for key in KINDS if differences.counts[key]
    ]
    click.echo(wrapped("; ".join(counts) or "The file holds no question."))
    if differences.of("conflict"):
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


def _version(name: str, version: AnswerView | None) -> None:
    if version is None:
        click.echo(f"    {name}: no answer")
        return
    parts = [version.words]
    if version.explanation:
        parts.append(f"({version.explanation})")
    if version.signed:
        parts.append(f"[{version.signed}, {version.at}]")
    text = printable(" ".join(parts))
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
    click.echo(wrapped(text, "          ", f"    {name}: "))
