"""``conformity incident new|list|show|change|report``: what happens after the launch."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.common import (
    as_of_option,
    by_option,
    day_or_today,
    find_author,
    folder_argument,
    heading,
    printable,
    show_json,
    wrapped,
)
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.services.assess.entry_file import Typed
    from compliance.storage.opened import OpenAssessment
    from compliance.views.after_launch import EntryView
    from compliance.views.clock import ClockView

INDENT = "    "


@click.group(short_help="Record what happens after the launch.")
def incident() -> None:
    """Record what happens after the launch: incidents, actions, complaints, results.

    For each entry: what is due to whom and by when, and the papers about it.
    """


def _fields(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options by which the fields of an entry are given."""
    for option in reversed(
        (
            click.option(
                "--set",
                "fields",
                multiple=True,
                metavar="FIELD=VALUE",
                help="A field with its value, as in harm=death; may be repeated.",
            ),
            click.option(
                "--told",
                multiple=True,
                metavar="WHOM",
                help="Who was told: “whom=authority; country=de; what=initial-report; "
                "on=YYYY-MM-DD”; may be repeated.",
            ),
            click.option(
                "--file",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Fields from a YAML or JSON file.",
            ),
            click.option(
                "--evidence",
                multiple=True,
                metavar="EV-NUMBER",
                help="Evidence that belongs to it; may be repeated.",
            ),
            click.option(
                "--about",
                "linked",
                multiple=True,
                metavar="NUMBER",
                help="Another entry that it is about; may be repeated.",
            ),
        )
    ):
        command = option(command)
    return command


@incident.command(short_help="Record a new entry.")
@folder_argument
@click.option("--kind", default="", help="Kind of entry; a serious incident by default.")
@click.option("--title", default="", help="What it is called, in a few words.")
@_fields
@as_of_option
@by_option
def new(
    folder: Path,
    kind: str,
    title: str,
    fields: tuple[str, ...],
    told: tuple[str, ...],
    file: Path | None,
    evidence: tuple[str, ...],
    linked: tuple[str, ...],
    as_of: datetime.date | None,
    by: str | None,
) -> None:
    """Record a serious incident in DIR, or another kind of entry, and show what is due.

    Only a title is needed; what is not known yet is recorded later with: conformity
    incident change DIR NUMBER. conformity incident fields DIR lists the fields.
    """
    from compliance.services.assess.entry_file import full_names
    from compliance.services.assess.log_entry import record_entry
    from compliance.services.assess.open import open_assessment
    from compliance.views.after_launch import view_entry, view_log

    assessment = open_assessment(folder)
    typed = _typed(assessment, file, fields, told, {}, evidence, linked)
    if title:
        typed.values |= full_names(assessment, {"title": title})
    day = day_or_today(as_of)
    sort = kind or typed.kind or view_log(assessment, day).kinds[0].id
    made = record_entry(
        assessment,
        sort,
        typed.values,
        by=find_author(by, assessment),
        at=now(),
        evidence=typed.evidence or (),
        linked=typed.linked or (),
    )
    view = view_entry(assessment, made.entry.number, day)
    click.echo(printable(f"Recorded {view.number}: {view.kind_title}, {view.title}"))
    _show_due(view)


@incident.command(short_help="Record what an entry says from now on.")
@folder_argument
@click.argument("number", metavar="NUMBER")
@_fields
@click.option("--reason", default="", help="Why it is changed.")
@as_of_option
@by_option
def change(
    folder: Path,
    number: str,
    fields: tuple[str, ...],
    told: tuple[str, ...],
    file: Path | None,
    evidence: tuple[str, ...],
    linked: tuple[str, ...],
    reason: str,
    as_of: datetime.date | None,
    by: str | None,
) -> None:
    """Record what the entry NUMBER of DIR says from now on; what it said is kept.

    FIELD= without a value takes the field back. --told adds to who was told before.
    """
    from compliance.services.assess.log_entry import change_entry
    from compliance.services.assess.open import open_assessment
    from compliance.views.after_launch import view_entry

    assessment = open_assessment(folder)
    kept, seen = assessment.state.entries.get(number), assessment.head
    typed = _typed(assessment, file, fields, told, kept.values if kept else {}, evidence, linked)
    change_entry(
        assessment,
        number,
        typed.values,
        by=find_author(by, assessment),
        at=now(),
        evidence=typed.evidence,
        linked=typed.linked,
        reason=reason or typed.reason,
        seen=seen,
    )
    view = view_entry(assessment, number, day_or_today(as_of))
    click.echo(printable(f"Changed {view.number}: {view.title}"))
    _show_due(view)


