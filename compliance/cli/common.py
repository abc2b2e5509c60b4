"""What commands share: options, the author, lines of text."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.errors import ConformityError, fail
from compliance.services.clock import today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic import BaseModel

    from compliance.storage.opened import OpenAssessment
    from compliance.views.marks import Mark

WIDEST = 88
NARROWEST = 40

folder_argument = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


def by_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--by``: the author of what is recorded."""
    option = click.option(
        "--by", metavar="NAME", help="Who is writing (otherwise the one remembered)."
    )
    return option(command)


def pack_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--pack``: which checklists; none where nobody names any."""
    option = click.option("--pack", metavar="PACK", help="Checklists (otherwise the usual ones).")
    return option(command)


class Day(click.ParamType[datetime.date]):
    """A date on the command line."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Read ``YYYY-MM-DD``."""
        from compliance.data.typed import parse_date

        try:
            return parse_date(param.opts[0] if param else "date", value)
        except ConformityError as error:
            cause = error.problems[0]
            self.fail(f"[usage.date] {cause.message} {cause.hint}", param, ctx)


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--as-of``: the day on which ages and dates count; today by default."""
    option = click.option(
        "--as-of", type=Day(), metavar="DATE", help="Evaluate as of this day (today)."
    )
    return option(command)


def role_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--role``: list less."""
    option = click.option("--role", metavar="ROLE", help="Only what binds this role.")
    return option(command)


def day_or_today(day: datetime.date | None) -> datetime.date:
    """The day given, or today."""
    return day if day is not None else today()


def find_author(by: str | None, assessment: OpenAssessment | None = None) -> str:
    """Who is writing: ``--by``, the environment, what is remembered, or asked once.

    Args:
        by: what the command was given.
        assessment: what is answered; who began it is offered where somebody is asked.

    Raises:
        ConformityError: ``assessment.no-author`` where nobody can be asked.
    """
    from compliance.services.accounts.authors import (
        clean_author,
        remember_author,
        remembered_author,
        settings_folder,
        suggested_author,
    )

    named = by if by is not None else os.environ.get("CONFORMITY_AUTHOR")
    if named is not None:
        return clean_author(named)
    folder = settings_folder()
    remembered = remembered_author(folder)
    if remembered:
        return remembered
    offered = printable(suggested_author(assessment)) if assessment is not None else ""
    if not sys.stdin.isatty():
        begun = f" {offered} began the assessment." if offered else ""
        raise fail(
            "author",
            "assessment.no-author",
            f"It is not known who is writing.{begun}",
            "Give --by 'Name, function', or set CONFORMITY_AUTHOR.",
        )
    click.echo("Every answer is kept with the name of who gave it.")
    if offered:
        click.echo(wrapped(f"{offered} began this assessment; Enter if that is you."))
    author = clean_author(click.prompt("Your name and function", default=offered or None))
    remember_author(folder, author)
    click.echo(f"Remembered for next time in {folder}. Override it with --by.")
    return author


def width() -> int:
    """Columns to write to."""
    columns = shutil.get_terminal_size((80, 24)).columns
    return max(NARROWEST, min(columns - 1, WIDEST))


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """Text wrapped to the terminal, each paragraph by itself."""
    start = indent if first is None else first
    parts = []
    for paragraph in text.split("\n"):
        parts.append(
            textwrap.fill(
                paragraph,
                width(),
                initial_indent=start,
                subsequent_indent=indent,
                break_on_hyphens=False,
                break_long_words=False,
            )
            or start.rstrip()
        )
        start = indent
    return "\n".join(parts)


def heading(text: str) -> str:
    """Lines of their own, bold where the terminal shows it and nobody objects."""
    return bold(wrapped(text))


def bold(text: str) -> str:
    """Text as it is, bold where the terminal shows it and nobody objects."""
    plain = os.environ.get("TERM") == "dumb" or os.environ.get("NO_COLOR")
    return text if plain else click.style(text, bold=True)


def mark_text(mark: Mark) -> str:
    """A mark as glyph and word, so that it needs no colour."""
    return f"{mark.glyph} {mark.word}"


def show_lines(lines: Iterable[str]) -> None:
    """Sentences that belong to the line above them."""
    for line in lines:
        click.echo(wrapped(printable(line), "    ", "  "))


def show_json(value: BaseModel) -> None:
    """A report for machines."""
    click.echo(value.model_dump_json(indent=2))


def printable(text: str) -> str:
    """Text of users without anything a terminal would act on."""
    return "".join(
        character if character.isprintable() or character == "\n" else "\ufffd"
        for character in text.replace("\t", "    ")
    )


@contextlib.contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; yields ``progress(done, total)``."""
    if not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005 - nobody watches
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as shown:

        def progress(done: int, total: int) -> None:
            shown.length = max(total, 1)
            shown.update(done - shown.pos)

        yield progress
