"""Attaching a file while a question is on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.ask.lines import read_line
from compliance.cli.common import printable
from compliance.data.typed import parse_date
from compliance.services.assess.attach_evidence import attach_evidence
from compliance.views.evidence import asked_kind, supports_of

if TYPE_CHECKING:
    from datetime import datetime

    from compliance.storage.opened import OpenAssessment
    from compliance.views.question import QuestionView


@dataclass(frozen=True)
class Wanted:
    """A file to attach, as a person describes it."""

    path: Path
    kind: str
    collected: str


def ask_what(assessment: OpenAssessment, question: QuestionView, name: str) -> Wanted | None:
    """Ask for what is missing of file, kind and date; nothing if there is no file."""
    name = name or read_line("File: ").strip()
    if not name:
        return None
    path = Path(name.strip("'\"")).expanduser()
    if not path.is_file():
        click.echo(f"There is no file {printable(name)}.")
        return None
    kind = _ask_kind(assessment, question)
    collected = read_line("Made on (year-month-day, Enter if not known): ").strip()
    return Wanted(path, kind, collected)


def _ask_kind(assessment: OpenAssessment, question: QuestionView) -> str:
    if question.type == "file":
        return asked_kind(assessment, question.id)
    for number, one in enumerate(question.wanted, 1):
        click.echo(f"  {number}. {one.label} ({one.kind})")
    line = read_line("Kind of evidence (number or id): ").strip()
    if line.isdigit() and 0 < int(line) <= len(question.wanted):
        return question.wanted[int(line) - 1].kind
    return line or asked_kind(assessment, question.id)


def attach(
    assessment: OpenAssessment, question: QuestionView, wanted: Wanted, *, by: str, at: datetime
) -> None:
    """Attach the file to the question, and to the requirement it belongs to.

    Raises:
        ConformityError: what is wrong with the file, its kind or its date.
    """
    before = len(assessment.state.evidence)
    held, _ = attach_evidence(
        assessment,
        wanted.path,
        kind=wanted.kind,
        supports=supports_of(assessment, question.id),
        by=by,
        at=at,
        collected=parse_date("date", wanted.collected) if wanted.collected else None,
    )
    name = f"{held.data.evidence} {printable(held.data.name)}"
    new = len(assessment.state.evidence) > before
    click.echo(f"Attached {name}." if new else f"You have this as {name}: it supports this, too.")