def _typed(
    assessment: OpenAssessment,
    file: Path | None,
    fields: tuple[str, ...],
    told: tuple[str, ...],
    present: dict[str, Any],
    evidence: tuple[str, ...],
    linked: tuple[str, ...],
) -> Typed:
    """What was typed, and what stands in the file; the former counts."""
    from compliance.services.assess.entry_file import Typed, add_told, read_entry, typed_fields

    typed = Typed() if file is None else read_entry(assessment, file)
    typed.values |= typed_fields(assessment, fields)
    add_told(assessment, typed.values, present, told)
    typed.evidence = [*evidence] or typed.evidence
    typed.linked = [*linked] or typed.linked
    return typed


@incident.command(name="fields", short_help="List the kinds of entries and their fields.")
@folder_argument
def fields_(folder: Path) -> None:
    """List the kinds of entries that DIR can have, each with its fields and options."""
    from compliance.services.assess.log_entry import kind_named
    from compliance.services.assess.open import open_assessment
    from compliance.views.after_launch import new_fields, view_log

    assessment = open_assessment(folder)
    for kind in view_log(assessment, day_or_today(None)).kinds:
        click.echo(heading(f"{kind.title} [{kind.id}]"))
        click.echo(wrapped(f"{kind.says} {kind.provisions}.", "  "))
        for one in new_fields(assessment, kind_named(assessment, kind.id)):
            if one.arises:
                options = ", ".join(option.id for option in one.prompt.options[:12])
                more = f" ({options})" if options else f" ({one.prompt.type})"
                text = f"{one.id.partition('.')[2]}: {one.prompt.ask}{more}"
                click.echo(wrapped(text, INDENT + "  ", INDENT))


