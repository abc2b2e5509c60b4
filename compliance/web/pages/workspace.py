"""The first page: the assessments of the workspace, and who is writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint

from compliance.errors import ConformityError
from compliance.web.common import desk, opened, show, today

if TYPE_CHECKING:
    import datetime

    from compliance.errors import Problem
    from compliance.web.desk import Opened

pages = Blueprint("workspace", __name__)


@dataclass(frozen=True)
class Entry:
    """One assessment in the list."""

    name: str
    title: str
    answered: int = 0
    total: int = 0
    changed_at: str = ""
    changed_by: str = ""
    problems: tuple[Problem, ...] = ()


@pages.get("/")
def index() -> str:
    """Every assessment with how far it is."""
    return show("workspace", entries=[_entry(name) for name in desk().names()])


def _entry(name: str) -> Entry:
    try:
        with opened(name) as found:
            return _standing(found, today())
    except ConformityError as error:
        # One damaged folder must not hide the others.
        return Entry(name, name, problems=tuple(error.problems))


def _standing(found: Opened, as_of: datetime.date) -> Entry:
    del as_of
    state = found.assessment.state
    progress = found.agenda().progress()
    records = found.assessment.store.read()
    return Entry(
        found.name,
        state.begin.name,
        sum(part.answered for part in progress),
        sum(part.total for part in progress),
        records[-1].at,
        records[-1].by,
    )
