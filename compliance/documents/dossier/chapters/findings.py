"""Findings, article by article: a table, then a block for each requirement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.assessment.evidence_check import EvidenceLine
from compliance.assessment.findings import Finding
from compliance.assessment.roles import by_role
from compliance.assessment.verdict import Status
from compliance.checklist.base import EVIDENCE_KINDS, ROLES
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.chapters.quotes import links_to_law
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter, Entry, Line, Link, Tally, tally
from compliance.language.words import capital, day, day_of, number_of, paragraphs, sentence
from compliance.law.provision import outermost
from compliance.views.answer import BRIEF, Shown, show_answer, signature
from compliance.views.finding import GapView, gap_views, since
from compliance.views.marks import STATUS, Mark, severity_counts

ACROSS: Final = 40
SHORT_ROWS: Final = 3
WHOLE_ROWS: Final = 9
COUNTS = Mark("counts", "Counts", "✓")
STALE = Mark("stale", "No longer counts", "×")
ABSENT = Mark("absent", "Missing", "…")
WELCOME = Mark("welcome", "Not attached", "–")


@dataclass(frozen=True)
class EvidenceView:
    """A request for evidence with what was attached."""

    kind: str
    note: str
    mark: Mark
    held: tuple[str, ...]


@dataclass(frozen=True)
class FindingBlock:
    anchor: str
    title: str
    status: Mark
    provisions: str
    links: tuple[Link, ...]
    """The same provisions with where they are quoted; none where nothing is."""
    meta: str
    """Roles and date of application, in one line."""
    undetermined: str
    """Why it is not determined whether it applies; empty when it applies."""
    asks: tuple[str, ...]
    question: str
    answer: Shown
    follow_ups: tuple[Entry, ...]
    grids: tuple[Entry, ...]
    """Follow-ups whose answer is a table; shown over the full width."""
    evidence: tuple[EvidenceView, ...]
    gaps: tuple[GapView, ...]
    notes: tuple[Line, ...]
    """Who answered, who reviewed, who mends."""

    @property
    def short(self) -> bool:
        """Whether the whole block is kept on one page."""
        rows = len(self.evidence) + len(self.gaps) + len(self.follow_ups)
        return rows <= SHORT_ROWS and not self.grids and self.answer.length < BRIEF


@dataclass(frozen=True)
class FindingLine:
    """A requirement in the table of its article."""

    title: str
    href: str
    provision: str
    roles: str
    """Roles that it binds, of those that are or may be held."""
    evidence: str
    gaps: str
    status: Mark


@dataclass(frozen=True)
class ArticleContent:
    heading: str
    caption: str
    tally: Tally
    lines: tuple[FindingLine, ...]
    whole: bool
    """Whether the table is short enough to stand on one page."""
    out_of_scope: str
    blocks: tuple[FindingBlock, ...]


@dataclass(frozen=True)
class OpeningContent:
    """What stands before the findings."""

    as_of: str
    shown: str
    roles: tuple[str, ...]
    """How many of them bind each role; one that binds two counts under both."""
    skipped: tuple[str, ...]


def findings_chapters(material: Material) -> tuple[Chapter, ...]:
    """An opening, then a chapter for each article with something that may bind."""
    grouped: dict[str, list[Finding]] = {}
    for item in material.standing.findings:
        article = outermost(item.requirement.provisions[0])
        grouped.setdefault(article, []).append(item)
    shown = {item.requirement.id for item in material.shown_findings()}
    chapters, skipped = [], []
    for article, items in grouped.items():
        if any(item.requirement.id in shown for item in items):
            chapters.append(_article(material, article, items))
        else:
            skipped.append(material.catalogue.outline.title(article))
    unit = material.catalogue.law.citations.unit
    opening = OpeningContent(
        day(material.standing.as_of),
        f"{number_of(len(shown), 'requirement')} in {number_of(len(chapters), unit)}",
        _roles(material),
        tuple(skipped),
    )
    first = Chapter("findings", f"Findings by {unit}", "findings", opening)
    return (first, *chapters)


def _roles(material: Material) -> tuple[str, ...]:
    found = by_role(material.shown_findings(), material.held)
    return tuple(
        f"{material.word(ROLES, role)}: {number_of(len(items), 'requirement')}"
        + ("" if material.held.get(role) is Truth.YES else " (role not determined)")
        for role, items in found.items()
    )


def _article(material: Material, article: str, items: list[Finding]) -> Chapter:
    title = material.catalogue.outline.title(article)
    bound = [item for item in items if item.in_scope]
    outside = len(items) - len(bound)
    content = ArticleContent(
        heading=title,
        caption=f"Findings under {material.cite([article])}",
        tally=tally([item.status for item in items], ACROSS),
        lines=tuple(finding_line(material, item) for item in bound),
        whole=len(bound) <= WHOLE_ROWS,
        out_of_scope=f"{capital(number_of(outside, 'further requirement'))} of "
        f"{material.cite([article])} out of scope by the facts stated."
        if outside
        else "",
        blocks=tuple(_block(material, item) for item in bound),
    )
    return Chapter(f"findings-{article}", title, "article", content, flows=True)


def finding_line(material: Material, item: Finding) -> FindingLine:
    """A requirement as a line of a table."""
    requirement = item.requirement
    held = [held.data.evidence for line in item.evidence for held in line.counting]
    return FindingLine(
        title=requirement.title,
        href=f"#req-{requirement.id}" if item.in_scope else "",
        provision=material.cite(requirement.provisions[:1]),
        roles=material.role_names(requirement),
        evidence=", ".join(dict.fromkeys(held)) or "–",
        gaps=_gap_counts(item),
        status=STATUS[item.status],
    )


def _gap_counts(item: Finding) -> str:
    found = severity_counts(gap.severity for gap in item.gaps)
    return ", ".join(f"{c.number} {c.mark.word.lower()}" for c in found if c.number) or "–"


def _main(material: Material, item: Finding) -> Shown:
    question = material.catalogue.questions[item.requirement.id]
    return show_answer(material.catalogue, material.state, question, item.answer)


def _block(material: Material, item: Finding) -> FindingBlock:
    requirement = item.requirement
    follow_ups = [
        Entry(question.ask, show_answer(material.catalogue, material.state, question, given))
        for question, given in item.follow_ups
    ]
    return FindingBlock(
        anchor=f"req-{requirement.id}",
        title=requirement.title,
        status=STATUS[item.status],
        provisions=material.cite(requirement.provisions),
        links=links_to_law(material, requirement.provisions),
        meta=_meta(material, item),
        undetermined=sentence(item.applies_because) if item.applies is Truth.UNKNOWN else "",
        asks=paragraphs(requirement.asks),
        question=requirement.question.ask,
        answer=_main(material, item),
        follow_ups=tuple(entry for entry in follow_ups if not entry.shown.grids),
        grids=tuple(entry for entry in follow_ups if entry.shown.grids),
        evidence=tuple(
            evidence_view(material, line)
            for line in item.evidence
            if line.held or item.status is not Status.NOT_APPLICABLE
        ),
        gaps=gap_views(item),
        notes=tuple(_notes(item)),
    )


def _meta(material: Material, item: Finding) -> str:
    requirement = item.requirement
    roles = material.role_names(requirement)
    return f"{roles} · applies from {since(item.starts, day)}"


def _notes(item: Finding) -> list[Line]:
    """Who answered, who reviewed, and who mends the gaps."""
    found = []
    if item.answer is not None:
        found.append(Line("Answered", f"{signature(item.answer)}."))
    review = _review(item)
    if review:
        found.append(Line("Review", review))
    if item.assignment is not None:
        due = item.assignment.due
        owner = item.assignment.owner + (f", due {day(due)}" if due else "")
        found.append(Line("Gaps assigned to", f"{owner}."))
    return found


def _review(item: Finding) -> str:
    """State of the review in a sentence, with the reviewer's comment."""
    required, review = item.requirement.review.required, item.review
    if review is None:
        if required and item.applies is Truth.YES:
            return "Required; not given yet."
        return ""
    who = f"{review.by}, {day_of(review.at)}"
    if review.data.origin is not None:
        who += ", for the organisation"
    if review.data.decision == "returned":
        text = f"Returned by {who}."
    elif item.review_counts:
        text = f"Approved by {who}."
    else:
        text = f"Approved by {who}; it no longer counts for the present answers."
    return text + (f" “{review.data.comment}”" if review.data.comment else "")


def evidence_view(material: Material, line: EvidenceLine) -> EvidenceView:
    """A request for evidence as it is printed."""
    kind = "Further evidence"
    note, required = "", False
    if line.request is not None:
        kind = material.word(EVIDENCE_KINDS, line.request.kind)
        note, required = line.request.note, line.request.required
    counting = {held.data.evidence for held in line.counting}
    if counting:
        mark = COUNTS
    elif line.held:
        mark = STALE
    else:
        mark = ABSENT if required else WELCOME
        note = "" if required else note  # the gap says what is missing
    held = []
    for item in line.held:
        data = item.data
        collected = f", collected {day(data.collected)}" if data.collected else ""
        stale = "" if data.evidence in counting else " (no longer counts)"
        taken = "" if collected else f", added on {day_of(item.at)}"
        held.append(f"{data.evidence} {data.name}{collected}{taken}{stale}")
    return EvidenceView(kind, note, mark, tuple(held))