@incident.command(name="list", short_help="List the entries, and what is due.")
@folder_argument
@as_of_option
@click.option("--kind", default="", help="Only entries of this kind.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def list_(folder: Path, as_of: datetime.date | None, kind: str, form: str) -> None:
    """List what was recorded after the launch in DIR, and what is due because of it."""
    from compliance.services.assess.log_entry import kind_named
    from compliance.services.assess.open import open_assessment
    from compliance.views.after_launch import view_log

    assessment = open_assessment(folder)
    day = day_or_today(as_of)
    log = view_log(assessment, day)
    if kind:
        kind_named(assessment, kind)
    views = [view for view in log.entries if kind in {"", view.kind}]
    if form == "json":
        from compliance.views.public_after_launch import incidents

        show_json(incidents(assessment, day, views))
        return
    click.echo(heading(f"After the launch, on {day}"))
    for view in views:
        _line(view)
    if not views:
        click.echo("Nothing is recorded. Record an incident with: conformity incident new")


def _line(view: EntryView) -> None:
    click.echo("")
    when = f", {view.day}" if view.day else ""
    click.echo(
        wrapped(
            printable(f"{view.number}  {view.title} ({view.kind_title}{when}; {view.word})"),
            INDENT,
            "",
        )
    )
    _show_due(view)


def _show_due(view: EntryView) -> None:
    for clock in view.due:
        _show_clock(clock)


def _show_clock(clock: ClockView) -> None:
    text = f"- {clock.title}: {clock.word}. {clock.text} {clock.provisions}."
    click.echo(wrapped(printable(text), INDENT + "  ", INDENT))
    for one in clock.recipients:
        if clock.open and one.told is None:
            to = "to" if one.sure else "perhaps to"
            click.echo(wrapped(printable(f"{to} {one.line}"), INDENT * 2 + "  ", INDENT * 2))


@incident.command(short_help="Show an entry with its history.")
@folder_argument
@click.argument("number", metavar="NUMBER")
@as_of_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def show(folder: Path, number: str, as_of: datetime.date | None, form: str) -> None:
    """Show the entry NUMBER of DIR: what it says, what is due, and its history."""
    from compliance.services.assess.open import open_assessment
    from compliance.views.after_launch import view_entry
    from compliance.views.document import documents_about

    assessment = open_assessment(folder)
    day = day_or_today(as_of)
    view = view_entry(assessment, number, day)
    if form == "json":
        from compliance.views.public_after_launch import incidents

        show_json(incidents(assessment, day, [view]))
        return
    click.echo(heading(printable(f"{view.number}  {view.title}")))
    click.echo(printable(f"{view.kind_title}, {view.word}; recorded by {view.by}, {view.at}"))
    _say(view)
    click.echo("")
    click.echo(heading("What is due"))
    for clock in view.clocks:
        _show_clock(clock)
    for text, provisions in view.remarks:
        click.echo(wrapped(printable(f"! {text} {provisions}."), INDENT + "  ", INDENT))
    _history(view)
    papers = [paper for paper in documents_about(assessment, number, day) if paper.owed]
    if papers:
        click.echo("")
        click.echo(heading("Papers"))
    for paper in papers:
        click.echo(wrapped(f"{paper.title} [{paper.id}]: {paper.word}", INDENT))


def _say(view: EntryView) -> None:
    for one in view.filled:
        text = "; ".join(one.answer.entries) or one.answer.words
        click.echo(wrapped(printable(f"{one.name}: {text}"), INDENT, "  "))
    if view.unfilled:
        names = ", ".join(one.id.partition(".")[2] for one in view.unfilled)
        click.echo(wrapped(f"Not stated yet: {names}.", INDENT, "  "))
    for word, numbers in (("Evidence", view.evidence), ("Entries", view.linked)):
        if numbers:
            texts = [f"{number} {name}" for number, name in numbers]
            click.echo(wrapped(printable(f"{word}: {'; '.join(texts)}"), INDENT, "  "))


def _history(view: EntryView) -> None:
    click.echo("")
    click.echo(heading("History"))
    for record in view.history:
        reason = f": {record.reason}" if record.reason else ""
        click.echo(printable(f"{record.seq:>5}  {record.at}  {record.by}{reason}"))
        for one in record.changes:
            before = f" (before: {one.before})" if one.before else ""
            text = f"{one.name}: {one.after or 'taken back'}{before}"
            click.echo(wrapped(printable(text), INDENT * 3, INDENT * 2))


@incident.command(short_help="Write the papers about an entry.")
@folder_argument
@click.argument("number", metavar="NUMBER")
@click.option("--complete", is_flag=True, help="The complete report, not the initial one.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="Where the files go.",
)
@as_of_option
@click.option("--format", "form", type=click.Choice(["pdf", "json"]), default="pdf")
def report(
    folder: Path,
    number: str,
    output: Path,
    as_of: datetime.date | None,
    form: str,
    *,
    complete: bool,
) -> None:
    """Write the report, or the notice, about the entry NUMBER of DIR.

    What it lacks makes it a draft that names what is open. An initial report may be
    incomplete; with --complete the complete one is written.
    """
    from compliance.cli.documents import tell_written
    from compliance.services.assess.open import open_assessment
    from compliance.services.issue_document import issue_documents
    from compliance.services.papers_about import papers_about

    assessment = open_assessment(folder)
    day = day_or_today(as_of)
    chosen = papers_about(assessment, number, day, complete=complete)
    tell_written(issue_documents(assessment, chosen, output, as_of=day, form=form), form)
