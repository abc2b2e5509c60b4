"""A table that somebody keeps: which question it answers, its columns, and its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.adapters.tables.proposal import TableFile, TableProposal, Wish
from compliance.data.foreign_table import MAX_BYTES, SUFFIXES
from compliance.errors import ConformityError, Problem, fail
from compliance.language.words import counted
from compliance.services.assess.read_table import (
    best_sheet,
    file_of_content,
    guess_questions,
    held_with_tables,
    put_forward,
    read_table,
    table_questions,
)
from compliance.services.clock import now
from compliance.views.table import GuessView, TablePage, choices_of, view_guesses, view_table
from compliance.web.common import go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("table", __name__, url_prefix="/a/<name>/table")

_NUMBER: Final = re.compile(r"EV-\d{4,6}")
MAX_FIXED: Final = 2_000
"""Most characters of what all rows have in common."""


@pages.get("/")
def index(name: str) -> str:
    """Choose a file: one from here, or one of the evidence."""
    require("answer")
    with opened(name) as found:
        return _index(found, request.args.get("for", ""))


def _index(found: Opened, question: str, problems: Sequence[Problem] = ()) -> str:
    asked = found.assessment.catalogue.questions.get(question)
    return show_in(
        found,
        "table",
        "tasks",
        known=question if asked is not None else "",
        ask=asked.ask if asked is not None else "",
        held=held_with_tables(found.assessment),
        limit=MAX_BYTES // 1024 // 1024,
        accept=",".join(f".{suffix}" for suffix in sorted(SUFFIXES)),
        problems=problems,
    )


@pages.post("/")
def choose(name: str) -> str | Response:
    """Take a file in, or the number of one that is here, and go on to its columns."""
    require("answer")
    question, held = request.form.get("for", ""), request.form.get("held", "")
    try:
        given = request.files.get("file")
        if given is not None and given.filename:
            content = given.stream.read(MAX_BYTES + 1)
            file_of_content(content, given.filename, apart=True)
            with opened(name) as found:
                scratch = found.assessment.scratch
                held = scratch.keep_file(person().name, given.filename, content)
        elif not held:
            raise fail("file", "file.missing", "No file was chosen.", "Choose a file.")
    except ConformityError as error:
        with opened(name) as found:
            return _index(found, question, error.problems)
    return go("table.show", name=name, source=held, **({"for": question} if question else {}))


@pages.get("/<source>")
def show(name: str, source: str) -> str | Response:
    """The questions that a file fits; with a question its columns and rows."""
    require("answer")
    question = request.args.get("for", "")
    try:
        file = _file(name, source)
    except ConformityError as error:
        with opened(name) as found:
            return _index(found, question, error.problems)
    with opened(name) as found:
        if not question:
            return _guesses(found, source, file)
        return _mapping(found, source, file, request.args)


@pages.post("/<source>")
def propose(name: str, source: str) -> str | Response:
    """Put the rows forward that were shown, or show them by another mapping."""
    require("answer")
    file, incomplete = _file(name, source), request.form.get("action") == "incomplete"
    with opened(name) as found:
        if request.form.get("action") == "show":
            return _mapping(found, source, file, request.form)
        try:
            proposal = _proposal(found, file, request.form)
            done = put_forward(
                found.assessment, proposal, by=person().name, at=now(), incomplete=incomplete
            )
        except ConformityError as error:
            return _mapping(found, source, file, request.form, error.problems)
        if not _NUMBER.fullmatch(source):
            found.assessment.scratch.drop_file(person().name, source)
        remarks = f" {counted(done.remarks, 'remark')} kept." if done.remarks else ""
        known = proposal.question.id
    if done.waits:
        tell(f"{counted(done.rows, 'row')} proposed; they wait to be confirmed.{remarks}")
    else:
        tell(f"The file says nothing new: it waits or stands there already.{remarks}", "note")
    return go("question.ask", name=name, known=known)


def _file(name: str, source: str) -> TableFile:
    """The file of the address, read afresh; nobody waits while it is read."""
    with opened(name) as found:
        if _NUMBER.fullmatch(source):
            held = found.assessment.state.evidence.get(source)
            if held is None or held.withdrawn:
                abort(404)
            blobs, digest, title = found.assessment.blobs, held.data.sha256, held.data.name
            with blobs.open(digest, source) as stream:
                content = stream.read(MAX_BYTES + 1)
        else:
            title, content = found.assessment.scratch.file(person().name, source)
    number = source if _NUMBER.fullmatch(source) else ""
    return file_of_content(content, title, number=number, apart=True)


def _guesses(found: Opened, source: str, file: TableFile) -> str:
    matches = guess_questions(found.assessment, file)
    proposals = [
        read_table(found.assessment, file, Wish(match.question, match.sheet, match.head.first))
        for match in matches
    ]
    guesses: list[GuessView] = view_guesses(proposals)
    others = choices_of(found.assessment, table_questions(found.assessment))
    return show_in(
        found, "table_guess", "tasks", source=source, file=file, guesses=guesses, others=others
    )


@dataclass(frozen=True)
class _Typed:
    """What a form says of a table."""

    sheet: str
    columns: Mapping[str, str]
    fixed: Mapping[str, str]


def _typed(values: Mapping[str, str]) -> _Typed:
    headers = {key[7:]: text for key, text in values.items() if key.startswith("header-")}
    columns = {
        header: values[f"column-{letter}"]
        for letter, header in headers.items()
        if f"column-{letter}" in values and values[f"column-{letter}"] != "auto"
    }
    fixed = {
        key[4:]: text.strip()[:MAX_FIXED]
        for key, text in values.items()
        if key.startswith("set-") and text.strip()
    }
    return _Typed(values.get("sheet", ""), columns, fixed)


def _proposal(found: Opened, file: TableFile, values: Mapping[str, str]) -> TableProposal:
    question, typed = values.get("for", ""), _typed(values)
    sheet = file.sheet(typed.sheet) if typed.sheet else -1
    if sheet < 0:
        best = best_sheet(found.assessment, file, question)
        sheet = best.sheet if best is not None else 0
    row = values.get("head", "")
    wish = Wish(
        question,
        sheet,
        int(row) if row.isdecimal() and len(row) < 8 else 0,  # noqa: PLR2004 - rows of a sheet
        # Another sheet has other columns: what was said of them no longer holds.
        typed.columns if values.get("of", str(sheet)) == str(sheet) else {},
        typed.fixed,
        "replace" if values.get("mode") == "replace" else "add",
    )
    return read_table(found.assessment, file, wish)


def _mapping(
    found: Opened,
    source: str,
    file: TableFile,
    values: Mapping[str, str],
    problems: Sequence[Problem] = (),
) -> str:
    """The columns of a table, what they fill, and its rows."""
    try:
        shown: TablePage = view_table(found.assessment, _proposal(found, file, values))
    except ConformityError as error:
        if not values.get("sheet") and len(file.tables.sheets) <= 1:
            return _index(found, values.get("for", ""), error.problems)
        return show_in(
            found,
            "table_sheet",
            "tasks",
            source=source,
            file=file,
            known=values.get("for", ""),
            problems=error.problems,
        )
    return show_in(
        found, "table_map", "tasks", source=source, file=file, t=shown, problems=problems
    )
