"""Taking files in: several at once, newer versions, documents that lie elsewhere."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import IO, Final

from flask import Blueprint, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from compliance.data.names import safe_name
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.assess.attach_evidence import attach_address
from compliance.services.assess.attach_many import (
    MOST_FILES,
    Brought,
    check_all,
    refuse_held,
    take_all,
)
from compliance.services.assess.keep_evidence import Kept, OnHeld, keep_evidence
from compliance.services.assess.link_evidence import as_before
from compliance.services.clock import now, today
from compliance.views.evidence import LOOKED_AT, evidence_kinds, kind_words, propose, view_evidence
from compliance.web.common import go, opened, show_in, tell
from compliance.web.evidence import listing
from compliance.web.evidence.form import said_in, said_of, typed_in
from compliance.web.evidence.read import read_new
from compliance.web.people.identity import person, require

pages = Blueprint("bring", __name__, url_prefix="/a/<name>/evidence")

_DIGEST: Final = re.compile("[0-9a-f]{64}")
SAID: Final = {
    "new": "{} was added.",
    "linked": "{} is held already; it supports this, too.",
    "same": "This file is held already as {}.",
}


@pages.post("/")
def attach(name: str) -> str | Response:
    """Take in what a form brings: all of its files, or none."""
    require("attach")
    typed, supports = typed_in(request.form), request.form.getlist("supports")
    try:
        kept = _take(name, _files())
    except ConformityError as error:
        with opened(name) as found:
            return listing.show(found, typed, supports, error)
    numbers = [one.held.data.evidence for one in kept]
    _tell(kept)
    _read(name, kept)
    if typed["for"]:
        return go("question.ask", name=name, known=typed["for"])
    return go("evidence.index", name=name, _anchor=numbers[0])


def _tell(kept: Sequence[Kept]) -> None:
    """Say what became of each file."""
    if len(kept) == 1:
        tell(SAID[kept[0].how].format(kept[0].held.data.evidence))
        return
    lines = [SAID[one.how].format(f"{one.held.data.evidence} {one.held.data.name}") for one in kept]
    tell(f"{len(kept)} files were taken in.", "done", lines)


def _read(name: str, kept: Sequence[Kept]) -> None:
    """Have what is new read, as far as its format is known."""
    new = [one.held.data for one in kept if one.how == "new"]
    read_new(name, [data.evidence for data in new if data.held])


def _files() -> list[FileStorage]:
    """The files that were chosen.

    Raises:
        ConformityError: ``file.missing``, ``usage.arguments``.
    """
    files = [one for one in request.files.getlist("file") if one.filename]
    if not files and not request.form.get("address"):
        raise ProblemsError([Problem("file", "file.missing", "No file is chosen.", "Choose one.")])
    if len(files) > MOST_FILES:
        message = f"There are more than {MOST_FILES} files."
        raise ProblemsError([Problem("file", "usage.arguments", message, "Send fewer at once.")])
    return files


def _take(name: str, files: Sequence[FileStorage]) -> list[Kept]:
    """Check everything, then take the files into the locker and record them.

    Nobody else has to wait while large files are copied: the assessment is open before
    and after it only.
    """
    said, by = said_in(request.form), person().name
    on_held: OnHeld = "link" if request.form.get("link") else "refuse"
    if not files:
        with opened(name) as found:
            title = request.form.get("title", "") or said.address.rstrip("/").rpartition("/")[2]
            digest = request.form.get("sha256", "")
            return [
                attach_address(
                    found.assessment, title, said, by=by, at=now(), digest=digest, on_held=on_held
                )
            ]
    brought = [
        Brought(safe_name(file.filename or ""), _opener(file), said_of(request.form, said, at))
        for at, file in enumerate(files)
    ]
    with opened(name) as found:
        checked = check_all(found.assessment, brought, now())
        refuse_held(found.assessment, checked, on_held)
        blobs = found.assessment.blobs
    pieces = take_all(blobs, checked)
    with opened(name) as found:
        return keep_evidence(found.assessment, pieces, by=by, at=now(), on_held=on_held)


class _Opener:
    """Reads an upload from its beginning, as often as it is asked for."""

    def __init__(self, file: FileStorage) -> None:
        self._file = file

    @contextlib.contextmanager
    def __call__(self) -> Iterator[IO[bytes]]:
        self._file.stream.seek(0)
        yield self._file.stream


def _opener(file: FileStorage) -> _Opener:
    return _Opener(file)


@pages.post("/propose")
def proposals(name: str) -> str:
    """What chosen files may be: a part of the page, asked for by its script.

    The names, the first bytes and, where the browser worked it out, the digest of each file
    are sent; nothing of it is kept.
    """
    require("attach")
    wanted = request.form.get("for", "")
    names, digests = request.form.getlist("name"), request.form.getlist("sha256")
    heads, kind = request.files.getlist("head"), request.form.get("kind", "")
    first = request.form.get("first", "0")
    with opened(name) as found:
        assessment = found.assessment
        shown = []
        for at, file_name in enumerate(names[:MOST_FILES]):
            head = heads[at].stream.read(LOOKED_AT) if at < len(heads) else b""
            digest = digests[at] if at < len(digests) else ""
            held = [
                view_evidence(assessment, one, today())
                for one in assessment.state.evidence.values()
                if _DIGEST.fullmatch(digest) and one.is_current and one.data.sha256 == digest
            ]
            shown.append((propose(assessment, safe_name(file_name), head, wanted, kind), held))
        return show_in(
            found,
            "evidence_proposed",
            "evidence",
            shown=shown,
            kinds=evidence_kinds(assessment),
            others=listing.others(assessment, ()),
            first=int(first) if first.isdecimal() else 0,
        )


@pages.post("/<number>/supersede")
def supersede(name: str, number: str) -> str | Response:
    """Take in a newer version; it supports what the older one supported."""
    require("attach")
    try:
        kept = _supersede(name, number)
    except ConformityError as error:
        return listing.show_item(name, number, error.problems, "newer")
    new = kept.held.data.evidence
    tell(f"{new} takes the place of {number}, with everything that it supported.")
    _read(name, [kept])
    return go("evidence.item", name=name, number=new)


def _supersede(name: str, number: str) -> Kept:
    said, by = said_in(request.form), person().name
    (file, *_) = [*_files(), None]
    with opened(name) as found:
        listing.held_of(found, number)
        said = as_before(found.assessment, number, said)
        if file is None:
            title = request.form.get("title") or listing.held_of(found, number).data.name
            digest = request.form.get("sha256", "")
            return attach_address(
                found.assessment, title, said, by=by, at=now(), digest=digest, supersedes=number
            )
        brought = Brought(safe_name(file.filename or ""), _opener(file), said)
        checked = check_all(found.assessment, [brought], now())
        refuse_held(found.assessment, checked, "refuse")
        blobs = found.assessment.blobs
    (piece,) = take_all(blobs, checked)
    piece = piece.model_copy(update={"supersedes": number})
    with opened(name) as found:
        return keep_evidence(found.assessment, [piece], by=by, at=now(), on_held="refuse")[0]


@pages.post("/<number>/also-as")
def also_as(name: str, number: str) -> str | Response:
    """Hold the same file as evidence of another kind, too; nothing is sent again."""
    require("attach")
    try:
        with opened(name) as found:
            held, assessment = listing.held_of(found, number), found.assessment
            said = said_in(request.form)
            piece = held.data.model_copy(
                update={
                    "evidence": "EV",
                    "evidence_kind": said.kind,
                    "supports": said.supports,
                    "origin": None,
                    "supersedes": None,
                }
            )
            listing.check_kind(assessment, held.data.name, said)
            kept = keep_evidence(assessment, [piece], by=person().name, at=now(), on_held="merge")
            kind = kind_words(assessment, said.kind)
    except ConformityError as error:
        return listing.show_item(name, number, error.problems, "also")
    new = kept[0].held.data.evidence
    tell(f"{new} is the same file as {kind}.")
    return go("evidence.item", name=name, number=new)
