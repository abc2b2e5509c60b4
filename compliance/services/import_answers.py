"""Answers from a file: only what changed is appended, and everything or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from compliance.assessment.answers import parse_date
from compliance.data.yaml_lines import YamlFile, read_yaml
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.answers_file import (
    AnswersFile,
    AssignmentEntry,
    EvidenceEntry,
    ReviewEntry,
    read_form,
)
from compliance.services.attach_evidence import (
    attach_evidence,
    check_evidence_entry,
)
from compliance.services.follow_up import (
    assign_owner,
    check_review,
    review_requirement,
)
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
    by: str
    at: datetime.datetime
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
    form = read_form(file)
    plan = _plan(assessment, file, form, path.parent, by, at)
    if plan.problems:
        raise ProblemsError(plan.problems)
    return _carry_out(assessment, form, plan, by=by, at=at, progress=progress)


def _plan(
    assessment: Assessment,
    file: YamlFile,
    form: AnswersFile,
    folder: Path,
    by: str,
    at: datetime.datetime,
) -> _Plan:
    plan = _Plan(by, at)
    for known, entry in form.answers.items():
        _attempt(plan, file, ("answers", known), _plan_answer, assessment, known, entry)
    for number, evidence in enumerate(form.evidence):
        path = ("evidence", number)
        _attempt(plan, file, path, _plan_evidence, assessment, evidence, folder)
    for number, assignment in enumerate(form.assignments):
        path = ("assignments", number)
        _attempt(plan, file, path, _check_target, assessment, assignment)
    for number, review in enumerate(form.reviews):
        path = ("reviews", number)
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
    check_evidence_entry(
        assessment,
        source,
        entry.kind,
        entry.supports,
        plan.at.date(),
        _day(entry.collected),
        _day(entry.expires),
    )
    plan.evidence.append((entry, source))


def _check_target(
    plan: _Plan, assessment: Assessment, entry: AssignmentEntry | ReviewEntry
) -> None:
    """What an assignment or a review says, before anything is recorded."""
    requirement = assessment.catalogue.requirement(entry.requirement)
    if isinstance(entry, AssignmentEntry):
        _day(entry.due)
        return
    check_review(
        requirement,
        _author_after(plan, assessment, entry.requirement),
        approve=entry.decision == "approved",
        by=entry.by,
    )


def _author_after(plan: _Plan, assessment: Assessment, question: str) -> str:
    """Who will have given the answer once the file is recorded; empty if nobody."""
    given = assessment.state.answers.get(question)
    for answer, by in plan.answers:
        if answer.question == question and not same_as_present(given, answer):
            return by or plan.by
    return "" if given is None else given.by


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
