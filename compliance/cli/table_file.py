"""``conformity table``: a table that somebody keeps, to the entries of a question."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    heading,
    printable,
    wrapped,
)
from compliance.errors import fail
from compliance.language.words import counted
from compliance.services.clock import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compliance.adapters.tables.proposal import TableFile, TableProposal
    from compliance.storage.opened import OpenAssessment

_NUMBER: Final = re.compile(r"EV-\d{4,6}", re.IGNORECASE)
SHOWN: Final = 20
"""Refused cells that are named; of more, the number."""


@click.command(short_help="Fill a table question from a spreadsheet.")
@folder_argument
@click.argument("file", metavar="FILE|EV-NUMBER")
@click.option("--question", default="", metavar="ID", help="The question it answers.")
@click.option("--sheet", default="", metavar="NAME", help="The sheet, by name or number.")
@click.option("--head", type=click.IntRange(1), metavar="ROW", help="Row of the headers.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="HEADER=FIELD",
    help="Which field a column fills; nothing after = leaves it out; may be repeated.",
)
@click.option(
    "--set",
    "fixed",
    multiple=True,
    metavar="FIELD=VALUE",
    help="What all rows have in a field that no column fills; may be repeated.",
)
@click.option("--replace", is_flag=True, help="In place of the present entries, not beside them.")
@click.option("--incomplete", is_flag=True, help="Take rows, too, that are to be completed.")
@click.option("--yes", is_flag=True, help="Put the rows forward without asking.")
@click.option("--dry-run", is_flag=True, help="Show it, and put nothing forward.")
@by_option
def table(
    folder: Path,
    file: str,
    question: str,
    sheet: str,
    head: int | None,
    maps: tuple[str, ...],
    fixed: tuple[str, ...],
    by: str | None,
    *,
    replace: bool,
    incomplete: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Read the table in FILE into a question of DIR, to be confirmed.

    FILE is CSV, Excel, OpenDocument or Markdown, or the number of evidence. Without
    --question it lists the questions that its columns fit. Nothing is an answer before
    somebody confirms it: conformity confirm DIR. The exit status is 1 where rows are
    refused or left to be completed.
    """
    from compliance.adapters.tables.proposal import Wish
    from compliance.services.assess.open import open_assessment
    from compliance.services.assess.read_table import best_sheet, read_table

    assessment = open_assessment(folder)
    source = _file(assessment, file)
    show_said(source)
    if not question:
        _list(assessment, folder, file, source)
        return
    number = source.sheet(sheet) if sheet else 0
    if not sheet:
        best = best_sheet(assessment, source, question)
        number = best.sheet if best is not None else 0
    wish = Wish(
        question,
        number,
        head or 0,
        _pairs(maps, "--map", "HEADER=FIELD"),
        _pairs(fixed, "--set", "FIELD=VALUE"),
        "replace" if replace else "add",
    )
    proposal = read_table(assessment, source, wish)
    _show(proposal)
    if not dry_run and _agreed(proposal, incomplete=incomplete, yes=yes):
        _put_forward(assessment, folder, proposal, by, incomplete=incomplete)
    left = proposal.of("refused") + ([] if incomplete else proposal.of("incomplete"))
    raise SystemExit(1 if left else 0)


def _file(assessment: OpenAssessment, file: str) -> TableFile:
    from compliance.data.files import read_bytes
    from compliance.data.foreign_table import MAX_BYTES
    from compliance.services.assess.read_table import file_of_content, file_of_evidence

    path = Path(file)
    if _NUMBER.fullmatch(file) and not path.exists():
        return file_of_evidence(assessment, file.upper())
    return file_of_content(read_bytes(path, MAX_BYTES, "Read an extract of it."), path.name)


def _pairs(texts: Sequence[str], option: str, form: str) -> dict[str, str]:
    """What stands before and behind the last equals sign of each text."""
    found = {}
    for text in texts:
        before, sign, behind = text.rpartition("=")
        if not sign or not before.strip():
            raise fail(option, "usage.arguments", f"“{text[:60]}” has no =.", f"Write {form}.")
        found[before.strip()] = behind.strip()
    return found


def show_said(source: TableFile) -> None:
    """Print what was taken for granted in reading a file."""
    for text in source.tables.said:
        click.echo(wrapped(printable(text)))


