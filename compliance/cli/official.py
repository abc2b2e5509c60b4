"""How commands show the official text that a user imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli.common import heading, printable, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.checklist.catalogue import Catalogue
    from compliance.law.quote import Quote, QuotedLine

HOW = "No official text is imported. Import it with: conformity law import FILE"


def show_official(catalogue: Catalogue, provisions: Iterable[str]) -> bool:
    """Show the official text of provisions; says whether one is imported.

    What is kept but cannot be read is reported, and is no reason to stop.
    """
    from compliance.errors import ConformityError  # noqa: PLC0415
    from compliance.services.official_text import official_quotes  # noqa: PLC0415

    try:
        quotes = official_quotes(catalogue, provisions)
    except ConformityError as error:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        return True
    for quote in quotes:
        _show_quote(quote)
    if quotes:
        _show_source(quotes[0])
    return bool(quotes)


def _show_quote(quote: Quote) -> None:
    title = quote.lines[0].title if quote.lines else ""
    name = f"{quote.printed}: {printable(title)}" if title else quote.printed
    click.echo("\n" + heading(wrapped(f"Official text, {name}")))
    if quote.warning:
        click.echo(wrapped(f"! {quote.warning}", "  ", ""))
    for line in quote.lines:
        _show_line(line)
    if quote.added:
        click.echo(wrapped(f"! Added since, not in this text: {', '.join(quote.added)}"))
    for number, note in quote.footnotes:
        click.echo(wrapped(f"[fn:{number}] {printable(note)}", "    ", "  "))


def _show_line(line: QuotedLine) -> None:
    mark = f"[{line.remark}]" if line.remark else ""
    title = line.title if line.depth else ""
    label = line.label if line.depth or not line.title else ""
    parts = [label, mark, title, line.text]
    text = printable(" ".join(part for part in parts if part))
    if text:
        indent = "  " * (line.depth + 1)
        click.echo(wrapped(text, indent + "  ", indent))


def _show_source(quote: Quote) -> None:
    language = f", {quote.language.upper()}" if quote.language else ""
    source = printable(f"{quote.source}, text of {quote.date}{language}")
    click.echo("\n" + wrapped(f"Source: {source}; imported file SHA-256 {quote.digest}"))
    click.echo(wrapped(quote.notice))
