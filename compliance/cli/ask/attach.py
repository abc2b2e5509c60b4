"""Attaching a file while a question is on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.checklist.base import EVIDENCE_KINDS
from compliance.cli.ask.lines import read_line
from compliance.cli.common import printable
from compliance.data.typed import parse_date
from compliance.services.assess.attach_evidence import attach_evidence

if TYPE_CHECKING:
    from datetime import datetime

    from compliance.assessment.agenda import Item
    from compliance.checklist.catalogue import Catalogue
    from compliance.storage.opened import OpenAssessment


@dataclass(frozen=True)
class Wanted:
    """A file to attach, as a person describes it."""

    path: Path
    kind: str
    collected: str


def ask_what(catalogue: Catalogue, item: Item, name: str) -> Wanted | None:
    """Ask for what is missing of file, kind and date; nothing if there is no file."""
    name = name or read_line("File: ").strip()
    if not name:
        return None
    path = Path(name.strip("'\"")).expanduser()
    if not path.is_file():
        click.echo(f"There is no file {printable(name)}.")
        return None
    kind = _ask_kind(catalogue, item)
    collected = read_line("Made on (year-month-day, Enter if not known): ").strip()
    return Wanted(path, kind, collected)


def _ask_kind(catalogue: Catalogue, item: Item) -> str:
    if item.question.type == "file":
        return item.question.kind
    asked = (
        [request.kind for request in catalogue.requirements[item.requirement].evidence]
        if item.requirement
        else []
    )
    for number, kind in enumerate(asked, 1):
        click.echo(f"  {number}. {catalogue.label(EVIDENCE_KINDS, kind)} ({kind})")
    line = read_line("Kind of evidence (number or id): ").strip()
    if line.isdigit() and 0 < int(line) <= len(asked):
        return asked[int(line) - 1]
    # The last kind of the vocabulary is the one for everything else.
    others = [word.id for word in catalogue.words(EVIDENCE_KINDS)][-1:]
    return line or next(iter(asked or others), "")


def attach(
    assessment: OpenAssessment, item: Item, wanted: Wanted, *, by: str, at: datetime
) -> None:
    """Attach the file to the question, and to the requirement it belongs to.

    Raises:
        ConformityError: what is wrong with the file, its kind or its date.
    """
    supports = [item.question.id]
    if item.requirement and item.requirement != item.question.id:
        supports.append(item.requirement)
    held, _ = attach_evidence(
        assessment,
        wanted.path,
        kind=wanted.kind,
        supports=supports,
        by=by,
        at=at,
        collected=parse_date("date", wanted.collected) if wanted.collected else None,
    )
    click.echo(f"Attached {held.data.evidence} {printable(held.data.name)}.")