def _list(assessment: OpenAssessment, folder: Path, file: str, source: TableFile) -> None:
    """Print the questions that the columns of a file fit."""
    from compliance.adapters.tables.proposal import Wish
    from compliance.services.assess.read_table import guess_questions, read_table

    guesses = guess_questions(assessment, source)
    if not guesses:
        names = ", ".join(f"“{sheet.name}”" for sheet in source.tables.sheets if sheet.name)
        raise fail(
            source.name,
            "table.no-question",
            "Its columns fit no table question that arises here.",
            f"Name the question with --question ID.{f' Sheets: {names[:300]}.' if names else ''}",
        )
    click.echo(heading(printable(f"{source.title} fits:")))
    for match in guesses:
        wish = Wish(match.question, match.sheet, match.head.first)
        found = read_table(assessment, source, wish)
        click.echo(wrapped(printable(f"{match.question}: {found.question.ask}"), "    ", "  "))
        where = f"sheet “{found.sheet.name}”, " if found.sheet.name else ""
        hidden = " (hidden)" if found.sheet.hidden else ""
        click.echo(wrapped(printable(f"{where}{_counts(found)}{hidden}"), "    "))
    click.echo(f"Read one: conformity table {folder} {file} --question ID")


def _counts(proposal: TableProposal) -> str:
    """How many rows are ready, to be completed and refused."""
    parts = [f"{counted(len(proposal.of('accepted')), 'row')} ready"]
    if proposal.of("incomplete"):
        parts.append(f"{len(proposal.of('incomplete'))} to be completed")
    if proposal.of("refused"):
        parts.append(f"{len(proposal.of('refused'))} refused")
    return ", ".join(parts)


def _show(proposal: TableProposal) -> None:
    """Print the mapping and what became of the rows."""
    click.echo(heading(printable(proposal.question.ask)))
    click.echo(printable(f"from {proposal.file.title}, {proposal.place}"))
    for column in proposal.columns:
        beside = {"before": ", put before", "after": ", put behind"}.get(column.role, "")
        how = f" ({column.how})" if column.how in {"chosen", "remembered"} else ""
        fills = f"fills {column.title} [{column.field}]{beside}{how}"
        text = f"{column.letter} “{column.header}” {fills if column.field else 'is left out'}"
        click.echo(wrapped(printable(text), "      ", "  "))
    titles = {part.id: part.label or part.ask for part in proposal.question.fields}
    for known in proposal.unfilled:
        if said := proposal.wish.fixed.get(known):
            text = f"All rows have {titles[known]}: {said}"
        else:
            needed = "" if known in proposal.missing else " It may stay empty."
            text = f"No column fills {titles[known]} [{known}].{needed}"
        click.echo(wrapped(printable(text), "      ", "  "))
    click.echo(f"{_counts(proposal)}.")
    for problem in proposal.problems[:SHOWN]:
        click.echo(wrapped(printable(f"{problem.place}: {problem.message}"), "      ", "  ✗ "))
    _more(len(proposal.problems))
    for note in proposal.notes[:SHOWN]:
        click.echo(wrapped(printable(note), "      ", "  ~ "))
    _more(len(proposal.notes))
    for text in proposal.left_out[:SHOWN]:
        click.echo(wrapped(printable(text), "      ", "  - "))
    if proposal.remarks:
        number = counted(len(proposal.remarks), "comment")
        click.echo(f"{number} on cells: kept as remarks on the question.")


def _more(number: int) -> None:
    if number > SHOWN:
        click.echo(f"    … and {number - SHOWN} more")


def _agreed(proposal: TableProposal, *, incomplete: bool, yes: bool) -> bool:
    """Whether the rows are to be put forward: said, or asked where somebody can be."""
    rows = len(proposal.rows(incomplete=incomplete))
    if yes or not rows:
        return True
    if not sys.stdin.isatty():
        click.echo("Nothing was put forward. Give --yes to propose these rows.")
        return False
    return click.confirm(f"Propose {counted(rows, 'row')}, to be confirmed?", default=True)


def _put_forward(
    assessment: OpenAssessment,
    folder: Path,
    proposal: TableProposal,
    by: str | None,
    *,
    incomplete: bool,
) -> None:
    from compliance.services.assess.read_table import put_forward

    author = find_author(by, assessment)
    done = put_forward(assessment, proposal, by=author, at=now(), incomplete=incomplete)
    if done.waits:
        click.echo(
            f"{counted(done.rows, 'row')} proposed. Confirm them: conformity confirm "
            f"{folder} {proposal.question.id}"
        )
    else:
        click.echo("This says nothing new: it waits or stands there already.")
    if done.remarks:
        click.echo(f"{counted(done.remarks, 'remark')} kept.")
