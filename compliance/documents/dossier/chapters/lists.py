"""The gap list and the evidence register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from compliance.assessment.evidence_check import why_stale
from compliance.assessment.evidence_read import failed_checks
from compliance.assessment.gaps import Gap
from compliance.assessment.journal.records import EvidenceRead
from compliance.assessment.journal.state import HeldEvidence
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter
from compliance.documents.dossier.waiting import Waiting
from compliance.language.words import capital, day, day_of, number_of, size_text
from compliance.views.evidence import period
from compliance.views.finding import FindingView, WantedView
from compliance.views.marks import GROUND, SEVERITY, Count, Mark, severity_counts, want_counts


@dataclass(frozen=True)
class Listed:
    """A gap, or something still owed, in its table."""

    number: str
    mark: Mark
    requirement: str
    href: str
    provision: str
    text: str
    owner: str
    owner_missing: bool
    due: str
    ground: str = ""
    """Whose demand it is, where the law itself does not ask for it."""


@dataclass(frozen=True)
class GapsContent:
    """Every gap, most serious first, then what people still owe."""

    counts: tuple[Count, ...]
    gaps: tuple[Listed, ...]
    waiting: Waiting
    unassessed: str
    """How many requirements nobody answered; empty where none is left."""
    wants: tuple[Count, ...]
    wanted: tuple[Listed, ...]
    """Of requirements about which somebody said something."""


def gap_list(material: Material) -> Chapter:
    """The gap list: what is missing, how to mend it, who does so by when."""
    findings = {item.id: item for item in material.findings}
    gaps = material.standing.gaps()
    lines = (
        replace(
            _listed(material, findings[gap.requirement], SEVERITY[gap.severity], gap),
            number=str(number),
            ground=GROUND[gap.ground],
        )
        for number, gap in enumerate(gaps, start=1)
    )
    wanted = (
        _listed(material, item, want.mark, want)
        for item in material.shown_findings
        for want in item.wanted
    )
    unassessed = len(material.unassessed)
    content = GapsContent(
        severity_counts(gap.severity for gap in gaps),
        tuple(lines),
        material.waiting,
        capital(number_of(unassessed, "requirement")) if unassessed else "",
        want_counts(material.standing.wants()),
        tuple(wanted),
    )
    return Chapter("gaps", "Gaps, and what is still owed", "gaps", content, shares="open")


def _listed(material: Material, finding: FindingView, mark: Mark, said: Gap | WantedView) -> Listed:
    return Listed(
        number="",
        mark=mark,
        requirement=finding.title,
        href=material.place_of(finding),
        provision=finding.laws[0][0],
        text=said.text,
        owner=finding.owner or "not assigned",
        owner_missing=not finding.owner,
        due=day(finding.due),
    )


@dataclass(frozen=True)
class RegisteredEvidence:
    id: str
    name: str
    kind: str
    size: str
    digest: str
    note: str
    supports: tuple[str, ...]
    collected: str
    expires: str
    expired: bool
    taken: str
    withdrawn: str
    superseded: str
    checks: tuple[str, ...]
    """What was looked at in it and did not pass, a sentence each; where it was read."""
    read: str
    """What it was read as; empty where it was not read."""
    about: str
    """Period, version, owner and address, as far as they are said."""


@dataclass(frozen=True)
class EvidenceContent:
    """Every file the assessment refers to."""

    total: str
    items: tuple[RegisteredEvidence, ...]


def evidence_register(material: Material) -> Chapter:
    """The evidence register with full digests, withdrawn files included."""
    held = [item for _, item in sorted(material.state.evidence.items())]
    items = tuple(_registered(material, item) for item in held)
    content = EvidenceContent(number_of(len(items), "file"), items)
    return Chapter("evidence", "Evidence register", "evidence", content)


def _registered(material: Material, item: HeldEvidence) -> RegisteredEvidence:
    data = item.data
    return RegisteredEvidence(
        id=data.evidence,
        name=data.name,
        kind=material.word(EVIDENCE_KINDS, data.evidence_kind),
        size=size_text(data.size) if data.held else "not held",
        digest=data.sha256 or "SHA-256 not known",
        note=data.note,
        supports=tuple(dict.fromkeys(_supported(material, known) for known in data.supports)),
        collected=day(data.collected),
        expires=day(data.expires),
        expired=bool(why_stale(item, None, material.standing.as_of)),
        taken=f"{item.by}, {day_of(item.at)}",
        withdrawn=item.withdrawn,
        superseded="" if item.withdrawn else item.superseded,
        checks=tuple(check.said for check in failed_checks(item)),
        read="" if item.read is None else _read(item.read),
        about=" · ".join(_about(item)),
    )


def _read(read: EvidenceRead) -> str:
    """What a file was read as, and how many of the things that were looked at passed."""
    passed = sum(check.outcome == "passed" for check in read.checks)
    return f"Read as {read.format}: {passed} of {number_of(len(read.checks), 'check')} passed"


def _about(item: HeldEvidence) -> Iterator[str]:
    """What is said of a file besides its kind and days."""
    data = item.data
    if covers := period(item):
        yield f"Covers {covers}"
    if data.version:
        yield f"Version {data.version}"
    if data.owner:
        yield f"Owner: {data.owner}"
    if data.supersedes:
        yield f"In place of {data.supersedes}"
    if data.address:
        yield f"Lies at {data.address}"


def _supported(material: Material, known: str) -> str:
    """The provision of the requirement (or the question) that evidence supports."""
    catalogue = material.catalogue
    requirement = catalogue.requirement_of.get(known, known)
    if requirement in catalogue.requirements:
        return material.cite(catalogue.requirements[requirement].provisions[:1])
    return material.label(known) if known in catalogue.questions else known
