"""Evidence as it stands on a day, and what it can be given for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_check import how_lasting, is_inside, of_persons
from compliance.assessment.evidence_read import failed_checks, is_decisive
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.kind_proposal import HEAD, KindProposal, asking_for, propose_kinds
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.data.addresses import is_address
from compliance.language.words import day
from compliance.views.marks import Mark

STATES: Final = {
    "counts": Mark("counts", "Counts", "✓"),
    "unasked": Mark("unasked", "Beyond what is asked for", "·"),
    "soon": Mark("soon", "Ends soon", "◔"),
    "expired": Mark("expired", "Expired", "!"),
    "stale": Mark("stale", "No longer counts", "!"),
    "superseded": Mark("superseded", "Superseded", "–"),
    "withdrawn": Mark("withdrawn", "Withdrawn", "–"),
}
_YEARS: Final = 1900
"""Numbers from here on are years."""
_VERSION: Final = re.compile(r"(?<![0-9.])v?([0-9]{1,4}(?:\.[0-9]{1,4}){1,3})(?![0-9.]*[0-9])")


@dataclass(frozen=True)
class EvidenceView:
    """A piece of evidence, and whether it counts."""

    held: HeldEvidence
    kind: str
    """Its kind, in words."""
    supports: tuple[tuple[str, str], ...]
    """Questions: id and name."""
    state: str
    """A key of ``STATES``."""
    why: str
    inside: bool
    """Whether it is not for outside."""
    of_persons: bool
    """Whether files of its kind hold data of persons."""
    hints: tuple[str, ...] = ()
    """What somebody should look at; it changes nothing."""

    @property
    def mark(self) -> Mark:
        """The state in words and as a glyph."""
        return STATES[self.state]

    @property
    def told(self) -> str:
        """The state with its reason, as a part of a sentence."""
        word = self.mark.word.lower()
        return f"{word}: {self.why}" if self.why else word

    @property
    def covers(self) -> str:
        """The period that it speaks of, in words."""
        return period(self.held)

    @property
    def link(self) -> str:
        """Where it lies, as far as a link may lead there."""
        address = self.held.data.address or ""
        return address if is_address(address) else ""

    @property
    def elsewhere(self) -> bool:
        """Whether its file is not held here."""
        return not self.held.data.held


def period(held: HeldEvidence) -> str:
    """The period that evidence speaks of, in words; empty where nobody says."""
    first, last = held.data.covers_from, held.data.covers_to
    if first and last:
        return f"{day(first)} to {day(last)}"
    if first:
        return f"from {day(first)}"
    return f"until {day(last)}" if last else ""


def view_evidence(assessment: Assessment, held: HeldEvidence, today: datetime.date) -> EvidenceView:
    """A piece of evidence, and whether it counts on a day."""
    catalogue, data = assessment.catalogue, held.data
    state, why = state_of(assessment, held, today)
    return EvidenceView(
        held,
        catalogue.label(EVIDENCE_KINDS, data.evidence_kind),
        named(assessment, data.supports),
        state,
        why,
        is_inside(catalogue, held),
        data.evidence_kind in of_persons(catalogue),
        tuple(_hints(assessment, held)) if held.is_current else (),
    )


def state_of(assessment: Assessment, held: HeldEvidence, today: datetime.date) -> tuple[str, str]:
    """How a piece of evidence stands on a day: a key of ``STATES``, and why."""
    if held.superseded and not held.withdrawn:
        newer = assessment.state.evidence[held.superseded].data
        return "superseded", f"{newer.evidence} {newer.name} is the newer version"
    lasting = how_lasting(assessment.catalogue, held, today)
    if lasting.state == "stale" and held.data.expires and held.data.expires < today:
        return "expired", f"its last day was {day(held.data.expires)}"
    if lasting.state != "counts":
        return lasting.state, lasting.why
    if not held.data.supports:
        return "unasked", "it supports nothing"
    if not _is_asked(assessment, held):
        return "unasked", ""
    return "counts", ""


def _is_asked(assessment: Assessment, held: HeldEvidence) -> bool:
    """Whether anything that it supports asks for evidence of its kind."""
    catalogue, kind = assessment.catalogue, held.data.evidence_kind
    for known in held.data.supports:
        question = catalogue.questions.get(known)
        if question is not None and question.type == "file" and question.kind == kind:
            return True
        requirement = catalogue.requirements.get(catalogue.requirement_of.get(known, ""))
        if requirement and any(request.kind == kind for request in requirement.evidence):
            return True
    return False


def _hints(assessment: Assessment, held: HeldEvidence) -> Iterator[str]:
    """What does not fit together, as far as it can be seen from outside or was read."""
    yield from (check.said for check in failed_checks(held) if not is_decisive(check))
    words = assessment.catalogue.evidence_words
    given = assessment.state.answers.get(words.version or "") if words else None
    assessed = "" if given is None or given.state != "given" else str(given.value)
    if not assessed:
        return
    said, in_name = held.data.version, version_in(held.data.name)
    if said and not _same_version(said, assessed):
        yield f"It speaks of version {said}; version {assessed} is assessed here."
    elif not said and in_name and version_in(assessed) and not _same_version(in_name, assessed):
        yield f"Its name says {in_name}; version {assessed} is assessed here."


def version_in(name: str) -> str:
    """A number of a version in a name; empty where there is none, or it may be a day.

    >>> version_in("RM-02-risk-register-v3.2.0.csv"), version_in("report 2026.11.csv")
    ('3.2.0', '')
    """
    found = (one[1] for one in _VERSION.finditer(name))
    return next((one for one in found if int(one.split(".")[0]) < _YEARS), "")


def _same_version(said: str, assessed: str) -> bool:
    """Whether two say the same version; “2.0” is “version 2.0.0” as well as “2.0 (build 17)”."""
    one, other = version_in(said) or said.strip().casefold(), version_in(assessed)
    if not other:
        return one == assessed.strip().casefold()
    parts = [[part.lstrip("0") or "0" for part in text.split(".")] for text in (one, other)]
    length = max(map(len, parts))
    first, second = ([*part, *["0"] * (length - len(part))] for part in parts)
    return first == second


def named(assessment: Assessment, known: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Questions that the edition asks, each with its name."""
    return tuple(
        (item, name_of(assessment, item))
        for item in known
        if item in assessment.catalogue.questions
    )


