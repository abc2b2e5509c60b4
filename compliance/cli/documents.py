"""``conformity documents`` and ``conformity issue``."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    as_of_option,
    day_or_today,
    folder_argument,
    heading,
    printable,
    show_json,
    wrapped,
)
from compliance.errors import fail
from compliance.language.words import capital, number_of

if TYPE_CHECKING:
    from compliance.services.issue_document import Issued
    from compliance.storage.opened import OpenAssessment
    from compliance.views.document import DocumentView

INDENT = "    "
MOST_LACKS = 12
ONLY_PDF = "A pack holds papers, which are PDF files."
FONTS = "docs/how-to/languages.md says where it is put"
FOR = "Add --for authority, for example; conformity documents DIR says who may have what."


@click.command(short_help="List the documents that the law asks for.")
@folder_argument
@as_of_option
@click.option("--all", "every", is_flag=True, help="List those that are not owed, too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def documents(folder: Path, as_of: datetime.date | None, form: str, *, every: bool) -> None:
    """List the documents that the law asks for in the case of DIR.

    For each: whether it is owed and why, for whom it is, by when and in which language,
    how long it is kept, and what it still lacks, each lack with the question that mends it.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.views.document import view_documents
    from compliance.views.market import view_markets

    assessment = open_assessment(folder)
    assessment.require_system()
    day = day_or_today(as_of)
    views = view_documents(assessment, day)
    if form == "json":
        from compliance.views import reports

        show_json(reports.documents(assessment, day, views))
        return
    shown = [view for view in views if every or view.owed]
    click.echo(heading(f"Documents on {day}"))
    for view in shown:
        _show(view)
    for market in view_markets(assessment):
        note = f" {market.note}" if market.note else ""
        known = "" if market.checked else " (from working knowledge)"
        text = f"{market.line}.{note} Source: {market.source}{known}."
        click.echo("")
        click.echo(wrapped(printable(text), INDENT, ""))
        click.echo(wrapped(printable(f"Authority: {market.authority}."), INDENT))
    if not shown:
        click.echo("None is owed." if views else "These checklists declare no documents.")
    elif any(view.owed for view in shown):
        click.echo("")
        click.echo(f"Write them with: conformity issue {folder} -o FOLDER")


def _show(view: DocumentView) -> None:
    click.echo("")
    click.echo(wrapped(printable(f"{view.title} [{view.id}]: {view.word}"), INDENT, ""))
    rows = [view.basis]
    if view.state in {"unsure", "not-owed"}:
        rows.append(view.because)
    if view.owed:
        rows += [
            f"Whose: {view.owner}. For: {'; '.join(words for _, words in view.to)}.",
            f"When: {view.due}{f' ({view.from_})' if view.from_ else ''}.",
            f"Language: {view.language}" if view.language else "",
            f"There: {'; '.join(item.line for item in view.markets)}." if view.markets else "",
            f"Kept: {view.kept}." if view.kept else "",
        ]
    for text in filter(None, rows):
        click.echo(wrapped(printable(text), INDENT))
    for lack in view.lacks[:MOST_LACKS] if view.owed else ():
        known = f" [{' '.join(filter(None, (lack.entry, lack.question)))}]" if lack.question else ""
        click.echo(wrapped(printable(f"- {lack.text}{known}"), INDENT + "  ", INDENT))
    if view.owed and len(view.lacks) > MOST_LACKS:
        click.echo(f"{INDENT}- and {len(view.lacks) - MOST_LACKS} more; --format json lists all")


