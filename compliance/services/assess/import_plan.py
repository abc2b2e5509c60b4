"""What an answers file asks for, checked as a whole before anything is recorded."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from compliance.assessment.journal.records import Answer
from compliance.data.typed import parse_date
from compliance.data.yaml_file import YamlFile
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.answers_file import (
    Answers,
    AssignmentEntry,
    EvidenceEntry,
    ReviewEntry,
)
from compliance.services.assess.attach_evidence import require_file
from compliance.services.assess.evidence_said import Said, check_said
from compliance.services.assess.follow_up import check_review, clean_cause, clean_owner
from compliance.services.assess.record_answer import build_answer, same_as_present
from compliance.storage.opened import OpenAssessment

_KEYS = frozenset({"value", "explanation", "not_applicable", "unknown", "withdraw", "by"})
_WAYS = frozenset({"value", "not_applicable", "unknown", "withdraw"})


@dataclass
class Plan:
    """Everything an answers file asks for, checked and cleaned."""

    by: str
    at: datetime.datetime
    answers: list[tuple[Answer, str]] = field(default_factory=list)
    evidence: list[tuple[str, Said, Path]] = field(default_factory=list)
    """Who attaches it, what is said about it, and the file."""
    assignments: list[AssignmentEntry] = field(default_factory=list)
    reviews: list[ReviewEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def make_plan(assessment: OpenAssessment, given: Answers, by: str, at: datetime.datetime) -> Plan:
    """Check and clean every entry; what is wrong is collected in the plan.

    Raises:
        ConformityError: who imports cannot be named so.
    """
    file, form = given.file, given.form
    plan = Plan(clean_author(by), at)
    for known, entry in form.answers.items():
        _attempt(plan, file, ("answers", known), _plan_answer, assessment, known, entry)
    for number, evidence in enumerate(form.evidence):
        path = ("evidence", number)
        _attempt(plan, file, path, _plan_evidence, assessment, evidence, given.folder)
    for number, assignment in enumerate(form.assignments):
        path = ("assignments", number)
        _attempt(plan, file, path, _plan_assignment, assessment, assignment)
    for number, review in enumerate(form.reviews):
        path = ("reviews", number)
        _attempt(plan, file, path, _plan_review, assessment, review)
    return plan


def _attempt(
    plan: Plan,
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


def _plan_answer(plan: Plan, assessment: OpenAssessment, known: str, entry: Any) -> None:
    details = (
        entry
        if isinstance(entry, dict) and set(entry) and set(entry) <= _KEYS
        else {"value": entry}
    )
    if len(_WAYS & set(details)) > 1:
        raise fail(
            known,
            "answer.file",
            "An answer is one of value, not_applicable, unknown and withdraw.",
            "Keep one of them.",
        )
    if "not_applicable" in details:
        state, explanation = "not-applicable", details["not_applicable"]
    elif "unknown" in details:
        state, explanation = "unknown", details["unknown"]
    elif "withdraw" in details:
        state, explanation = "withdrawn", details["withdraw"]
    else:
        state, explanation = "given", details.get("explanation", "")
    answer = build_answer(
        assessment, known, details.get("value"), explanation=str(explanation or ""), state=state
    )
    plan.answers.append((answer, _author(plan, str(details.get("by") or ""))))


def _author(plan: Plan, named: str) -> str:
    """Who an entry is by: who it names, or else who imports."""
    return clean_author(named) if named else plan.by


def _plan_evidence(
    plan: Plan, assessment: OpenAssessment, entry: EvidenceEntry, folder: Path
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
        raise ProblemsError([Problem(entry.file, "file.missing", "There is no such file.", "")])
    if not source.resolve().is_relative_to(folder.resolve()):
        raise fail(
            entry.file,
            "file.bad-name",
            "It is a link that leads out of the folder of the answers file.",
            "Put a copy of the file there.",
        )
    said = check_said(assessment, str(source), said_of(entry), plan.at)
    require_file(source)
    plan.evidence.append((_author(plan, entry.by), said, source))


def said_of(entry: EvidenceEntry) -> Said:
    """What an answers file says about a piece of evidence."""
    return Said(
        kind=entry.kind,
        supports=entry.supports,
        collected=day(entry.collected),
        expires=day(entry.expires),
        note=entry.note,
        inside=entry.not_for_outside,
        owner=entry.owner,
        covers_from=day(entry.covers_from),
        covers_to=day(entry.covers_to),
        version=entry.version,
        address=entry.address,
    )


def _plan_assignment(plan: Plan, assessment: OpenAssessment, entry: AssignmentEntry) -> None:
    assessment.catalogue.requirement(entry.requirement)
    assessment.require_in_scope(entry.requirement)
    clean = {
        "owner": clean_owner(entry.requirement, entry.owner),
        "due": day(entry.due),
        "cause": clean_cause(entry.requirement, entry.cause),
        "by": _author(plan, entry.by),
    }
    plan.assignments.append(entry.model_copy(update=clean))


def _plan_review(plan: Plan, assessment: OpenAssessment, entry: ReviewEntry) -> None:
    requirement = assessment.catalogue.requirement(entry.requirement)
    assessment.require_in_scope(entry.requirement)
    comment = check_review(
        requirement,
        _authors_after(plan, assessment, entry.requirement),
        approve=entry.decision == "approved",
        comment=entry.comment,
        by=entry.by,
    )
    clean = {"comment": comment, "by": clean_author(entry.by)}
    plan.reviews.append(entry.model_copy(update=clean))


def _authors_after(plan: Plan, assessment: OpenAssessment, question: str) -> frozenset[str]:
    """Who will have given the answer once the file is recorded; empty if nobody."""
    given = assessment.state.answers.get(question)
    for answer, by in plan.answers:
        if answer.question == question and not same_as_present(given, answer):
            return frozenset({by})
    return frozenset() if given is None else given.authors


def day(raw: Any) -> datetime.date | None:
    """A date that may be left out.

    Raises:
        ConformityError: ``answer.impossible-date``.
    """
    return None if raw is None else parse_date("date", raw)
