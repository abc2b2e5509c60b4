"""Who did what, when; and what differs between two days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, request

from compliance.assessment.journal.records import Evidence, Record
from compliance.data.typed import parse_date
from compliance.errors import ConformityError, Problem
from compliance.services.clock import now
from compliance.services.look.compare_days import Differences, compare_days
from compliance.services.look.history import record_text, records_about
from compliance.views.finding import view_turn
from compliance.views.question import ask_of, short_name
from compliance.web.common import opened, show_in
from compliance.web.workspace.desk import Opened

pages = Blueprint("history", __name__, url_prefix="/a/<name>/history")

PAGE: Final = 100
MANY: Final = 600
"""Characters of a record that are shown without being asked for."""


@dataclass(frozen=True)
class Entry:
    """One record of the journal in words."""

    seq: int
    at: str
    by: str
    text: str
    asked: tuple[tuple[str, str], ...]
    """Questions it is about: id and wording in a few words."""


@pages.get("/")
def index(name: str) -> str:
    """The journal, latest first, a hundred records a page."""
    question, who = request.args.get("question", ""), request.args.get("by", "")
    page = max(request.args.get("page", 1, type=int) or 1, 1)
    with opened(name) as found:
        everything = found.assessment.store.read()
        about = records_about(everything, question) if question else everything
        records = [record for record in reversed(about) if not who or record.by == who]
        pages_ = max(-(-len(records) // PAGE), 1)
        page = min(page, pages_)
        return show_in(
            found,
            "history",
            "history",
            entries=_entries(found, records[(page - 1) * PAGE : page * PAGE]),
            number=len(records),
            page=page,
            many=MANY,
            pages=pages_,
            question=question,
            asked=ask_of(found.assessment, question),
            who=who,
            people=sorted(found.assessment.state.people),
            head=found.assessment.head,
        )


def _entries(found: Opened, records: Sequence[Record]) -> list[Entry]:
    catalogue = found.assessment.catalogue
    entries = []
    for record in records:
        text, about = record_text(catalogue, record)
        named = len(about) == 1 or isinstance(record.data, Evidence)
        asked = tuple(
            (known, short_name(found.assessment, known))
            for known in about
            if named and known in catalogue.questions
        )
        text = _without_ids(text, about) if asked else text
        entries.append(Entry(record.seq, record.at, record.by, text, asked))
    return entries


def _without_ids(text: str, about: Sequence[str]) -> str:
    """The page names the questions itself."""
    text = text.removesuffix(f" supports {', '.join(about)}")
    text = text.replace(f"Note on {about[0]}:", "Note:", 1)
    return text.removeprefix(f"{about[0]}:").removeprefix(f"{about[0]} ").strip()


@pages.get("/differences")
def differences(name: str) -> str:
    """What differs between the ends of two days."""
    typed = {key: request.args.get(key, "") for key in ("from", "to")}
    with opened(name) as found:
        problems: tuple[Problem, ...] = ()
        result: Differences | None = None
        start = _first_day(found)
        # Records are dated in UTC, so the days compared are days of UTC.
        days = [start, now().date()]
        try:
            for number, key in enumerate(("from", "to")):
                if typed[key]:
                    days[number] = parse_date(key, typed[key])
            result = compare_days(found.assessment, days[0], days[1])
        except ConformityError as error:
            problems = tuple(error.problems)
        return show_in(
            found,
            "differences",
            "history",
            result=result,
            turned=[view_turn(item) for item in result.turned] if result else [],
            start=typed["from"] or days[0].isoformat(),
            end=typed["to"] or days[1].isoformat(),
            problems=problems,
        )


def _first_day(found: Opened) -> datetime.date:
    return datetime.date.fromisoformat(found.assessment.state.begun_at[:10])
