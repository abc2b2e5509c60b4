"""The proof of an assessment that has only begun: a few pages, and what they leave out.

Nobody has said anything about a requirement, and it is open whether most of them bind. So the
chapters that would repeat this for every requirement give way to one, which lists them without
reasons, and says which chapters are left out and where the same is to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from compliance.checklist.conditions import Truth
from compliance.documents.dossier.chapters import closing, findings, front, quotes, system, timing
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter
from compliance.documents.dossier.waiting import Waiting
from compliance.language.words import capital, number_of
from compliance.law.provision import outermost

PIECE: Final = "begun"
NOT_HERE: Final = Waiting(0, ())
"""What decides is said once, in the chapter on what is open."""


@dataclass(frozen=True)
class LeftOut:
    """A chapter that a later proof has, why this one lacks it, and where to look."""

    chapter: str
    why: str
    where: str


@dataclass(frozen=True)
class BegunContent:
    """What is open while an assessment has only begun."""

    waiting: Waiting
    open: tuple[findings.Unassessed, ...]
    """Requirements of which it is not determined whether they bind, by article."""
    settled: tuple[timing.ApplicableGroup, ...]
    """Those that apply, or do not, with why."""
    settled_number: int
    left_out: tuple[LeftOut, ...]


def is_begun(material: Material) -> bool:
    """Whether an assessment has only begun.

    Nothing but facts about the system is recorded, and they decide less than half of it.
    """
    state, total = material.state, len(material.standing.findings)
    said = material.shown_findings or state.evidence or state.reviews or state.sign_offs
    open_ = 2 * material.waiting.number > total
    return open_ and not said and not any(material.standing.gaps())


def begun_chapters(material: Material) -> tuple[Chapter, ...]:
    """The chapters of such a proof after its cover, all on the same pages."""
    summary = front.summary(material)
    chapters = (
        replace(summary, content=replace(summary.content, waiting=NOT_HERE)),
        system.facts_chapter(material),
        system.classification(material) if _something_holds(material) else None,
        _dated(material),
        _open(material),
        quotes.quoted_chapter(material),
        closing.verification(material),
    )
    return tuple(replace(one, shares=PIECE) for one in chapters if one is not None)


def begun_cover(material: Material) -> Chapter:
    """Its cover, which the summary follows on the same page."""
    chapter = front.cover(material)
    content = replace(chapter.content, brief=True, waiting=NOT_HERE)
    return replace(chapter, content=content, shares=PIECE)


def _something_holds(material: Material) -> bool:
    return any(item.holds for item in material.outcomes)


def _dated(material: Material) -> Chapter | None:
    """The deadlines, where there are days."""
    chapter = timing.deadlines(material)
    return chapter if chapter is not None and chapter.content.groups else None


def _open(material: Material) -> Chapter:
    known = timing.applicability(material).content
    content = BegunContent(
        waiting=material.waiting,
        open=tuple(_by_article(material)),
        settled=known.groups,
        settled_number=known.applying + known.not_applying,
        left_out=tuple(_left_out(material)),
    )
    return Chapter("open", "What is open, and what is left out", "begun", content)


def _by_article(material: Material) -> Iterator[findings.Unassessed]:
    found: dict[str, list[str]] = {}
    for item in material.standing.findings:
        if item.applies is Truth.UNKNOWN:
            article = outermost(item.requirement.provisions[0])
            found.setdefault(article, []).append(item.requirement.title)
    for article, titles in found.items():
        yield findings.Unassessed(material.cite([article]), len(titles), tuple(titles))


def _left_out(material: Material) -> Iterator[LeftOut]:
    """What has no chapter yet, with where the same is to be seen now."""
    undecided = sum(item.truth is Truth.UNKNOWN for item in material.outcomes)
    total = len(material.standing.findings)
    yield LeftOut(
        "Findings, and whether each requirement applies and why",
        f"{capital(number_of(total, 'requirement'))}, none with an answer.",
        "conformity check DIR --all",
    )
    if not _something_holds(material):
        yield LeftOut(
            "Classification",
            f"{capital(number_of(undecided, 'conclusion'))} not determined, none that holds.",
            "conformity classify DIR --all",
        )
    if _dated(material) is None:
        yield LeftOut(
            "Deadlines", "No day follows yet from what is stated.", "conformity deadlines DIR"
        )
    yield LeftOut("Gaps", "No answer shows one.", "conformity check DIR")
    yield LeftOut(
        "Dates of application, basis in law, limits of the checklists",
        "They follow from the edition alone.",
        "conformity law dates, conformity checklists list",
    )
    yield LeftOut(
        "Evidence, reviews, sign-off and declaration",
        "Nothing is attached, reviewed or signed, and a draft declares nothing.",
        "This file, once there is something",
    )
