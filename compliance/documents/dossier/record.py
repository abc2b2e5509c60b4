"""The machine-readable record: everything the pages are generated from.

It travels inside the PDF as ``assessment.json``. Its layout is versioned; its
bytes are canonical JSON, so equal assessments give equal bytes.
"""

from __future__ import annotations

import datetime
from typing import Any, Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.conclusions import Outcome
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Finding, Standing
from compliance.assessment.gaps import Gap
from compliance.assessment.journal.records import Origin
from compliance.assessment.journal.state import Given, HeldEvidence, State
from compliance.assessment.sign_off import record_of, sign_off_standing
from compliance.assessment.starts import Start
from compliance.assessment.verdict import Status
from compliance.assessment.what_if import Change
from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Missing
from compliance.checklist.questions import Question
from compliance.data.digests import canonical_json
from compliance.documents.declaration import declare
from compliance.views.marks import SEVERITY

FORMAT: Final = 1
KIND: Final = "conformity-record"


def build_record(
    assessment: Assessment,
    as_of: datetime.date,
    tool_version: str,
    quoted: dict[str, Any] | None = None,
) -> bytes:
    """Write the record of an assessment on a day as canonical JSON.

    Args:
        assessment: what was recorded.
        as_of: day on which ages, expiries and dates of application count.
        tool_version: version of the program that evaluated it.
        quoted: which official text the pages quote, where they do.
    """
    declaration = declare(assessment, as_of)
    catalogue, state = assessment.catalogue, assessment.state
    standing = assessment.standing(as_of)
    return canonical_json(
        {
            "kind": KIND,
            "format": FORMAT,
            "tool_version": tool_version,
            **_identification(assessment, as_of),
            "answers": [_answer(catalogue, given) for _, given in sorted(state.answers.items())],
            "conclusions": [_outcome(item) for item in assessment.conclusions()],
            "changes": [_change(item) for item in assessment.changes()],
            "findings": [_finding(item) for item in standing.findings],
            "evidence": [_evidence(item) for _, item in sorted(state.evidence.items())],
            "counts": _counts(standing),
            "open_facts": list(standing.open_facts),
            "placeholder_facts": list(standing.placeholder_facts),
            "routes": {route: truth.value for route, truth in standing.routes},
            "open_readings": _readings(assessment.facts),
            "declaration": {
                "applies": declaration.applies.value,
                "draft": declaration.is_draft,
                "blockers": list(declaration.blockers),
            },
            "people": dict(sorted(state.people.items())),
            **moves_of(state),
            "sign_off": _sign_off(assessment),
            **({} if quoted is None else {"quoted_law": quoted}),
        }
    )


def facts_of_record(state: State) -> dict[str, Any]:
    """The parts of a record that follow from the journal alone, without checklists.

    Answers lack here what the checklists would add (wording and labels).
    """
    begin = state.begin
    return {
        "assessment": _assessment(state),
        "checklists": {
            "pack": begin.pack,
            "edition": state.edition,
            "digest_at_begin": begin.edition_digest,
        },
        "journal": _journal(state),
        "answers": [
            {**said(given), **_taken(given.origin, given.taken), **_entered(given)}
            for _, given in sorted(state.answers.items())
        ],
        "evidence": [_evidence(item) for _, item in sorted(state.evidence.items())],
        "people": dict(sorted(state.people.items())),
        **moves_of(state),
        "sign_off": _signed(state),
    }


def _signed(state: State) -> dict[str, Any]:
    return {"records": [record_of(item) for item in state.sign_offs]}


def _sign_off(assessment: Assessment) -> dict[str, Any]:
    standing = sign_off_standing(assessment)
    return {
        "state": standing.state,
        "holds": standing.holds,
        "basis": standing.basis,
        "other_checklists": standing.other_checklists,
        **_signed(assessment.state),
    }


def _assessment(state: State) -> dict[str, Any]:
    return {
        "id": state.begin.assessment,
        "name": state.begin.name,
        "begun_by": state.begun_by,
        "begun_at": state.begun_at,
    }


def _journal(state: State) -> dict[str, Any]:
    return {"head": state.head, "seq": state.seq, "at": state.changed_at}


def _identification(assessment: Assessment, as_of: datetime.date) -> dict[str, Any]:
    catalogue, state = assessment.catalogue, assessment.state
    return {
        "assessment": _assessment(state),
        "checklists": {
            "pack": catalogue.pack.pack,
            "edition": catalogue.edition.id,
            "digest": catalogue.digest,
            "digest_at_begin": state.begin.edition_digest,
        },
        "law": {
            "name": catalogue.law.short_name,
            "number": catalogue.law.number,
            "state": catalogue.law.state.isoformat(),
        },
        "as_of": as_of.isoformat(),
        "journal": _journal(state),
    }


def _answer(catalogue: Catalogue, given: Given) -> dict[str, Any]:
    question = catalogue.questions.get(given.question)
    return {
        "question": given.question,
        "ask": "" if question is None else question.ask,
        "state": given.state,
        "value": given.value,
        "text": _label(catalogue, question, given),
        "explanation": given.explanation,
        "by": given.by,
        "at": given.at,
        "seq": given.seq,
        **_taken(given.origin, given.taken),
    }


def _entered(given: Given) -> dict[str, Any]:
    """Who entered an answer, where that is not who answered."""
    return {"entered_by": given.entered_by} if given.entered_by else {}


