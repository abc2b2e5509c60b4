"""What the checklists ask, as people review it: items in words, sizes, coverage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from compliance.checklist.base import EVIDENCE_KINDS, ROLES, STAGES, THEMES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.coverage import cover
from compliance.checklist.lint.readings import second_reading
from compliance.checklist.model import Conclusion, Requirement
from compliance.checklist.questions import Question
from compliance.checklist.texts import describe
from compliance.language.words import counted
from compliance.law.provision import outermost
from compliance.views.law import cited

MANY: Final = 40
SCOPES: Final = {"system": "for each system", "organisation": "once for the organisation"}
STATES: Final = ("mapped", "excluded", "hole")


@dataclass(frozen=True)
class Line:
    text: str
    level: int = 0
    """0: a sentence; 1: an entry of a list; 2: what an entry says further."""


@dataclass(frozen=True)
class Part:
    """A part of what is said of an item of the checklists."""

    title: str
    lines: tuple[Line, ...]
    lead: str = ""
    """What is asked, in the words of the checklists."""


def show_known(catalogue: Catalogue, known: str) -> list[Part]:
    """A requirement, conclusion or question with all that is declared of it.

    Raises:
        ConformityError: ``answer.unknown-question`` where there is none of this id.
    """
    if known in catalogue.requirements:
        return _requirement(catalogue, catalogue.requirements[known])
    if known in catalogue.conclusions:
        return [_conclusion(catalogue, catalogue.conclusions[known])]
    return [_question(catalogue, catalogue.question(known))]


def _said(pairs: Iterable[tuple[str, str]]) -> list[Line]:
    """Sentences that begin with what they are about; those with nothing to say left out."""
    return [Line(f"{about}{text}") for about, text in pairs if text]


def _law(catalogue: Catalogue, provisions: Iterable[str]) -> str:
    return "; ".join(map(str, cited(catalogue, provisions)))


def _question(catalogue: Catalogue, question: Question) -> Part:
    """A question with type, options, guidance and when it is asked."""
    options = catalogue.options(question)
    more = len(options) - MANY
    asked, guidance = question.ask_when, question.guidance
    return Part(
        question.id,
        (
            Line(f"Type: {question.type}"),
            *(Line(f"{option.id}: {option.label}", 1) for option in options[:MANY]),
            *([Line(f"and {more} more", 1)] if more > 0 else []),
            *(
                Line(f"column {field.id} ({field.type}): {field.ask}", 1)
                for field in catalogue.fields(question)
            ),
            *_said(
                (
                    ("Why: ", question.why),
                    ("Asked when ", describe(catalogue, asked) if asked is not None else ""),
                    ("Good answer: ", guidance.good_answer if guidance else ""),
                    ("Example: ", guidance.example if guidance else ""),
                    ("Law: ", _law(catalogue, question.provisions)),
                )
            ),
        ),
        question.ask,
    )


def _conclusion(catalogue: Catalogue, conclusion: Conclusion) -> Part:
    """A conclusion with its rule in words."""
    said = _said(
        (
            ("Holds when ", describe(catalogue, conclusion.when)),
            ("Then: ", conclusion.holds_text),
            ("Otherwise: ", conclusion.fails_text),
            ("Effect: ", conclusion.effect),
            ("Law: ", _law(catalogue, conclusion.provisions)),
        )
    )
    return Part(f"{conclusion.id}: {conclusion.title}", tuple(said))


def _requirement(catalogue: Catalogue, requirement: Requirement) -> list[Part]:
    """A requirement with all that is asked for it."""

    def labels(vocabulary: str, words: Iterable[str]) -> str:
        return ", ".join(catalogue.label(vocabulary, word) for word in words)

    begun = requirement.begun_when
    said = _said(
        (
            ("Law: ", _law(catalogue, requirement.provisions)),
            ("Roles: ", labels(ROLES, requirement.roles)),
            ("Theme: ", catalogue.label(THEMES, requirement.theme) or "none"),
            ("Stages: ", labels(STAGES, requirement.stages) or "none"),
            ("Answered: ", SCOPES[requirement.scope]),
            ("Applies when ", describe(catalogue, requirement.applies_when)),
            ("Asked once ", "" if begun is None else describe(catalogue, begun)),
        )
    )
    evidence = []
    for request in requirement.evidence:
        kind = catalogue.label(EVIDENCE_KINDS, request.kind)
        need = "required" if request.required else "welcome"
        age = f", at most {request.max_age_days} days old" if request.max_age_days else ""
        evidence.append(Line(f"{request.kind} ({kind}), {need}{age}: {request.note}", 1))
    questions = (requirement.main(), *requirement.follow_ups)
    return [
        Part(f"{requirement.id}: {requirement.title}", tuple(said), requirement.asks),
        *(_question(catalogue, question) for question in questions),
        *([Part("Evidence", tuple(evidence))] if evidence else []),
        Part("Gaps", tuple(_gaps(catalogue, requirement))),
    ]


def _gaps(catalogue: Catalogue, requirement: Requirement) -> Iterable[Line]:
    gaps: list[tuple[str, Any]] = [
        (f"{requirement.title} is “{option.label}”", option.gap)
        for option in requirement.question.options
        if option.gap is not None
    ]
    gaps += [(describe(catalogue, rule.when), rule) for rule in requirement.gaps]
    for when, gap in gaps:
        yield Line(f"{gap.severity} when {when}", 1)
        yield Line(f"{gap.says} {gap.remedy}", 2)


def edition_summary(catalogue: Catalogue) -> str:
    """What an edition holds, in one line."""
    follow_ups = sum(len(item.follow_ups) for item in catalogue.requirements.values())
    return (
        f"{catalogue.pack.pack} {catalogue.edition.id}: "
        f"{len(catalogue.outline)} provisions, {len(catalogue.facts)} facts, "
        f"{len(catalogue.conclusions)} conclusions, "
        f"{len(catalogue.requirements)} requirements, {follow_ups} follow-ups"
    )


def edition_sizes(catalogue: Catalogue) -> list[Part]:
    """How much an edition asks: in all, by role, and by parts of the law."""
    ordered = catalogue.ordered_requirements
    roles: dict[str, list[Requirement]] = {}
    parts: dict[str, list[Requirement]] = {}
    articles: dict[str, list[Requirement]] = {}
    for requirement in ordered:
        article = outermost(requirement.provisions[0])
        articles.setdefault(article, []).append(requirement)
        parts.setdefault(catalogue.outline.part(article), []).append(requirement)
        for role in requirement.roles:
            roles.setdefault(role, []).append(requirement)
    wide = [item for item in ordered if item.scope == "organisation"]
    named = [(word.label, roles.get(word.id, [])) for word in catalogue.words(ROLES)]
    title = catalogue.outline.title
    unit = catalogue.law.citations.unit
    return [
        Part(f"{len(catalogue.facts)} questions of fact", ()),
        Part(_size(ordered), ()),
        _sizes("By role (a requirement can bind several)", *named, ("organisation-wide", wide)),
        *([_sizes("By part of the law", *parts.items())] if any(parts) else []),
        Part(
            f"Requirements by {unit}:",
            tuple(Line(f"{len(found):>4}  {title(one)}") for one, found in articles.items()),
        ),
    ]


def _sizes(title: str, *named: tuple[str, list[Requirement]]) -> Part:
    return Part(f"{title}:", tuple(Line(f"{name}: {_size(found)}", 1) for name, found in named))


def _size(requirements: list[Requirement]) -> str:
    """Requirements with their questions; each has one main question."""
    follow_ups = sum(len(item.follow_ups) for item in requirements)
    main = len(requirements)
    counts = f"({main} main, {follow_ups} follow-ups)"
    return f"{counted(main, 'requirement')}, {main + follow_ups} questions {counts}"


def requirements_of(catalogue: Catalogue, role: str) -> Part:
    """The requirements that bind a role, one in a line."""
    found = [item for item in catalogue.ordered_requirements if role in item.roles]
    lines = []
    for item in found:
        place = catalogue.outline.get(item.provisions[0]).printed
        wide = ", organisation-wide" if item.scope == "organisation" else ""
        lines.append(Line(f"{item.id}: {item.title} ({place}{wide})", 1))
    label = catalogue.label(ROLES, role)
    return Part(f"{label}: {counted(len(found), 'requirement')}", tuple(lines))


@dataclass(frozen=True)
class CoveredProvision:
    """A provision with what maps it, or why nothing does."""

    provision: str
    heading: str
    part: str
    state: str
    """``mapped``, ``excluded`` or ``hole``."""
    requirements: tuple[str, ...]
    conclusions: tuple[str, ...]
    reason: str | None
    note: str | None


@dataclass(frozen=True)
class Coverage:
    """Every provision that can bind somebody, in the order of the law."""

    pack: str
    edition: str
    read_twice: int
    settled: int
    """Differences between the two readings that were settled."""
    provisions: tuple[CoveredProvision, ...]

    @property
    def holes(self) -> int:
        """Provisions with neither a mapping nor a reason."""
        return sum(item.state == "hole" for item in self.provisions)

    @property
    def parts(self) -> dict[str, dict[str, int]]:
        """Number of provisions by part of the law and state."""
        counts: dict[str, dict[str, int]] = {}
        for item in self.provisions:
            counts.setdefault(item.part, dict.fromkeys(STATES, 0))[item.state] += 1
        return counts


def show_coverage(catalogue: Catalogue) -> Coverage:
    """What maps each provision, and how far the second reading has come."""
    outline, readings = catalogue.outline, second_reading(catalogue)
    found = tuple(
        CoveredProvision(
            item.provision,
            outline.get(item.provision).heading,
            outline.part(item.provision),
            item.state,
            item.requirements,
            item.conclusions,
            item.exclusion.reason if item.exclusion else None,
            item.exclusion.note if item.exclusion else None,
        )
        for item in cover(catalogue)
    )
    return Coverage(
        catalogue.pack.pack,
        catalogue.edition.id,
        len(found) - len(readings.unread),
        len(readings.settled),
        found,
    )
