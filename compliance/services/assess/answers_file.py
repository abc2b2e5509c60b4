"""The form of an answers file.

An answers file is YAML::

    answers:
      operator.name: "Example Ltd"
      risk.process: {value: "yes", explanation: "...", by: "Name"}
      other.question: {not_applicable: "reason"}
      third.question: {unknown: "why it is not known yet"}
      fourth.question: {withdraw: "why the answer that stands is taken back"}
    evidence:
      - {file: evidence/report.pdf, kind: test-report, supports: [risk.process],
         collected: 2026-10-03}
    assignments:
      - {requirement: risk.process, owner: "Name", due: 2027-01-31,
         cause: "What its gaps come from"}
    reviews:
      - {requirement: risk.process, decision: approved, by: "Other name"}
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from compliance.checklist.loader import schema_problems
from compliance.data.yaml_file import YamlFile
from compliance.data.yaml_lines import read_yaml
from compliance.errors import Problem, ProblemsError


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EvidenceEntry(_Entry):
    """A file beside the answers file, with what it supports."""

    file: str
    kind: str
    supports: tuple[str, ...]
    collected: Any = None
    expires: Any = None
    note: str = ""
    not_for_outside: bool | None = None
    owner: str = ""
    covers_from: Any = None
    covers_to: Any = None
    version: str = ""
    address: str = ""
    by: str = ""


class AssignmentEntry(_Entry):
    """Who mends the gaps of a requirement."""

    requirement: str
    owner: str
    due: Any = None
    cause: str = ""
    by: str = ""


class ReviewEntry(_Entry):
    """A review by a second person, who must be named."""

    requirement: str
    decision: Literal["approved", "returned"]
    comment: str = ""
    by: str


class AnswersFile(_Entry):
    """The form of an answers file."""

    answers: dict[str, Any] = {}
    evidence: tuple[EvidenceEntry, ...] = ()
    assignments: tuple[AssignmentEntry, ...] = ()
    reviews: tuple[ReviewEntry, ...] = ()


@dataclass(frozen=True)
class Answers:
    """An answers file as read, before anything of it is judged."""

    file: YamlFile
    form: AnswersFile
    folder: Path
    """Evidence is named by paths from here."""


def read_answers(path: Path) -> Answers:
    """Read an answers file, once: a pipe cannot be read again.

    Raises:
        ConformityError: ``file.*``, ``yaml.*``, or ``answer.file`` with its lines.
    """
    file = read_yaml(path, path.name)
    return Answers(file, _form(file), path.parent)


def _form(file: YamlFile) -> AnswersFile:
    """Check the form of an answers file.

    Raises:
        ConformityError: ``answer.file`` for each thing that does not fit.
    """
    try:
        return AnswersFile.model_validate(file.value)
    except ValidationError as error:
        raise ProblemsError(
            Problem(
                item.place,
                "answer.file",
                item.message,
                "Keys: answers, evidence, assignments, reviews.",
            )
            for item in schema_problems(error, file)
        ) from None
