"""Reading a file of the locker from its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint
from werkzeug.wrappers import Response

from compliance.errors import ConformityError
from compliance.language.words import counted
from compliance.services.assess.read_evidence import (
    ELSEWHERE,
    UNKNOWN,
    Found,
    about_of,
    counting,
    look_into,
    passed_over,
    record_reading,
)
from compliance.services.clock import now, today
from compliance.web.common import go, opened, tell
from compliance.web.people.identity import person, require

AT_ONCE: Final = 8
"""Files that are read while somebody waits for the page."""

pages = Blueprint("evidence_read", __name__, url_prefix="/a/<name>/evidence")


@pages.post("/<number>/read")
def read(name: str, number: str) -> Response:
    """Read one file, and say what was found."""
    require("attach")
    try:
        tell_found(read_file(name, number))
    except ConformityError as error:
        for problem in error.problems:
            tell(f"{problem.message} {problem.hint}", "problem")
    return go("evidence.item", name=name, number=number, _anchor="read")


def read_new(name: str, numbers: Sequence[str]) -> None:
    """Read files that were just added, as far as their format is known, and say what was found.

    Whatever is wrong with one as a result or a description, it is evidence all the same. Of
    many only the first few are read at once: somebody waits for the page.
    """
    for number in numbers[:AT_ONCE]:
        try:
            tell_found(read_file(name, number))
        except ConformityError as error:
            for problem in error.problems:
                if problem.code not in {UNKNOWN, ELSEWHERE}:
                    tell(f"{number}: {problem.message} {problem.hint}", "problem")
    if len(numbers) > AT_ONCE:
        tell(f"Read so far: the first {AT_ONCE}. Each other can be read on its page.")


def read_file(name: str, number: str) -> Found:
    """Read one file; nobody else has to wait while it is read.

    Raises:
        ConformityError: as :func:`read_evidence`.
    """
    with opened(name) as found:
        held = counting(found.assessment, number)
        about, blobs = about_of(found.assessment, today()), found.assessment.blobs
        without = passed_over(found.assessment, held)
    looked = look_into(blobs, held, about, without=without)
    with opened(name) as found:
        return record_reading(found.assessment, looked, by=person().name, at=now())


def tell_found(done: Found) -> None:
    """Say what reading a file came to."""
    failed = [check.said for check in done.read.checks if check.outcome == "failed"]
    number = len(done.proposed)
    proposes = f"{counted(number, 'question')} to confirm." if number else "Nothing new to confirm."
    tell(f"{done.evidence} was read: {done.read.format}. {proposes}")
    for said in failed:
        tell(f"{done.evidence}: {said}", "problem")
    for one in done.left:
        tell(f"Not taken, {one.question}: “{one.said}”. {one.why}", "problem")
    for check, questions in done.withheld.items():
        text = f"Nothing is proposed to {counted(len(questions), 'question')}, because it is not "
        tell(f"{text}certain: {check}.", "problem")
