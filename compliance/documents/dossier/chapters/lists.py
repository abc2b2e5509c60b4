"""Themes, the gap list and the evidence register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from compliance.assessment.evidence_check import why_stale
from compliance.assessment.gaps import Gap
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.verdict import Status
from compliance.checklist.base import EVIDENCE_KINDS, SUMMARY, THEMES
from compliance.documents.dossier.chapters.findings import WHOLE_ROWS, FindingLine, finding_line
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter
from compliance.documents.dossier.waiting import Waiting
from compliance.documents.figures import Tally, tally
from compliance.language.words import capital, day, day_of, number_of, size_text
from compliance.views.finding import FindingView, WantedView
from compliance.views.marks import (
    GROUND,
    SEVERITY,
    STATUS,
    Count,
    Mark,
    severity_counts,
    want_counts,
)

UNDETERMINED: Final = STATUS[Status.UNDETERMINED]
MAIN_GAPS: Final = 6
ACROSS: Final = 40


@dataclass(frozen=True)
class MainGap:
    severity: Mark
    requirement: str
    text: str


@dataclass(frozen=True)
class ThemeContent:
    """How the requirements of one theme stand."""

    heading: str
    caption: str
    tally: Tally
    lines: tuple[FindingLine, ...]
    whole: bool
    """Whether the table is short enough to stand on one page."""
    gaps: tuple[MainGap, ...]
    more: str
    untouched: str
    out_of_scope: str


@dataclass(frozen=True)
class ThemesContent:
    titles: tuple[str, ...]


def theme_chapters(material: Material) -> tuple[Chapter, ...]:
    """An opening, and a summary for each theme for which the edition wants one."""
    shown = {item.theme for item in (*material.shown_findings, *material.unassessed)}
    themes = [one for one in material.catalogue.words_in(THEMES, SUMMARY) if one in shown]
    titles = tuple(material.word(THEMES, theme) for theme in themes)
    first = Chapter("themes", "Themes", "themes", ThemesContent(titles), shares=THEMES)
    return (first, *(_theme(material, theme) for theme in themes)) if themes else ()


def _theme(material: Material, theme: str) -> Chapter:
    title = material.word(THEMES, theme)
    items = [item for item in material.findings if item.theme == theme]
    bound = list(filter(material.shows, items))
    gaps = _main_gaps(material, bound)
    outside = sum(not item.in_scope for item in items)
    untouched = len(items) - len(bound) - outside
    content = ThemeContent(
        heading=title,
        caption=f"Findings on {title.lower()}",
        tally=tally([item.mark for item in items if item.mark is not UNDETERMINED], ACROSS),
        lines=tuple(finding_line(material, item) for item in bound),
        whole=len(bound) <= WHOLE_ROWS,
        gaps=tuple(gaps[:MAIN_GAPS]),
        more=f"{number_of(len(gaps) - MAIN_GAPS, 'further gap')} in the gap list."
        if len(gaps) > MAIN_GAPS
        else "",
        untouched=f"{capital(number_of(untouched, 'further requirement'))} of this theme not "
        "answered yet."
        if untouched
        else "",
        out_of_scope=f"{number_of(outside, 'further requirement')} of this theme out of "
        "scope by the facts stated."
        if outside
        else "",
    )
    return Chapter(f"theme-{theme}", title, "theme", content, flows=True, shares=THEMES)


def _main_gaps(material: Material, items: list[FindingView]) -> list[MainGap]:
    """Gaps of some findings, most serious first."""
    titles = {item.id: item.title for item in items}
    return [
        MainGap(SEVERITY[gap.severity], titles[gap.requirement], gap.text)
        for gap in material.standing.gaps()
        if gap.requirement in titles
    ]


@dataclass(frozen=True)
class Listed:
    """A gap, or something still owed, in its table."""

    number: str
    mark: Mark
    requirement: str
    href: str
    provision: str
    text: str
    remedy: str
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
    return Chapter("gaps", "Gaps, and what is still owed", "gaps", content)


def _listed(material: Material, finding: FindingView, mark: Mark, said: Gap | WantedView) -> Listed:
    return Listed(
        number="",
        mark=mark,
        requirement=finding.title,
        href=material.place_of(finding),
        provision=finding.laws[0][0],
        text=said.text,
        remedy=said.remedy,
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
        size=size_text(data.size),
        digest=data.sha256,
        note=data.note,
        supports=tuple(dict.fromkeys(_title(material, known) for known in data.supports)),
        collected=day(data.collected),
        expires=day(data.expires),
        expired=bool(why_stale(item, None, material.standing.as_of)),
        taken=f"{item.by}, {day_of(item.at)}",
        withdrawn=item.withdrawn,
    )


def _title(material: Material, known: str) -> str:
    """Name of the requirement (or question) that evidence supports."""
    catalogue = material.catalogue
    requirement = catalogue.requirement_of.get(known, known)
    if requirement in catalogue.requirements:
        return catalogue.requirements[requirement].title
    return material.label(known) if known in catalogue.questions else known
