"""Questions in files: hand out, print, take back with every difference shown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from compliance.errors import ConformityError, Problem, fail
from compliance.language.words import counted
from compliance.services.clock import now
from compliance.services.exchange.apply import apply_differences, propose_differences
from compliance.services.exchange.compare import KINDS, MARKS, Difference, Differences
from compliance.services.exchange.compare import compare as compare_file
from compliance.services.exchange.formats import (
    FORMATS,
    MAX_BYTES,
    MEDIA,
    RETURNED,
    read_sheet_apart,
    write_table,
)
from compliance.services.exchange.sheet import Sheet
from compliance.services.exchange.table import Choice, Table, TableRow, heaps, make_table
from compliance.views.marks import Mark
from compliance.views.shift import Watch
from compliance.web.common import as_download, desk, go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("exchange", __name__, url_prefix="/a/<name>/files")

SCOPES: Final = {
    "arising": "questions that arise now, or may arise",
    "open": "questions without an answer",
    "all": "every question of the checklists",
}


@dataclass(frozen=True)
class Section:
    """The differences of one kind."""

    kind: str
    heading: str
    mark: Mark
    items: tuple[Difference, ...]


@pages.get("/")
def index(name: str) -> str:
    """The two ways: hand out and take back."""
    with opened(name) as found:
        return _index(found, ())


def _index(found: Opened, problems: tuple[Problem, ...], target: str = "scope-1") -> str:
    return show_in(
        found,
        "exchange",
        "files",
        heaps=heaps(found.assessment),
        formats={key: FORMATS[key] for key in FORMATS},
        returned=RETURNED,
        typed=request.values,
        picked=request.values.getlist("pick"),
        problems=problems,
        target=target,
        limit=MAX_BYTES // 1024 // 1024,
        may_answer=person().may("answer"),
    )


@pages.get("/export")
def export(name: str) -> Response | str:
    """The file, as a download."""
    form = request.args.get("to", "xlsx")
    if form not in FORMATS:
        abort(404)
    with opened(name) as found:
        try:
            table = _table(found)
            content = write_table(table, form)
        except ConformityError as error:
            return _index(found, error.problems)
    return as_download(content, MEDIA[form], f"{_file_name(name, table)}.{form}")


@pages.get("/print")
def printable(name: str) -> str:
    """The questionnaire on paper: the answers, or room to write them."""
    with opened(name) as found:
        try:
            table = _table(found)
        except ConformityError as error:
            return _index(found, error.problems)
        words = SCOPES[_choice().scope]
        return show_in(
            found, "exchange_print", "files", table=table, words=words, parts=_parts(table)
        )


def _parts(table: Table) -> list[tuple[str, list[TableRow]]]:
    """The questions by part, in their order."""
    return [(part, list(rows)) for part, rows in groupby(table.rows, lambda row: row.part)]


def _choice() -> Choice:
    scope = request.args.get("scope", "arising")
    if scope not in SCOPES:
        abort(404)
    written = request.args.get("ids", "").replace(",", " ").split()
    return Choice((*request.args.getlist("pick"), *written), scope)


def _table(found: Opened) -> Table:
    return make_table(
        found.assessment,
        _choice(),
        at=now(),
        answered_by=request.args.get("for", "").strip(),
        blank=request.args.get("blank") == "yes",
    )


def _file_name(name: str, table: Table) -> str:
    """A name for the file that says for whom it is, safe on every system."""
    plain = "".join(sign if sign.isalnum() else "-" for sign in table.answered_by.casefold())
    ending = "-".join(part for part in plain.split("-") if part)[:60]
    return f"{name}-questions-{ending}" if ending else f"{name}-questions"


@pages.post("/import")
def upload(name: str) -> str | AnyResponse:
    """Take a file in, and go to its preview."""
    require("answer")
    desk().binder(name)  # there is one
    try:
        file, content = _sent()
        # Nobody waits for it: the assessment is opened when the file has been read.
        sheet = read_sheet_apart(content, file)
        with opened(name) as found:
            compare_file(found.assessment, sheet)
            token = found.assessment.scratch.keep_file(person().name, file, content)
    except ConformityError as error:
        with opened(name) as found:
            return _index(found, error.problems, "file")
    return go("exchange.compare", name=name, token=token)


def _sent() -> tuple[str, bytes]:
    """Name and bytes of the file of this request."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise fail("file", "file.missing", "No file was chosen.", "Choose a file.")
    return given.filename, given.stream.read(MAX_BYTES + 1)


@pages.get("/import/<token>")
def compare(name: str, token: str) -> str:
    """Every difference between a file and the assessment."""
    require("answer")
    file, sheet = _kept(name, token)
    with opened(name) as found:
        differences = compare_file(found.assessment, sheet)
        return show_in(
            found,
            "exchange_preview",
            "files",
            file=file,
            token=token,
            differences=differences,
            sections=[
                Section(kind, KINDS[kind], mark, tuple(differences.of(kind)))
                for kind, mark in MARKS.items()
                if differences.counts[kind]
            ],
            quiet=[
                (heading, differences.counts[kind])
                for kind, heading in KINDS.items()
                if kind not in MARKS and differences.counts[kind]
            ],
            decides=bool(differences.remarks)
            or any(map(differences.of, ("new", "changed", "conflict"))),
        )


def _kept(name: str, token: str) -> tuple[str, Sheet]:
    """A file that waits, read afresh; nobody waits while it is read."""
    with opened(name) as found:
        file, content = found.assessment.scratch.file(person().name, token)
    return file, read_sheet_apart(content, file)


@pages.post("/import/<token>")
def decide(name: str, token: str) -> AnyResponse:
    """Record what was accepted, or forget the file."""
    require("answer")
    if request.form.get("action") == "discard":
        with opened(name) as found:
            found.assessment.scratch.drop_file(person().name, token)
        tell("The file was forgotten. Nothing of it was recorded.", "note")
        return go("exchange.index", name=name)
    _, sheet = _kept(name, token)
    with opened(name) as found:
        differences = compare_file(found.assessment, sheet)
        chosen, moved = _chosen(differences)
        watch = Watch(found.assessment)
        put_forward = request.form.get("action") == "propose"
        record = propose_differences if put_forward else apply_differences
        done = record(found.assessment, differences, chosen, by=person().name, at=now())
        for problem in done.problems:
            tell(str(problem), "problem")
        if moved or done.problems:
            tell(
                f"{len(done.recorded)} recorded. Some answers changed meanwhile: look again.",
                "note",
                watch.lines(),
            )
            return go("exchange.compare", name=name, token=token)
        found.assessment.scratch.drop_file(person().name, token)
        number = counted(len(done.recorded), "answer")
        number += f" and {counted(done.remarks, 'remark')}" if done.remarks else ""
        if put_forward:
            tell(f"{number} of the file to be confirmed.")
            return go("confirm.index", name=name)
        tell(f"{number} recorded from the file.", "done", watch.lines())
        return go("exchange.index", name=name)


def _chosen(differences: Differences) -> tuple[list[Difference], bool]:
    """What was ticked, as far as it still is what was shown; and whether some is not."""
    ticked = set(request.form.getlist("accept"))
    chosen, moved = [], False
    for difference in differences.questions:
        question = difference.question
        wanted = question in ticked or request.form.get(f"conflict-{question}") == "file"
        if not wanted or difference.kind == "unchanged":
            continue
        shown = request.form.get(f"shown-{question}", "")
        if difference.answer is not None and shown == str(difference.seq):
            chosen.append(difference)
        else:
            moved = True
    return chosen, moved
