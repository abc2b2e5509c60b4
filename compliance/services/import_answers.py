"""Answers from a file: only what changed is appended, and everything or nothing.

An answers file is YAML::

    answers:
      operator.name: "Example Ltd"
      risk.process: {value: "yes", explanation: "...", by: "Name"}
      other.question: {not_applicable: "reason"}
      third.question: {unknown: "why it is not known yet"}
    evidence:
      - {file: evidence/report.pdf, kind: test-report, supports: [risk.process],
         collected: 2026-10-03}
    assignments:
      - {requirement: risk.process, owner: "Name", due: 2027-01-31}
    reviews:
      - {requirement: risk.process, decision: approved, by: "Other name"}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from compliance.assessment.answers import parse_date
from compliance.checklist.loader import schema_problems
from compliance.data.yaml_lines import YamlFile, read_yaml
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.attach_evidence import attach_evidence
from compliance.services.follow_up import assign_owner, review_requirement
from compliance.services.record_answer import (
    build_answer,
    record_answer,
    same_as_present,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from compliance.assessment.records import Answer
    from compliance.services.open_assessment import Assessment

_KEYS = frozenset({"value", "explanation", "not_applicable", "unknown", "by"})


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
    by: str = ""


class AssignmentEntry(_Entry):
    """Who mends the gaps of a requirement."""

    requirement: str
    owner: str
    due: Any = None
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


@dataclass
class Imported:
    """What an import did."""

    recorded: int = 0
    unchanged: int = 0
    evidence: int = 0
    assignments: int = 0
    reviews: int = 0


@dataclass
class _Plan:
    answers: list[tuple[Answer, str]] = field(default_factory=list)
    evidence: list[tuple[EvidenceEntry, Path]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def import_answers(
    assessment: Assessment,
    path: Path,
    *,
    by: str,
    at: datetime.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Record the answers of a file.

    The whole file is checked first: if anything in it is wrong, all problems are
    reported and nothing is recorded. Importing the same file again appends
    nothing.

    Args:
        assessment: the open assessment.
        path: the answers file; evidence paths are relative to its folder.
        by: author of entries that do not name one.
        at: moment of the records.
        progress: called with the number done and the total.

    Raises:
        ConformityError: every problem of the file, with its lines.
    """
    file = read_yaml(path, path.name)
    form = _form(file)
    plan = _plan(assessment, file, form, path.parent)
    if plan.problems:
        raise ProblemsError(plan.problems)
    return _carry_out(assessment, form, plan, by=by, at=at, progress=progress)


def _form(file: YamlFile) -> AnswersFile:
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


def _plan(assessment: Assessment, file: YamlFile, form: AnswersFile, folder: Path) -> _Plan:
    plan = _Plan()
    for known, entry in form.answers.items():
        _attempt(plan, file, ("answers", known), _plan_answer, assessment, known, entry)
    for at, evidence in enumerate(form.evidence):
        path = ("evidence", at)
        _attempt(plan, file, path, _plan_evidence, assessment, evidence, folder)
    for at, assignment in enumerate(form.assignments):
        path = ("assignments", at)
        _attempt(plan, file, path, _check_target, assessment, assignment)
    for at, review in enumerate(form.reviews):
        path = ("reviews", at)
        _attempt(plan, file, path, _check_target, assessment, review)
    return plan


def _attempt(
    plan: _Plan,
    file: YamlFile,
    path: tuple[str | int, ...],
    step: Callable[..., None],
    *arguments: Any,
) -> None:
    """Try one entry; note what is wrong with the line of the entry."""
    try:
        step(plan, *arguments)
    except ConformityError as error:
        place = file.place(path)
        plan.problems.extend(
            Problem(place, item.code, f"{item.place}: {item.message}", item.hint)
            for item in error.problems
        )


