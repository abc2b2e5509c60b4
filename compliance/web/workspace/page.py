"""The first page: the assessments of the workspace and how each stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response, jsonify

from compliance.assessment.sign_off import WORDS
from compliance.assessment.verdict import OPEN_STATUSES
from compliance.errors import Problem
from compliance.services.clock import today
from compliance.services.look.summaries import Summary
from compliance.services.share.organisation import ORGANISATION
from compliance.views.marks import SEVERITY, STATUS, Count
from compliance.web.common import board, desk, show
from compliance.web.workspace.board import Entry

pages = Blueprint("workspace", __name__)

SIGNS: Final = {"signed": "✓", "void": "!", "own": "!", "withdrawn": "!", "unsigned": "–"}


@dataclass(frozen=True)
class Line:
    name: str
    title: str
    pending: bool
    problems: tuple[Problem, ...]
    summary: Summary | None
    statuses: tuple[Count, ...] = ()
    """Open findings by status."""
    severities: tuple[Count, ...] = ()
    sign: str = ""
    signed: str = ""
    folder: str = ""
    """Named where several assessments have the same title."""


@pages.get("/")
def index() -> str:
    """Every assessment with how it stands."""
    entries = board().entries(today())
    titles = [entry.title for entry in entries]
    lines = [
        replace(line, folder=line.name if titles.count(line.title) > 1 else "")
        for line in map(_line, entries)
    ]
    whole = {entry.name for entry in entries if entry.organisation}
    return show(
        "workspace",
        lines=[line for line in lines if line.name not in whole],
        organisations=[line for line in lines if line.name in whole],
        used=ORGANISATION,
        pending=sum(line.pending for line in lines),
        may_begin=not desk().only,
        may_begin_organisation=not (desk().only or not desk().workspace.is_free(ORGANISATION)),
    )


@pages.get("/board")
def progress() -> Response:
    """How many are still being worked out, for the page that waits for them."""
    entries = board().entries(today(), patience=0)
    return jsonify({"pending": sum(entry.pending for entry in entries)})


def _line(entry: Entry) -> Line:
    summary = entry.summary
    if summary is None:
        return Line(entry.name, entry.title, entry.pending, entry.problems, None)
    return Line(
        entry.name,
        entry.title,
        pending=False,
        problems=(),
        summary=summary,
        statuses=tuple(
            Count(mark, summary.statuses[status.value])
            for status, mark in STATUS.items()
            if status in OPEN_STATUSES and summary.statuses.get(status.value)
        ),
        severities=tuple(
            Count(mark, summary.severities[key])
            for key, mark in SEVERITY.items()
            if summary.severities.get(key)
        ),
        sign=SIGNS[summary.sign_off],
        signed=WORDS[summary.sign_off],
    )
