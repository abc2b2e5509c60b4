"""Reports for machines: what each command prints as JSON, and the record of a dossier."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel

from compliance.assessment.assessment import Assessment
from compliance.assessment.declaration import sign_off_on, state_declaration
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal import records
from compliance.assessment.journal.state import State
from compliance.assessment.roles import held_roles
from compliance.assessment.weigh_readings import weigh_readings
from compliance.checklist.conditions import Missing, Truth
from compliance.views import public
from compliance.views.deadline import Timetable, days_to_ask
from compliance.views.declaration import view_declaration
from compliance.views.document import DocumentView
from compliance.views.evidence_plan import PublicPlan
from compliance.views.public import (
    Answer,
    Change,
    Conclusion,
    Declaration,
    Evidence,
    Identified,
    Public,
)
from compliance.views.public_after_launch import Incidents
from compliance.views.public_findings import Counts, Finding
from compliance.views.public_identified import identified, journal_of, named_of
from compliance.views.public_readings import WeighedQuestion

FORMAT: Final = 1
KIND: Final = "conformity-record"


class Check(Identified):
    """What ``conformity check`` prints."""

    as_of: datetime.date
    all_met: bool
    """Whether nothing is open (exit status 0)."""
    counts: Counts
    alerts: dict[str, Truth]
    """Conclusions that forbid or stop something and hold, or are not determined."""
    notices: tuple[str, ...]
    """What to know before reading the findings."""
    open_facts: tuple[str, ...]
    """Questions about operator, system and market that arise and have no answer."""
    placeholder_facts: tuple[str, ...]
    """Such questions whose answer is only a stand-in."""
    facts_to_confirm: tuple[str, ...]
    """Such questions whose answer no person has confirmed yet."""
    deciding: dict[str, int]
    """Questions that leave it open what applies, with how many requirements hang on each."""
    roles: dict[str, Truth]
    """Whether the operator holds each role."""
    findings: tuple[Finding, ...]
    """In the order of the law; with ``--role`` only those that bind the role."""
    declaration: Declaration


class Classification(Identified):
    """What ``conformity classify`` prints."""

    conclusions: tuple[Conclusion, ...]
    changes: tuple[Change, ...]


class Progress(Identified):
    """How far an assessment is."""

    organisation: bool
    """Whether it answers for the organisation and not for one system."""
    answered: int
    total: int
    """Questions that arise now."""
    may_arise: int
    """Further questions without an answer that may arise, depending on open answers."""
    sections: tuple[public.Section, ...]
    evidence: int
    """Pieces that count."""
    unconfirmed: tuple[str, ...]
    """Questions at which something waits to be confirmed, as far as they arise."""
    to_ask: tuple[public.DayToAsk, ...]
    """Stated days that have passed, or are still to come and cannot have happened."""
    sign_off: str
    """``unsigned``, ``signed``, ``signed-draft`` (something is open), ``void``,
    ``withdrawn`` or ``own`` (by an author)."""
    next: str | None
    """The next question to answer."""


class Workspace(Public):
    """What ``conformity status`` prints: one assessment, or each one of a workspace."""

    assessments: tuple[Progress, ...]
    unreadable: tuple[str, ...]
    """Names of those that cannot be read; why is said on standard error."""


class Deadlines(Identified):
    """What ``conformity deadlines`` prints, in the order of the days."""

    as_of: datetime.date
    first_supply: datetime.date | None
    """The day on which the first supply is planned, where one is stated and ahead."""
    to_ask: tuple[public.DayToAsk, ...]
    deadlines: tuple[public.Deadline, ...]


class Documents(Identified):
    """What ``conformity documents`` prints, in the order of the documents."""

    as_of: datetime.date
    documents: tuple[public.Document, ...]


class Languages(Identified):
    """What ``conformity languages`` prints: by document, its languages."""

    documents: dict[str, tuple[public.Language, ...]]


class Readings(Identified):
    """What ``conformity readings`` prints: the open questions of the law that arise."""

    as_of: datetime.date
    open_questions: tuple[WeighedQuestion, ...]


class Record(Identified):
    """The record inside a dossier: everything its pages are made from."""

    as_of: datetime.date
    kind: Literal["conformity-record"] = KIND
    format: Literal[1] = FORMAT
    tool_version: str
    answers: tuple[Answer, ...]
    conclusions: tuple[Conclusion, ...]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    counts: Counts
    open_facts: tuple[str, ...]
    placeholder_facts: tuple[str, ...]
    facts_to_confirm: tuple[str, ...]
    deciding: dict[str, int]
    routes: dict[str, Truth]
    """Whether the law binds by each route."""
    open_readings: tuple[public.Reading, ...]
    declaration: Declaration
    people: dict[str, int]
    """Authors with the number of their records."""
    moves: tuple[public.Move, ...]
    unconfirmed: tuple[public.Doubtful, ...]
    retired: tuple[public.Dropped, ...]
    sign_off: public.SignOff
    quoted_law: dict[str, Any] | None
    """Which official text the pages quote."""


SCHEMAS: Final[dict[str, type[BaseModel]]] = {
    "check": Check,
    "classify": Classification,
    "deadlines": Deadlines,
    "documents": Documents,
    "evidence-plan": PublicPlan,
    "incidents": Incidents,
    "journal": records.Record,
    "languages": Languages,
    "readings": Readings,
    "record": Record,
    "status": Workspace,
}
"""What has a schema: what a command prints, a line of the journal, the record."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a key of ``SCHEMAS``."""
    from compliance.views.described import Described  # noqa: PLC0415 - reads source code

    made = SCHEMAS[name].model_json_schema(
        by_alias=True, mode="serialization", schema_generator=Described
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def check(assessment: Assessment, day: datetime.date, role: str | None = None) -> Check:
    """How every requirement stands on a day.

    Args:
        assessment: of a system.
        day: on which ages, expiries and dates of application count.
        role: leave out findings that do not bind it; everything else stays.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    standing = assessment.standing(day)
    return Check(
        **identified(assessment),
        as_of=day,
        all_met=standing.all_met,
        counts=Counts.of(standing),
        alerts={item.id: truth for item, truth in standing.alerts},
        notices=standing.notices,
        open_facts=standing.wanted_facts.to_answer,
        placeholder_facts=standing.wanted_facts.stand_ins,
        facts_to_confirm=standing.wanted_facts.to_confirm,
        deciding=standing.deciding(),
        roles=held_roles(assessment.facts),
        findings=tuple(
            Finding.of(item, day)
            for item in standing.findings
            if role is None or role in item.requirement.roles
        ),
        declaration=declaration(assessment, day),
    )


def classify(assessment: Assessment) -> Classification:
    """Every conclusion, and what would change it.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return Classification(
        **identified(assessment),
        conclusions=tuple(map(Conclusion.model_validate, assessment.conclusions())),
        changes=tuple(map(Change.model_validate, assessment.changes())),
    )


def readings(assessment: Assessment, day: datetime.date) -> Readings:
    """Every open question of the law that arises, and what each reading comes to.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    assessment.require_system()
    return Readings(
        **identified(assessment),
        as_of=day,
        open_questions=tuple(map(WeighedQuestion.of, weigh_readings(assessment.facts, day))),
    )


def status(assessment: Assessment, day: datetime.date, upcoming: str | None) -> Progress:
    """How far an assessment is.

    Args:
        assessment: of a system, or of an organisation.
        day: on which its dossier is a draft or not.
        upcoming: the next question to answer.
        as_of: the day taken for today.
    """
    state, agenda = assessment.state, assessment.agenda
    return Progress(
        **identified(assessment),
        organisation=state.is_organisation,
        answered=agenda.answered,
        total=agenda.total,
        may_arise=agenda.perhaps,
        sections=tuple(map(public.Section.model_validate, agenda.progress())),
        evidence=state.files,
        unconfirmed=tuple(item.question for item in assessment.waiting()),
        to_ask=tuple(map(public.DayToAsk.model_validate, days_to_ask(assessment, day))),
        sign_off=sign_off_on(assessment, day).state,
        next=upcoming,
    )


def deadlines(assessment: Assessment, day: datetime.date, found: Timetable) -> Deadlines:
    """The deadlines that were asked for, in their order, and what has to be asked first."""
    return Deadlines(
        **identified(assessment),
        as_of=day,
        first_supply=found.planned,
        to_ask=tuple(map(public.DayToAsk.model_validate, found.to_ask)),
        deadlines=tuple(map(public.Deadline.model_validate, found.deadlines)),
    )


def documents(
    assessment: Assessment, day: datetime.date, views: Iterable[DocumentView]
) -> Documents:
    """The documents that the law asks for, on a day."""
    return Documents(
        **identified(assessment), as_of=day, documents=tuple(map(public.Document.of, views))
    )


def languages(assessment: Assessment, views: Mapping[str, Iterable[Any]]) -> Languages:
    """The languages of each document."""
    documents = {
        known: tuple(map(public.Language.model_validate, found)) for known, found in views.items()
    }
    return Languages(**identified(assessment), documents=documents)


def record(
    assessment: Assessment,
    day: datetime.date,
    tool_version: str,
    quoted_law: dict[str, Any] | None = None,
) -> Record:
    """The record of an assessment on a day.

    Args:
        assessment: of a system.
        day: on which ages, expiries and dates of application count.
        tool_version: version of the program that evaluated it.
        quoted_law: which official text the pages quote, where they do.
    """
    standing, state = assessment.standing(day), assessment.state
    signed = sign_off_on(assessment, day)
    return Record(
        **identified(assessment),
        **_kept(state),
        as_of=day,
        tool_version=tool_version,
        answers=tuple(
            Answer.of(given, assessment.catalogue) for _, given in sorted(state.answers.items())
        ),
        conclusions=tuple(map(Conclusion.model_validate, assessment.conclusions())),
        changes=tuple(map(Change.model_validate, assessment.changes())),
        findings=tuple(Finding.of(item, day) for item in standing.findings),
        counts=Counts.of(standing),
        open_facts=standing.wanted_facts.to_answer,
        placeholder_facts=standing.wanted_facts.stand_ins,
        facts_to_confirm=standing.wanted_facts.to_confirm,
        deciding=standing.deciding(),
        routes=dict(standing.routes),
        open_readings=tuple(_readings(assessment.facts)),
        declaration=declaration(assessment, day),
        sign_off=public.SignOff(
            state=signed.state,
            holds=signed.holds,
            basis=signed.basis,
            other_checklists=signed.other_checklists,
            records=_signed(state),
        ),
        quoted_law=quoted_law,
    )


def declaration(assessment: Assessment, day: datetime.date) -> Declaration:
    """Whether a declaration is asked for on a day, and can be issued."""
    found = state_declaration(assessment, day)
    return Declaration(
        applies=found.applies,
        draft=found.is_draft,
        blockers=view_declaration(assessment, day).blockers,
        attested_open=tuple(item.finding.requirement.id for item in found.bars),
        open_duties=found.open_duties,
        following=tuple(item.finding.requirement.id for item in found.following),
        confirmed_by=None if found.confirmed is None else found.confirmed.by,
    )


def from_the_journal_alone(state: State) -> dict[str, Any]:
    """The parts of a record that follow from the journal without any checklists, as JSON.

    Keys that the checklists would fill are left out.
    """
    parts: dict[str, Any] = {
        "assessment": named_of(state),
        "journal": journal_of(state),
        "answers": tuple(Answer.of(given) for _, given in sorted(state.answers.items())),
        **_kept(state),
    }
    found = Record.model_construct(**parts).model_dump(
        mode="json", include=set(parts), exclude={"answers": {"__all__": {"ask", "text"}}}
    )
    begin = state.begin
    return {
        **found,
        "checklists": {
            "pack": begin.pack,
            "edition": state.edition,
            "digest_at_begin": begin.edition_digest,
        },
        "sign_off": {"records": [item.model_dump(mode="json") for item in _signed(state)]},
    }


def _kept(state: State) -> dict[str, Any]:
    """What the journal says and no checklist changes."""
    return {
        "evidence": tuple(
            Evidence.model_validate(held) for _, held in sorted(state.evidence.items())
        ),
        "people": dict(sorted(state.people.items())),
        "moves": tuple(map(public.Move.model_validate, state.moves)),
        "unconfirmed": tuple(
            public.Doubtful(
                question=item.question,
                reason=item.reason,
                source=public.Source.model_validate(item.source),
                answers=tuple(map(Answer.of, item.answers)),
            )
            for _, item in sorted(state.unconfirmed.items())
        ),
        "retired": tuple(
            public.Dropped.of(item.given, reason=item.reason) for item in state.retired
        ),
    }


def _signed(state: State) -> tuple[public.Signed, ...]:
    return tuple(
        public.Signed(
            by=item.by,
            at=item.at,
            seq=item.seq,
            since=tuple(map(public.Touched.model_validate, item.since)),
            **item.data.model_dump(exclude={"kind"}),
        )
        for item in state.sign_offs
    )


def _readings(facts: AnswerFacts) -> Iterable[public.Reading]:
    """Questions of date that the wording leaves open, with the user's choice."""
    for question in facts.catalogue.timeline.open_questions:
        chosen = facts.value(question.fact)
        yield public.Reading(
            id=question.id,
            question=question.fact,
            readings=tuple(reading.id for reading in question.readings),
            chosen=None if isinstance(chosen, Missing) else str(chosen),
        )
