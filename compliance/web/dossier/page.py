"""Issuing: what still stands in the way, and the dossier itself."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from compliance.data.names import safe_name
from compliance.errors import ConformityError, Problem
from compliance.services.assess.sign_off import declaration_of
from compliance.services.clock import now, today
from compliance.services.issue_dossier import SUMMARY
from compliance.services.verify.dossier import verify
from compliance.services.verify.result import Verification
from compliance.services.verify.sealed import Trust
from compliance.storage.opened import OpenAssessment
from compliance.views.finding import view_findings
from compliance.views.sign_off import view_sign_off
from compliance.views.standing import view_standing
from compliance.web.common import desk, go, opened, press_room, show, show_in
from compliance.web.dossier.kept import moment, send, told
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("issue", __name__, url_prefix="/a/<name>/issue")

FILE: Final = re.compile(r"(?:summary-)?[0-9]{8}T[0-9]{6}-([0-9a-f]{12})\.pdf")
"""The name under which a volume is kept."""


@dataclass(frozen=True)
class Issued:
    """A dossier written before."""

    file: str
    size: int
    summary: str
    """The name of its summary; empty where it was written without one."""
    at: str
    head: str
    """First digits of the journal head that it bears."""
    current: bool
    """Whether the assessment has not changed since."""


@pages.get("/")
def index(name: str) -> str:
    """Readiness, what blocks, and the dossiers written so far."""
    with opened(name) as found:
        assessment = found.assessment
        findings, declared = view_findings(assessment, today()), declaration_of(assessment, today())
        barring = [item.finding for item in declared.view.bars]
        job = press_room().job_of(assessment.binder)
        if person().may("issue") and not (job is not None and job.open):
            _get_ready(assessment)
        return show_in(
            found,
            "issue",
            "issue",
            declaration=declared,
            standing=view_standing(assessment, today()),
            open_findings=barring if declared.view.owed else [i for i in findings if i.open],
            unreviewed=[item for item in findings if item.review.missing],
            signed=view_sign_off(assessment, today()),
            job=job,
            issued=_issued(found),
        )


@pages.post("/")
def write(name: str) -> AnyResponse:
    """Begin writing the dossier; the page shows how far it is."""
    require("issue")
    with opened(name) as found:
        found.assessment.require_system()
        binder, head = found.assessment.binder, found.assessment.head
    press_room().issue(binder, f"{now():%Y%m%dT%H%M%S}-{head[:12]}.pdf", today())
    return go("issue.index", name=name)


@pages.get("/progress")
def progress(name: str) -> dict[str, object]:
    """How far a dossier being written is, for the script of the page."""
    with opened(name) as found:
        job = press_room().job_of(found.assessment.binder)
    return told(job)


@pages.get("/dossiers/<file>")
def dossier(name: str, file: str) -> Response:
    if not FILE.fullmatch(file):
        abort(404)
    return send(name, file, "application/pdf", save=request.args.get("show") != "yes")


def _get_ready(assessment: OpenAssessment) -> None:
    """What was laid out ahead may be of yesterday, or of a server that ran before."""
    if not assessment.state.is_organisation:
        press_room().get_ready(assessment.binder, today())


def _issued(found: Opened) -> list[Issued]:
    now_at = found.assessment.head[:12]
    papers = found.assessment.scratch.papers()
    made = []
    for file, size in sorted(papers.items(), reverse=True):
        match, beside = FILE.fullmatch(file), f"{SUMMARY}-{file}"
        if match is None or file.startswith(SUMMARY):
            continue
        summary, at = beside if beside in papers else "", moment(file[:8], file[9:15])
        made.append(Issued(file, size, summary, at, match[1], match[1] == now_at))
    return made


verify_pages = Blueprint("verify", __name__, url_prefix="/verify")


@verify_pages.get("/")
def form() -> str:
    return _show("", None, ())


@verify_pages.post("/")
def check() -> str:
    """Verify what was sent; nothing of it is kept."""
    against = request.form.get("against", "")
    upload = request.files.get("file")
    binders = [desk().binder(against)] if against else []
    if (upload is None or not upload.filename) and not binders:
        problem = Problem("file", "file.missing", "No file is chosen.", "Choose a PDF.")
        return _show(against, None, (problem,))
    try:
        with tempfile.TemporaryDirectory() as made:
            targets: list[Path] = []
            if upload is not None and upload.filename:
                target = Path(made) / safe_name(upload.filename)
                with target.open("wb") as stream:
                    shutil.copyfileobj(upload.stream, stream, 1 << 20)
                targets.append(target)
            return _show(against, verify(targets, binders, trust=Trust(now()), served=True), ())
    except ConformityError as error:
        return _show(against, None, error.problems)


def _show(against: str, result: Verification | None, problems: Sequence[Problem]) -> str:
    return show("verify", names=desk().names(), against=against, result=result, problems=problems)
