"""Findings, article by article: a block for each requirement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from compliance.assessment.evidence_check import EvidenceLine
from compliance.assessment.journal.state import Given
from compliance.assessment.verdict import Status
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.chapters.quotes import links_to_law
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter, Entry, Line, Link
from compliance.documents.dossier.waiting import Waiting
from compliance.documents.figures import Tally, tally
from compliance.language.words import capital, day, day_of, number_of, paragraphs, sentence
from compliance.law.provision import outermost
from compliance.views.answer import show_answer, signature
from compliance.views.finding import FindingView, ReviewView
from compliance.views.marks import APPLIES, STATUS, Mark
from compliance.views.standing import view_standing

ACROSS: Final = 40
UNDETERMINED: Final = STATUS[Status.UNDETERMINED]
SHARED_REQUIREMENTS: Final = 20
"""Most requirements of articles that share a piece of the paper. One answer changed means one
piece laid out again: fewer make smaller pieces, and more pages that are not full."""
COUNTS = Mark("counts", "Counts", "✓")
STALE = Mark("stale", "No longer counts", "×")
ABSENT = Mark("absent", "Missing", "…")
WELCOME = Mark("welcome", "Not attached", "–")
REVIEWS: Final = {
    "approved": "Approved by {}.",
    "void": "Approved by {}; it no longer counts for the present answers.",
    "own": "Approved by {}, an author of the answer; it does not count.",
    "returned": "Returned by {}.",
    "again": "Returned by {}; answers or evidence changed since.",
}
"""How a review that was given stands, with who gave it and when."""


@dataclass(frozen=True)
class AskedEvidence:
    """A request for evidence with what was attached."""

    kind: str
    note: str
    mark: Mark
    held: tuple[str, ...]


@dataclass(frozen=True)
class FindingBlock:
    finding: FindingView
    anchor: str
    provisions: str
    links: tuple[Link, ...]
    """The same provisions with where they are quoted; none where nothing is."""
    meta: str
    """Roles and date of application, in one line."""
    undetermined: str
    """Why it is not determined whether it applies; empty when it applies."""
    asks: tuple[str, ...]
    answers: tuple[Entry, ...]
    """Its question and the follow-ups, each with the answer."""
    grids: tuple[Entry, ...]
    """Follow-ups whose answer is a table; shown over the full width."""
    evidence: tuple[AskedEvidence, ...]
    notes: tuple[Line, ...]
    """Who answered, who reviewed, who mends."""


@dataclass(frozen=True)
class ArticleContent:
    heading: str
    tally: Tally
    out_of_scope: str
    untouched: str
    blocks: tuple[FindingBlock, ...]


@dataclass(frozen=True)
class Unassessed:
    """Requirements of one article that apply and that nobody answered."""

    article: str
    number: int
    titles: tuple[str, ...]


@dataclass(frozen=True)
class OpeningContent:
    """What stands before the findings."""

    as_of: str
    shown: str
    """How many are shown in full, and in how many articles; empty where none is."""
    roles: tuple[str, ...]
    """How many of them bind each role; one that binds two counts under both."""
    skipped: tuple[str, ...]
    waiting: Waiting
    unassessed: tuple[Unassessed, ...]
    unassessed_number: int


def findings_chapters(material: Material) -> tuple[Chapter, ...]:
    """An opening, then a chapter for each article with something that may bind."""
    grouped: dict[str, list[FindingView]] = {}
    for item in material.findings:
        grouped.setdefault(outermost(item.provisions[0]), []).append(item)
    chapters, skipped = [], []
    pieces = _pieces({article: len(items) for article, items in grouped.items()})
    for article, items in grouped.items():
        if any(map(material.shows, items)):
            chapters.append(replace(_article(material, article, items), shares=pieces[article]))
        elif not any(item.in_scope for item in items):
            skipped.append(items[0].article)
    unit = material.catalogue.law.citations.unit
    opening = OpeningContent(
        day(material.standing.as_of),
        f"{capital(number_of(len(material.shown_findings), 'requirement'))} in "
        f"{number_of(len(chapters), unit)}"
        if chapters
        else "",
        _roles(material),
        tuple(skipped),
        material.waiting,
        tuple(_unassessed(material)),
        len(material.unassessed),
    )
    piece = next(iter(pieces.values()), "")
    first = Chapter("findings", f"Findings by {unit}", "findings", opening, shares=piece)
    return (first, *chapters)


def _pieces(sizes: dict[str, int]) -> dict[str, str]:
    """In which piece of the paper each article stands: small ones beside each other share.

    Args:
        sizes: how many requirements of the edition each article has, in order.
    """
    found: dict[str, str] = {}
    piece, held = "", 0
    for article, size in sizes.items():
        if not piece or held + size > SHARED_REQUIREMENTS:
            piece, held = f"findings-{article}", 0
        found[article] = piece
        held += size
    return found


def _unassessed(material: Material) -> Iterable[Unassessed]:
    for article, found in groupby(material.unassessed, key=lambda item: item.article):
        items = list(found)
        yield Unassessed(article, len(items), tuple(item.title for item in items))


def _roles(material: Material) -> tuple[str, ...]:
    return tuple(
        f"{capital(role.title)}: {number_of(role.number, 'requirement')}"
        + ("" if role.held else " (role not determined)")
        for role in view_standing(material.assessment, material.as_of).roles
    )


def _article(material: Material, article: str, items: list[FindingView]) -> Chapter:
    title = items[0].article
    bound = list(filter(material.shows, items))
    outside = sum(not item.in_scope for item in items)
    untouched = len(items) - len(bound) - outside
    content = ArticleContent(
        heading=title,
        tally=tally([item.mark for item in items if item.mark is not UNDETERMINED], ACROSS),
        out_of_scope=f"{capital(number_of(outside, 'further requirement'))} of "
        f"{material.cite([article])} out of scope by the facts stated."
        if outside
        else "",
        untouched=f"{capital(number_of(untouched, 'further requirement'))} of "
        f"{material.cite([article])} not answered yet; the beginning of this chapter lists them."
        if untouched
        else "",
        blocks=tuple(_block(material, item) for item in bound),
    )
    return Chapter(f"findings-{article}", title, "article", content, flows=True)


def _role_names(item: FindingView) -> str:
    """Roles under which a requirement is listed."""
    return ", ".join(map(capital, item.roles))


def _block(material: Material, item: FindingView) -> FindingBlock:
    answers = [_answered(material, *answer) for answer in item.answers]
    return FindingBlock(
        finding=item,
        anchor=f"req-{item.id}",
        provisions=material.cite(item.provisions),
        links=links_to_law(material, item.provisions),
        meta=f"{_role_names(item)} · applies from {item.since()}",
        undetermined=sentence(item.because) if item.applies is APPLIES[Truth.UNKNOWN] else "",
        asks=paragraphs(item.asks),
        answers=tuple(entry for entry in answers if not entry.shown.grids),
        grids=tuple(entry for entry in answers if entry.shown.grids),
        evidence=tuple(
            _asked(material, line)
            for line in item.evidence
            if line.held or item.mark is not STATUS[Status.NOT_APPLICABLE]
        ),
        notes=tuple(_notes(item)),
    )


def _answered(material: Material, known: str, given: Given | None) -> Entry:
    """A question with its answer."""
    question = material.catalogue.questions[known]
    return Entry(question.ask, show_answer(material.catalogue, material.state, question, given))


def _notes(item: FindingView) -> list[Line]:
    """Who answered, who reviewed, and who mends the gaps."""
    found = []
    if item.answer is not None:
        found.append(Line("Answered", f"{signature(item.answer)}."))
    review = _review(item.review)
    if review:
        found.append(Line("Review", review))
    if item.owner:
        due = f", due {day(item.due)}" if item.due else ""
        found.append(Line("Gaps assigned to", f"{item.owner}{due}."))
    return found


def _review(review: ReviewView) -> str:
    """How the review stands, in a sentence, with the reviewer's comment."""
    if not review.by:
        return "Required; not given yet." if review.missing else ""
    who = f"{review.by}, {day_of(review.at)}" + (", for the organisation" if review.shared else "")
    comment = f" “{review.comment}”" if review.comment else ""
    return REVIEWS[review.state].format(who) + comment


def _asked(material: Material, line: EvidenceLine) -> AskedEvidence:
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
    held += [
        f"{item.data.evidence} {item.data.name} (superseded by {item.superseded})"
        for item in line.superseded
    ]
    return AskedEvidence(kind, note, mark, tuple(held))