def name_of(assessment: Assessment, known: str) -> str:
    """A requirement by its title, another question by its label; the id of what is unknown."""
    requirement = assessment.catalogue.requirements.get(known)
    if requirement is not None:
        return requirement.title
    question = assessment.catalogue.questions.get(known)
    return known if question is None else question.label or question.ask


def names_of(assessment: Assessment, known: Iterable[str]) -> str:
    """Names of requirements and questions in a line."""
    return "; ".join(dict.fromkeys(name_of(assessment, one) for one in known))


def evidence_kinds(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Every kind of evidence: id and words, in the order of the alphabet, the last one last."""
    words = [(word.id, word.label) for word in assessment.catalogue.words(EVIDENCE_KINDS)]
    return (*sorted(words[:-1], key=lambda one: one[1].casefold()), *words[-1:])


def kind_words(assessment: Assessment, kind: str) -> str:
    """A kind of evidence in words."""
    return assessment.catalogue.label(EVIDENCE_KINDS, kind)


def asked_kind(assessment: Assessment, known: str) -> str:
    """Kind of evidence that a file for a question usually is; empty for no question.

    It is the kind that the question or its requirement asks for first. Where none is
    asked for it is the last one of the vocabulary, which is for everything else.
    """
    catalogue = assessment.catalogue
    if known not in catalogue.questions:
        return ""
    asked = kinds_asked(assessment, known)
    words = [word.id for word in catalogue.words(EVIDENCE_KINDS)]
    return next(iter(asked or words[-1:]), "")


def kinds_asked(assessment: Assessment, known: str) -> list[str]:
    """Kinds of evidence that a question, or the requirement it belongs to, asks for."""
    catalogue = assessment.catalogue
    question = catalogue.questions.get(known)
    if question is not None and question.type == "file":
        return [question.kind]
    requirement = catalogue.requirements.get(catalogue.requirement_of.get(known, ""))
    return [request.kind for request in requirement.evidence] if requirement else []


def supports_of(assessment: Assessment, known: str) -> tuple[str, ...]:
    """What a file for a question usually supports: the question, and its requirement."""
    return tuple(dict.fromkeys([known, assessment.catalogue.requirement_of.get(known, known)]))


def supportable(assessment: Assessment) -> dict[str, tuple[tuple[str, str], ...]]:
    """Requirements and file questions that arise, by the title of their section."""
    agenda = assessment.agenda
    groups: dict[str, list[str]] = {}
    for item in agenda.items:
        question = item.question
        if item.requirement == question.id or question.type == "file":
            groups.setdefault(agenda.titles[item.section], []).append(question.id)
    return {title: named(assessment, inside) for title, inside in groups.items()}


@dataclass(frozen=True)
class Usable:
    """A file that is held already and could be given for a question."""

    number: str
    name: str
    kind: str
    """In words."""
    asked: bool
    """Whether evidence of its kind is asked for there."""


def usable_for(assessment: Assessment, known: str, today: datetime.date) -> tuple[Usable, ...]:
    """Files that do not support a question yet, those of a kind that it asks for first."""
    asked, there = kinds_asked(assessment, known), supports_of(assessment, known)
    found = [
        Usable(
            held.data.evidence,
            held.data.name,
            kind_words(assessment, held.data.evidence_kind),
            held.data.evidence_kind in asked,
        )
        for held in assessment.state.evidence.values()
        if held.is_current
        and not set(there) <= set(held.data.supports)
        and how_lasting(assessment.catalogue, held, today).state != "stale"
    ]
    return tuple(sorted(found, key=lambda one: not one.asked))


@dataclass(frozen=True)
class Proposed:
    """What a file may be evidence of, as it is put before a person."""

    name: str
    kind: str
    """Empty where nothing speaks for one."""
    label: str
    because: str
    others: tuple[tuple[str, str], ...]
    """Further kinds that it may be of: id and words."""
    supports: tuple[tuple[str, str], ...]
    """What asks for that kind: id and name."""


LOOKED_AT: Final = HEAD
"""How many bytes at the beginning of a file are looked at to propose its kind."""


def asking(assessment: Assessment, held: HeldEvidence) -> tuple[tuple[str, str], ...]:
    """What asks for evidence of this kind and is not supported by it yet: id and name."""
    there = set(held.data.supports)
    found = asking_for(assessment, held.data.evidence_kind)
    return named(assessment, [known for known in found if known not in there])


def propose(
    assessment: Assessment, name: str, head: bytes, wanted: str = "", kind: str = ""
) -> Proposed:
    """What a file may be evidence of, by its name and by how it begins.

    Args:
        assessment: in which it may be used.
        name: of the file.
        head: its first bytes.
        wanted: the question it is attached for, whose kinds count more than others.
        kind: what it is, where a person said that.
    """
    found = [] if kind else propose_kinds(assessment.catalogue, name, head)
    asked = kinds_asked(assessment, wanted)
    found.sort(key=lambda one: one.kind not in asked)
    best = found[0] if found else None
    kind = best.kind if best else kind or asked_kind(assessment, wanted)
    supports = asking_for(assessment, kind) if kind else ()
    if wanted in assessment.catalogue.questions:
        supports = tuple(dict.fromkeys([*supports_of(assessment, wanted), *supports]))
    return Proposed(
        name,
        kind,
        kind_words(assessment, kind) if kind else "",
        _because(best),
        tuple((one.kind, kind_words(assessment, one.kind)) for one in found[1:3]),
        named(assessment, supports),
    )


def _because(best: KindProposal | None) -> str:
    """Why a kind is proposed."""
    if best is None:
        return ""
    return f"“{best.word}” stands in {'its name' if best.in_name else 'the file'}"


def in_order(views: Sequence[EvidenceView]) -> list[EvidenceView]:
    """Evidence as it is listed: what counts first, what is superseded or withdrawn last."""
    return sorted(views, key=lambda one: one.state in {"superseded", "withdrawn"})