def _taken(origin: Origin | None, taken: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """Where something was taken over from; nothing for what was recorded here."""
    if origin is None:
        return {}
    found: dict[str, Any] = {"origin": origin.model_dump(mode="json")}
    if taken[0]:
        found["taken_over"] = {"by": taken[0], "at": taken[1]}
    return found


def _label(catalogue: Catalogue, question: Question | None, given: Given) -> str:
    if question is None or given.state != "given":
        return ""
    return value_text(catalogue, given.question, given.value)


def _outcome(item: Outcome) -> dict[str, Any]:
    return {
        "id": item.conclusion.id,
        "title": item.conclusion.title,
        "group": item.conclusion.group,
        "alert": item.conclusion.alert,
        "provisions": list(item.conclusion.provisions),
        "truth": item.truth.value,
        "text": item.text,
        "reason": item.reason,
        "missing": list(item.missing),
    }


def _change(item: Change) -> dict[str, Any]:
    return {
        "conclusion": item.conclusion,
        "question": item.fact,
        "present": item.present,
        "other": item.other,
        "becomes": item.becomes.value,
    }


def _finding(item: Finding) -> dict[str, Any]:
    requirement, review, assigned = item.requirement, item.review, item.assignment
    return {
        "id": requirement.id,
        "revision": requirement.revision,
        "title": requirement.title,
        "provisions": list(requirement.provisions),
        "roles": list(requirement.roles),
        "scope": requirement.scope,
        "theme": requirement.theme,
        "status": item.status.value,
        "applies": item.applies.value,
        "because": item.applies_because,
        "follow_ups": [question.id for question, _ in item.follow_ups],
        "gaps": [_gap(gap) for gap in item.gaps],
        "evidence": [
            {
                "kind": "" if line.request is None else line.request.kind,
                "held": [held.data.evidence for held in line.held],
                "counting": [held.data.evidence for held in line.counting],
                "problem": line.problem,
            }
            for line in item.evidence
        ],
        "dates": [_start(start) for start in item.starts],
        "review": {
            "required": requirement.review.required,
            "counts": item.review_counts,
            "decision": None if review is None else review.data.decision,
            "comment": None if review is None else review.data.comment,
            "by": None if review is None else review.by,
            "at": None if review is None else review.at,
            **({} if review is None else _taken(review.data.origin)),
        },
        "owner": None if assigned is None else assigned.owner,
        "due": None if assigned is None else _iso(assigned.due),
    }


def _gap(gap: Gap) -> dict[str, str]:
    return {
        "severity": gap.severity,
        "text": gap.text,
        "remedy": gap.remedy,
        "source": gap.source,
    }


def _start(start: Start) -> dict[str, Any]:
    rule = start.rule
    return {
        "rule": rule.id,
        "route": rule.route,
        "settled": start.sure,
        "reading": rule.reading,
        "from": start.on.isoformat(),
        "event": start.event,
        "basis": list(rule.basis),
        "source": rule.source,
    }


def _evidence(item: HeldEvidence) -> dict[str, Any]:
    data = item.data
    return {
        "id": data.evidence,
        "name": data.name,
        "sha256": data.sha256,
        "size": data.size,
        "kind": data.evidence_kind,
        "supports": list(data.supports),
        "collected": _iso(data.collected),
        "expires": _iso(data.expires),
        "note": data.note,
        "by": item.by,
        "at": item.at,
        "withdrawn": item.withdrawn,
        **_taken(data.origin),
    }


def _iso(date: datetime.date | None) -> str | None:
    return None if date is None else date.isoformat()


def _counts(standing: Standing) -> dict[str, dict[str, int]]:
    counts = standing.counts()
    severities: list[str] = [gap.severity for gap in standing.gaps()]
    return {
        "by_status": {status.value: counts[status] for status in Status},
        "by_severity": {key: severities.count(key) for key in SEVERITY},
    }


def _readings(facts: AnswerFacts) -> list[dict[str, Any]]:
    """Questions of date that the wording leaves open, with the user's choice."""
    found = []
    for question in facts.catalogue.timeline.open_questions:
        chosen = facts.value(question.fact)
        found.append(
            {
                "id": question.id,
                "question": question.fact,
                "readings": [reading.id for reading in question.readings],
                "chosen": None if isinstance(chosen, Missing) else str(chosen),
            }
        )
    return found


def moves_of(state: State) -> dict[str, Any]:
    """How an assessment came to its edition; nothing where it began with it."""
    if not state.moves:
        return {}
    return {
        "moves": [
            {
                "from": move.data.from_edition,
                "to": move.data.edition,
                "by": move.by,
                "at": move.at,
            }
            for move in state.moves
        ],
        "unconfirmed": [
            {
                "question": item.question,
                "reason": item.reason,
                "answers": [said(given) for given in item.answers],
            }
            for _, item in sorted(state.unconfirmed.items())
        ],
        "retired": [{"reason": item.reason, **said(item.given)} for item in state.retired],
    }


def said(given: Given) -> dict[str, Any]:
    """An answer as the journal has it."""
    return {
        "question": given.question,
        "state": given.state,
        "value": given.value,
        "explanation": given.explanation,
        "by": given.by,
        "at": given.at,
        "seq": given.seq,
    }