@click.command(short_help="Write the documents that the law asks for.")
@folder_argument
@click.argument("named", metavar="[DOCUMENT]...", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER|PACK.zip",
    help="Where the files go; a pack where the name ends in .zip.",
)
@click.option(
    "--for",
    "addressee",
    default="",
    metavar="WHOM",
    help="Only what this addressee may have: authority, representative, deployer, …",
)
@click.option(
    "--requested",
    is_flag=True,
    help="For a pack: the addressee asked for evidence that is not for outside.",
)
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "json", "docx"]),
    default="pdf",
    help="json: what the pages say, for machines. docx: a working copy for Word.",
)
@click.option(
    "--lang",
    "language",
    default="",
    metavar="LANG",
    help="In another language than English: de, fr, zh, …; conformity languages DIR lists them.",
)
@click.option(
    "--no-cache", is_flag=True, help="Neither use nor keep pages that were laid out before."
)
def issue(
    folder: Path,
    named: tuple[str, ...],
    output: Path,
    addressee: str,
    as_of: datetime.date | None,
    form: str,
    language: str,
    *,
    no_cache: bool,
    requested: bool,
) -> None:
    """Write documents of DIR to files: those that are named, or all that are owed.

    With --for and a name that ends in .zip they are written as one pack, with the
    evidence that they name, an index, and the digest of every file. With --lang those of
    its papers that are there in the language are in it, and all others in English.

    With --format docx those that people negotiate or adapt are written as working copies,
    which are no issued papers and are not verified.

    A document that lacks something is written as a draft that names what is open; there is
    no place to sign on it. conformity documents DIR lists what there is.
    """
    from compliance.cli.common import bar
    from compliance.services.assess.open import open_assessment
    from compliance.services.issue_document import choose_documents, issue_documents
    from compliance.services.pack.make import check_addressee

    assessment = open_assessment(folder)
    day = day_or_today(as_of)
    if output.suffix.lower() == ".zip":
        if form != "pdf":
            raise fail("--format", "usage.arguments", ONLY_PDF, "Leave --format out.")
        _pack(
            assessment,
            addressee,
            output,
            day,
            named,
            language,
            keep=not no_cache,
            requested=requested,
        )
        return
    if addressee:
        check_addressee(assessment, addressee)
    chosen = choose_documents(assessment, day, named, addressee, form=form)
    written = []
    with bar("Writing documents") as progress:
        made = issue_documents(
            assessment, chosen, output, as_of=day, form=form, keep=not no_cache, language=language
        )
        for at, item in enumerate(made, 1):
            written.append(item)
            progress(at, len(chosen))
    tell_written(written, form)


def tell_written(written: Iterable[Issued], form: str) -> None:
    """Say what is written, as it is, and which fonts would print what could not be printed."""
    nothing, fonts = True, dict[str, None]()
    for item in written:
        click.echo(printable(f"Wrote {item.path} ({item.view.title}, {_state(item, form)})"))
        nothing, fonts = False, fonts | dict.fromkeys(item.fonts)
    if fonts:
        text = "Some signs cannot be printed here and stand as marks. Add a font: "
        click.echo(wrapped(f"{text}{'; '.join(fonts)} ({FONTS})", "  ", ""), err=True)
    if nothing:
        click.echo("Nothing to write: none of the documents that are owed can be had so.")


def _state(item: Issued, form: str) -> str:
    lacks = f"{len(item.view.lacks)} open" if item.draft else ""
    if form == "docx":
        return f"working copy, {lacks or 'nothing open'}"
    state = f"draft, {lacks}" if lacks else "final"
    return f"{state}, working translation: no place to sign" if item.working else state


def _pack(
    assessment: OpenAssessment,
    addressee: str,
    output: Path,
    day: datetime.date,
    named: tuple[str, ...],
    language: str,
    *,
    keep: bool,
    requested: bool,
) -> None:
    from compliance.cli.common import bar
    from compliance.language.tongue import english_name
    from compliance.services.pack.make import make_pack

    if not addressee:
        raise fail("--for", "document.addressee", "It is not said for whom the pack is.", FOR)
    with bar("Making the pack") as progress:
        made = make_pack(
            assessment,
            addressee,
            output,
            as_of=day,
            named=named,
            requested=requested,
            keep=keep,
            language=language,
            progress=progress,
        )
    drafts = sum(bool(document.state) for document in made.papers)
    click.echo(f"Wrote {output} ({made.size:,} bytes)")
    click.echo(
        f"{number_of(len(made.papers), 'paper')}, {drafts} of them drafts; "
        f"{number_of(made.evidence, 'file')} of evidence; index.pdf lists them"
    )
    if made.held_back:
        files = number_of(made.held_back, "file")
        click.echo(f"{capital(files)} not for outside: named in the index, not inside")
    if language:
        written = sum(bool(document.translation) for document in made.papers)
        click.echo(f"In {english_name(language)}: {written} of them; the others are in English")
    click.echo(f"Verify it with: conformity verify {output}")
