"""The first page: the assessments of the workspace and how each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, jsonify, request

from compliance.services.clock import today
from compliance.services.look.summaries import Entry
from compliance.services.share.organisation import ORGANISATION
from compliance.web.common import board, desk, show

pages = Blueprint("workspace", __name__)

PAGE: Final = 50
"""Assessments on one page."""


@pages.get("/")
def index() -> str:
    """The assessments with how each stands, so many a page, or those of a name."""
    words = " ".join(request.args.get("q", "")[:200].split())
    entries = board().entries(today())
    titles = Counter(entry.title for entry in entries)
    every = [entry for entry in entries if not entry.organisation]
    found = list(_named(every, words))
    pages_ = max(-(-len(found) // PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int) or 1, 1), pages_)
    return show(
        "workspace",
        lines=found[(page - 1) * PAGE : page * PAGE],
        total=len(every),
        number=len(found),
        searchable=len(every) > PAGE or bool(words),
        words=words,
        page=page,
        pages=pages_,
        organisations=[entry for entry in entries if entry.organisation],
        twice=[title for title, number in titles.items() if number > 1],
        used=ORGANISATION,
        pending=sum(entry.pending for entry in entries),
        may_begin=not desk().only,
        may_begin_organisation=not (desk().only or not desk().workspace.is_free(ORGANISATION)),
    )


def _named(entries: Iterable[Entry], words: str) -> Iterable[Entry]:
    """Those whose title or folder holds what was typed."""
    low = words.casefold()
    return (item for item in entries if low in f"{item.title}\n{item.name}".casefold())


@pages.get("/board")
def progress() -> Response:
    """How many are still being worked out, for the page that waits for them."""
    entries = board().entries(today(), patience=0)
    return jsonify({"pending": sum(entry.pending for entry in entries)})
