"""The papers that the law asks for: what is owed, what each lacks, and the files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from compliance.language.tongue import name_of
from compliance.services.clock import now, today
from compliance.services.issue_document import choose_documents, file_of
from compliance.services.languages import check_language, confirm_language, view_languages
from compliance.services.pack.make import may_have_inside
from compliance.services.press_room.orders import Order
from compliance.views.document import DocumentView, view_documents
from compliance.web.common import as_download, go, opened, press_room, show_in, tell
from compliance.web.dossier.kept import moment, send, told
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("documents", __name__, url_prefix="/a/<name>/documents")

FILE: Final = re.compile(
    r"(?P<pack>pack-)?(?P<id>[a-z0-9.-]+)(?:_(?P<language>[a-z]{2,3}))?-(?P<day>[0-9]{8})T(?P<clock>[0-9]{6})"
    r"-(?P<head>[0-9a-f]{12})\.(?P<form>pdf|zip)"
)
MEDIA: Final = {"pdf": "application/pdf", "zip": "application/zip"}
AT_ONCE: Final = {
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Files that are no papers: they are made when they are asked for, and not kept."""


@dataclass(frozen=True)
class Written:
    """A paper or a pack that was written before."""

    file: str
    size: int
    title: str
    at: str
    current: bool
    """Whether the assessment has not changed since."""
    shown: bool
    """Whether a browser can show it."""


@pages.get("/")
def index(name: str) -> str:
    """What is owed, what it lacks, and what was written so far."""
    with opened(name) as found:
        assessment = found.assessment
        assessment.require_system()
        views = view_documents(assessment, today())
        owed = [view for view in views if view.owed]
        languages = view_languages(assessment)
        return show_in(
            found,
            "documents",
            "documents",
            owed=owed,
            others=[view for view in views if not view.owed],
            addressees=dict(pair for view in owed for pair in view.to),
            job=press_room().job_of(assessment.binder, papers=True),
            written=_written(found, views),
            languages=languages,
            translated=any(len(languages[view.document]) > 1 for view in owed),
        )


@pages.post("/")
def write(name: str) -> AnyResponse:
    """Begin writing a document, or a pack; the page shows how far it is."""
    require("issue")
    known, whom = request.form.get("document", ""), request.form.get("for", "")
    language = request.form.get("language", "") if known else ""
    with opened(name) as found:
        assessment = found.assessment
        chosen = choose_documents(assessment, today(), [known] if known else [], whom)
        if not chosen or bool(known) == bool(whom):
            abort(400)
        requested = bool(whom) and request.form.get("requested") == "yes"
        may_have_inside(assessment, whom, requested=requested)
        language = check_language(assessment, language, known)
        binder, head = assessment.binder, assessment.head
    called, form = (f"pack-{whom}", "zip") if whom else (known, "pdf")
    called += f"_{language}" if language else ""
    file = f"{called}-{now():%Y%m%dT%H%M%S}-{head[:12]}.{form}"
    press_room().write(Order(binder, today(), file, known, whom, requested, language))
    return go("documents.index", name=name)


@pages.post("/language")
def confirm(name: str) -> AnyResponse:
    """Confirm for the company the wording of a document in a language."""
    require("issue")
    known, language = request.form.get("document", ""), request.form.get("language", "")
    with opened(name) as found:
        view = confirm_language(found.assessment, language, known, by=person().name, at=now())
    tell(f"{view.name}: {view.said}.")
    return go("documents.index", name=name)


@pages.get("/progress")
def progress(name: str) -> dict[str, object]:
    """How far a paper being written is, for the script of the page."""
    with opened(name) as found:
        job = press_room().job_of(found.assessment.binder, papers=True)
    return told(job)


@pages.get("/files/<file>")
def file(name: str, file: str) -> Response:
    """A paper or a pack as it was written."""
    match = FILE.fullmatch(file)
    if match is None:
        abort(404)
    shown = request.args.get("show") == "yes" and match["form"] == "pdf"
    return send(name, file, MEDIA[match["form"]], save=not shown)


@pages.get("/as/<form>/<known>")
def as_file(name: str, form: str, known: str) -> Response:
    """A document as a file for machines, or as a working copy for a text program."""
    require("issue")
    if form not in AT_ONCE:
        abort(404)
    with opened(name) as found:
        content = file_of(found.assessment, known, today(), form)
    return as_download(content, AT_ONCE[form], f"{name}-{known}.{form}")


def _written(found: Opened, views: tuple[DocumentView, ...]) -> list[Written]:
    now_at = found.assessment.head[:12]
    titles = {view.id: view.title for view in views}
    whom = dict(pair for view in views for pair in view.to)
    made = []
    for known, size in found.assessment.scratch.papers().items():
        match = FILE.fullmatch(known)
        words = whom if match and match["pack"] else titles
        if match is None or match["id"] not in words:
            continue
        title = f"Pack for: {words[match['id']]}" if match["pack"] else words[match["id"]]
        at = moment(match["day"], match["clock"])
        shown = match["form"] == "pdf"
        if match["language"]:
            title = f"{title} ({name_of(match['language'])})"
        made.append(Written(known, size, title, at, match["head"] == now_at, shown))
    return sorted(made, key=lambda item: item.at, reverse=True)
