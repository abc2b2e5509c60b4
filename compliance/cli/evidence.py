"""``conformity evidence add|list|mark|link|unlink|supersede|withdraw``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.common import (
    Day,
    bar,
    by_option,
    find_author,
    folder_argument,
    printable,
    wrapped,
)
from compliance.cli.evidence_places import places
from compliance.cli.evidence_plan import plan
from compliance.cli.evidence_read import read, read_new
from compliance.services.clock import now, today

if TYPE_CHECKING:
    from compliance.services.assess.attach_many import Brought
    from compliance.services.assess.evidence_said import Said
    from compliance.services.assess.keep_evidence import Kept, OnHeld
    from compliance.storage.opened import OpenAssessment
    from compliance.views.evidence import EvidenceView

number_argument = click.argument("number", metavar="EV-NUMBER")


def said_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What can be said about a file, besides its kind."""
    options = [
        click.option("--collected", type=Day(), metavar="DATE", help="When it was made."),
        click.option("--expires", type=Day(), metavar="DATE", help="Until when it counts."),
        click.option("--covers-from", type=Day(), metavar="DATE", help="Period it speaks of: from"),
        click.option("--covers-to", type=Day(), metavar="DATE", help="and until."),
        click.option("--owner", default="", help="Who keeps it up to date."),
        click.option("--of-version", default="", help="Version of the system it speaks of."),
        click.option(
            "--address", default="", metavar="URL", help="Where it lies in your document system."
        ),
        click.option("--note", default="", help="What it shows."),
        click.option(
            "--not-for-outside/--for-outside",
            "inside",
            default=None,
            help="Whether it stays out of packs for others; its kind decides where nothing is "
            "said.",
        ),
        click.option("--again", is_flag=True, help="Take bytes that are held in once more."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def supports_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--supports``: what a file is evidence for."""
    return click.option(
        "--supports",
        multiple=True,
        metavar="ID",
        help="Requirement or question it supports; may be repeated.",
    )(command)


def said_by(options: dict[str, Any], kind: str, supports: tuple[str, ...]) -> Said:
    """What the options say about a file."""
    from compliance.services.assess.evidence_said import Said

    return Said(
        kind=kind,
        supports=tuple(item for value in supports for item in value.split(",") if item),
        version=options["of_version"],
        **{
            name: options[name]
            for name in (
                "collected", "expires", "covers_from", "covers_to", "owner", "address", "note",
                "inside",
            )
        },
    )  # fmt: skip


@click.group(short_help="Attach, link, list, replace and withdraw evidence.")
def evidence() -> None:
    """Attach, link, list, read, replace and withdraw evidence."""


evidence.add_command(plan)
evidence.add_command(places)
evidence.add_command(read)


@evidence.command()
@folder_argument
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--kind", default="", help="Kind of evidence, as the checklists name it.")
@supports_option
@click.option("--as-proposed", is_flag=True, help="Take kind and links as they are proposed.")
@click.option("--link", is_flag=True, help="Link bytes that are held instead of refusing them.")
@click.option("--name", default="", help="Without a FILE: what is called so lies at --address.")
@click.option("--sha256", default="", help="Without a FILE: SHA-256 of what lies there.")
@said_options
@by_option
def add(
    folder: Path,
    files: tuple[Path, ...],
    kind: str,
    supports: tuple[str, ...],
    name: str,
    sha256: str,
    by: str | None,
    *,
    as_proposed: bool,
    link: bool,
    **options: Any,
) -> None:
    """Copy each FILE, and the files of each folder, into the locker of DIR.

    Where kind or what it supports is not said, both are proposed by name and content, and
    taken with --as-proposed or after asking. Either all files are taken in, or none.
    """
    from compliance.services.assess.attach_evidence import attach_address
    from compliance.services.assess.attach_many import attach_many, brought_from, files_of
    from compliance.services.assess.evidence_said import check_said
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    said, on_held = said_by(options, kind, supports), _on_held(options, link=link)
    author = find_author(by, assessment)
    if not files and said.address:
        title = name or said.address.rstrip("/").rpartition("/")[2]
        kept = attach_address(
            assessment, title, said, by=author, at=now(), digest=sha256, on_held=on_held
        )
        _show_kept(assessment, [kept])
        return
    if supports and not said.supports:
        check_said(assessment, "--supports", said, now())
    brought = [brought_from(path, said) for path in files_of(files, assessment.place)]
    if not (said.kind and said.supports):
        brought = _as_proposed(assessment, brought, sure=as_proposed)
    with bar("Taking in") as progress:
        kept_all = attach_many(
            assessment, brought, by=author, at=now(), on_held=on_held, progress=progress
        )
    _show_kept(assessment, kept_all)
    read_new(assessment, folder, kept_all, author)


def _on_held(options: dict[str, Any], *, link: bool) -> OnHeld:
    if options["again"]:
        return "again"
    return "link" if link else "refuse"


def _as_proposed(
    assessment: OpenAssessment, brought: list[Brought], *, sure: bool
) -> list[Brought]:
    """Show what each file may be; taken as that where somebody says so.

    Raises:
        ConformityError: ``evidence.no-kind`` for what nothing speaks for, or where nobody
            can be asked.
    """
    from compliance.errors import Problem, ProblemsError
    from compliance.services.assess.propose_evidence import with_proposals

    found = with_proposals(assessment, brought)
    for one in found:
        text = f"{printable(one.proposed.name)}: {one.proposed.label}"
        because = f" ({one.proposed.because})" if one.proposed.because else ""
        click.echo(wrapped(printable(f"{text}{because}"), "  ", ""))
        labels = "; ".join(label for _, label in one.supports)
        click.echo(wrapped(printable(f"supports {labels}"), "    "))
    if not sure and not (sys.stdin.isatty() and click.confirm("Take them in as that?")):
        message = "Nothing was taken in: it is not said what the files are."
        hint = "Take it as proposed with --as-proposed, or say --kind and --supports."
        raise ProblemsError([Problem("FILE", "evidence.no-kind", message, hint)])
    return [one.brought for one in found]


def _show_kept(assessment: OpenAssessment, kept: list[Kept]) -> None:
    """Say what became of each file."""
    from compliance.views.evidence import names_of

    words = {"new": "Attached", "linked": "Linked", "same": "Attached already:"}
    for one in kept:
        data = one.held.data
        where = f"{data.size} bytes" if data.held else f"not held here; it lies at {data.address}"
        click.echo(printable(f"{words[one.how]} {data.evidence} {data.name}, {where}"))
        if data.sha256:
            click.echo(f"SHA-256 {data.sha256}")
        click.echo(wrapped(printable(f"supports {names_of(assessment, data.supports)}"), "  "))
    if len(kept) > 1:
        new = sum(one.how == "new" for one in kept)
        linked = sum(one.how == "linked" for one in kept)
        click.echo(f"{new} attached, {linked} linked, {len(kept) - new - linked} as before")


@evidence.command(name="list")
@folder_argument
def list_(folder: Path) -> None:
    """List the evidence of DIR."""
    from compliance.services.assess.open import open_assessment
    from compliance.views.evidence import view_evidence

    assessment = open_assessment(folder)
    if not assessment.state.evidence:
        click.echo("No evidence yet.")
    for held in assessment.state.evidence.values():
        _show_line(view_evidence(assessment, held, today()))


def _show_line(line: EvidenceView) -> None:
    """One piece of evidence, in a few lines."""
    held, data = line.held, line.held.data
    indent = " " * 9
    click.echo(printable(f"{data.evidence}  {data.name}  ({line.kind})"))
    labels = "; ".join(dict.fromkeys(label for _, label in line.supports)) or "nothing"
    click.echo(wrapped(printable(f"supports {labels}"), f"{indent}  ", indent))
    dates = f"collected {data.collected or 'not said'}"
    dates += f", expires {data.expires}" if data.expires else ""
    click.echo(f"{indent}{dates}, attached {held.at} by {printable(held.by)}")
    about = [f"covers {line.covers}"] if line.covers else []
    about += [f"version {data.version}"] if data.version else []
    about += [f"owner {data.owner}"] if data.owner else []
    about += [f"in place of {data.supersedes}"] if data.supersedes else []
    if about:
        click.echo(wrapped(printable(", ".join(about)), indent))
    click.echo(wrapped(f"{line.mark.glyph} {printable(line.told)}", f"{indent}  ", indent))
    for hint in line.hints:
        click.echo(wrapped(printable(f"? {hint}"), f"{indent}  ", indent))
    if line.inside:
        click.echo(f"{indent}not for outside")
    if data.address:
        click.echo(printable(f"{indent}lies at {data.address}"))
    click.echo(f"{indent}SHA-256 {data.sha256 or 'not known'}")


@evidence.command()
@folder_argument
@number_argument
@click.option("--not-for-outside/--for-outside", "inside", required=True, help="What it is.")
@click.option("--reason", default="", help="Why.")
@by_option
def mark(folder: Path, number: str, reason: str, by: str | None, *, inside: bool) -> None:
    """Record whether a file may be handed to others.

    What is not for outside is named in papers and in the index of a pack, with its digest,
    and stays out of the pack.
    """
    from compliance.services.assess.attach_evidence import mark_evidence
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    author = find_author(by, assessment)
    new = mark_evidence(assessment, number, inside=inside, reason=reason, by=author, at=now())
    word = "Not for outside" if inside else "For outside"
    click.echo(f"{word}{'' if new else ' already'}: {number}")


@evidence.command()
@folder_argument
@number_argument
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--reason", default="", help="Why.")
@by_option
def link(folder: Path, number: str, ids: tuple[str, ...], reason: str, by: str | None) -> None:
    """Record that evidence supports further requirements or questions."""
    from compliance.services.assess.link_evidence import link_evidence
    from compliance.services.assess.open import open_assessment
    from compliance.views.evidence import names_of

    assessment = open_assessment(folder)
    author = find_author(by, assessment)
    added = link_evidence(assessment, number, ids, by=author, at=now(), reason=reason)
    names = printable(names_of(assessment, added or ids))
    click.echo(wrapped(f"{number} supports {names}{'' if added else ' already'}"))


@evidence.command()
@folder_argument
@number_argument
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--reason", default="", help="Why.")
@by_option
def unlink(folder: Path, number: str, ids: tuple[str, ...], reason: str, by: str | None) -> None:
    """Record that evidence no longer supports some requirements or questions.

    It stays with the others. A review of what it supported does not count any more.
    """
    from compliance.services.assess.link_evidence import unlink_evidence
    from compliance.services.assess.open import open_assessment
    from compliance.views.evidence import names_of

    assessment = open_assessment(folder)
    author = find_author(by, assessment)
    gone = unlink_evidence(assessment, number, ids, by=author, at=now(), reason=reason)
    click.echo(wrapped(printable(f"{number} no longer supports {names_of(assessment, gone)}")))


@evidence.command()
@folder_argument
@number_argument
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--kind", default="", help="Kind of evidence, where it is another one now.")
@supports_option
@click.option("--sha256", default="", help="Without a FILE: SHA-256 of what lies at --address.")
@said_options
@by_option
def supersede(
    folder: Path,
    number: str,
    file: Path | None,
    kind: str,
    supports: tuple[str, ...],
    sha256: str,
    by: str | None,
    **options: Any,
) -> None:
    """Attach FILE as the newer version of evidence.

    It supports what the older one supported. The older one stays in the locker and counts
    no longer.
    """
    from compliance.services.assess.link_evidence import supersede_evidence
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    said, author = said_by(options, kind, supports), find_author(by, assessment)
    kept = supersede_evidence(
        assessment,
        number,
        file,
        said,
        by=author,
        at=now(),
        digest=sha256,
        on_held=_on_held(options, link=False),
    )
    _show_kept(assessment, [kept])
    read_new(assessment, folder, [kept], author)
    click.echo(f"{number} is superseded; it stays in the locker.")


@evidence.command()
@folder_argument
@number_argument
@click.option("--reason", required=True, help="Why it no longer counts.")
@by_option
def withdraw(folder: Path, number: str, reason: str, by: str | None) -> None:
    """Record that evidence no longer counts; its file stays in the locker."""
    from compliance.services.assess.attach_evidence import withdraw_evidence
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    withdraw_evidence(assessment, number, reason=reason, by=find_author(by, assessment), at=now())
    click.echo(f"Withdrawn: {number}")