def _plan_answer(plan: _Plan, assessment: Assessment, known: str, entry: Any) -> None:
    details = (
        entry
        if isinstance(entry, dict) and set(entry) and set(entry) <= _KEYS
        else {"value": entry}
    )
    if "not_applicable" in details:
        state, explanation = "not-applicable", details["not_applicable"]
    elif "unknown" in details:
        state, explanation = "unknown", details["unknown"]
    else:
        state, explanation = "given", details.get("explanation", "")
    answer = build_answer(
        assessment,
        known,
        details.get("value"),
        explanation=str(explanation or ""),
        state=state,
    )
    plan.answers.append((answer, str(details.get("by") or "")))


def _plan_evidence(
    plan: _Plan, assessment: Assessment, entry: EvidenceEntry, folder: Path
) -> None:
    relative = PurePosixPath(entry.file)
    if relative.is_absolute() or ".." in relative.parts or "\\" in entry.file:
        raise ProblemsError(
            [
                Problem(
                    entry.file,
                    "file.bad-name",
                    "Evidence is named by a path inside the folder of the file.",
                    "Put the evidence beside the answers file.",
                )
            ]
        )
    source = folder.joinpath(*relative.parts)
    if not source.is_file():
        raise ProblemsError(
            [Problem(entry.file, "file.missing", "There is no such file.", "")]
        )
    for name in ("collected", "expires"):
        if getattr(entry, name) is not None:
            parse_date(name, getattr(entry, name))
    for known in entry.supports:
        assessment.catalogue.question(known)
    plan.evidence.append((entry, source))


def _check_target(
    plan: _Plan, assessment: Assessment, entry: AssignmentEntry | ReviewEntry
) -> None:
    """Assignments and reviews need nothing but a requirement and a real date."""
    del plan
    assessment.catalogue.requirement(entry.requirement)
    if isinstance(entry, AssignmentEntry) and entry.due is not None:
        parse_date("due", entry.due)


def _carry_out(
    assessment: Assessment,
    form: AnswersFile,
    plan: _Plan,
    *,
    by: str,
    at: datetime.datetime,
    progress: Callable[[int, int], None] | None,
) -> Imported:
    done = Imported()
    total = len(plan.answers) + len(plan.evidence)
    for number, (answer, author) in enumerate(plan.answers, 1):
        if same_as_present(assessment.state.answers.get(answer.question), answer):
            done.unchanged += 1
        else:
            record_answer(assessment, answer, by=author or by, at=at)
            done.recorded += 1
        if progress is not None:
            progress(number, total)
    for number, (entry, source) in enumerate(plan.evidence, len(plan.answers) + 1):
        done.evidence += _attach(assessment, entry, source, by, at)
        if progress is not None:
            progress(number, total)
    for assignment in form.assignments:
        done.assignments += _assign(assessment, assignment, by, at)
    for review in form.reviews:
        done.reviews += _review(assessment, review, at)
    return done


def _day(raw: Any) -> datetime.date | None:
    return None if raw is None else parse_date("date", raw)


def _attach(
    assessment: Assessment,
    entry: EvidenceEntry,
    source: Path,
    by: str,
    at: datetime.datetime,
) -> bool:
    _, new = attach_evidence(
        assessment,
        source,
        kind=entry.kind,
        supports=entry.supports,
        by=entry.by or by,
        at=at,
        collected=_day(entry.collected),
        expires=_day(entry.expires),
        note=entry.note,
    )
    return new


def _assign(
    assessment: Assessment, entry: AssignmentEntry, by: str, at: datetime.datetime
) -> bool:
    present = assessment.state.owners.get(entry.requirement)
    due = _day(entry.due)
    if present is not None and (present.owner, present.due) == (entry.owner, due):
        return False
    assign_owner(assessment, entry.requirement, entry.owner, due, by=entry.by or by, at=at)
    return True


def _review(assessment: Assessment, entry: ReviewEntry, at: datetime.datetime) -> bool:
    present = assessment.state.reviews.get(entry.requirement)
    if (
        present is not None
        and present.by == entry.by
        and present.data.decision == entry.decision
        and present.data.comment == entry.comment
    ):
        return False
    review_requirement(
        assessment,
        entry.requirement,
        approve=entry.decision == "approved",
        comment=entry.comment,
        by=entry.by,
        at=at,
    )
    return True
