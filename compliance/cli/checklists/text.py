"""Checklist items in words, for ``conformity checklists show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance.checklist.base import EVIDENCE_KINDS, ROLES, STAGES, THEMES
from compliance.checklist.texts import describe
from compliance.cli.common import heading, wrapped
from compliance.law.provision import outermost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.checklist.catalogue import Catalogue
    from compliance.checklist.model import Conclusion, GapRule, OptionGap, Requirement
    from compliance.checklist.questions import Question

MANY = 40
SCOPES = {"system": "for each system", "organisation": "once for the organisation"}


def places(catalogue: Catalogue, provisions: tuple[str, ...]) -> str:
    """Provisions as cited, with our headings."""
    found = [catalogue.outline.get(provision) for provision in provisions]
    return "; ".join(f"{item.printed} ({item.heading})" for item in found)


def question_lines(catalogue: Catalogue, question: Question) -> list[str]:
    """A question with type, options, guidance and when it is asked."""
    lines = [heading(question.id), wrapped(question.ask), f"Type: {question.type}"]
    options = catalogue.options(question)
    lines += [wrapped(f"{o.id}: {o.label}", "      ", "  ") for o in options[:MANY]]
    if len(options) > MANY:
        lines.append(f"  and {len(options) - MANY} more")
    lines += [
        wrapped(f"column {field.id} ({field.type}): {field.ask}", "      ", "  ")
        for field in catalogue.fields(question)
    ]
    if question.why:
        lines.append(wrapped(f"Why: {question.why}", "  ", ""))
    if question.ask_when is not None:
        asked = describe(catalogue, question.ask_when)
        lines.append(wrapped(f"Asked when {asked}", "  ", ""))
    if question.guidance is not None:
        lines.append(wrapped(f"Good answer: {question.guidance.good_answer}", "  ", ""))
        lines.append(wrapped(f"Example: {question.guidance.example}", "  ", ""))
    if question.provisions:
        lines.append(wrapped(f"Law: {places(catalogue, question.provisions)}", "  ", ""))
    return lines


def conclusion_lines(catalogue: Catalogue, conclusion: Conclusion) -> list[str]:
    """A conclusion with its rule in words."""
    lines = [
        heading(f"{conclusion.id}: {conclusion.title}"),
        wrapped(f"Holds when {describe(catalogue, conclusion.when)}"),
        wrapped(f"Then: {conclusion.holds_text}", "  ", ""),
        wrapped(f"Otherwise: {conclusion.fails_text}", "  ", ""),
    ]
    if conclusion.effect:
        lines.append(wrapped(f"Effect: {conclusion.effect}", "  ", ""))
    if conclusion.provisions:
        law = places(catalogue, conclusion.provisions)
        lines.append(wrapped(f"Law: {law}", "  ", ""))
    return lines


def requirement_lines(catalogue: Catalogue, requirement: Requirement) -> list[str]:
    """A requirement with all that is asked for it."""
    stages = [catalogue.label(STAGES, stage) for stage in requirement.stages]
    lines = [
        heading(f"{requirement.id}: {requirement.title}"),
        wrapped(requirement.asks),
        wrapped(f"Law: {places(catalogue, requirement.provisions)}", "  ", ""),
        "Roles: " + ", ".join(catalogue.label(ROLES, role) for role in requirement.roles),
        f"Theme: {catalogue.label(THEMES, requirement.theme) or 'none'}",
        f"Stages: {', '.join(stages) or 'none'}",
        f"Answered: {SCOPES[requirement.scope]}",
        wrapped(f"Applies when {describe(catalogue, requirement.applies_when)}"),
        "",
        *question_lines(catalogue, requirement.main()),
    ]
    for follow_up in requirement.follow_ups:
        lines += ["", *question_lines(catalogue, follow_up)]
    if requirement.evidence:
        lines += ["", heading("Evidence")]
    for request in requirement.evidence:
        kind = catalogue.label(EVIDENCE_KINDS, request.kind)
        need = "required" if request.required else "welcome"
        age = f", at most {request.max_age_days} days old" if request.max_age_days else ""
        lines.append(wrapped(f"{request.kind} ({kind}), {need}{age}: {request.note}", "    ", "  "))
    return [*lines, "", heading("Gaps"), *_gap_lines(catalogue, requirement)]


def _gap_lines(catalogue: Catalogue, requirement: Requirement) -> list[str]:
    gaps: list[tuple[str, OptionGap | GapRule]] = [
        (f"{requirement.title} is “{option.label}”", option.gap)
        for option in requirement.question.options
        if option.gap is not None
    ]
    gaps += [(describe(catalogue, rule.when), rule) for rule in requirement.gaps]
    lines: list[str] = []
    for when, gap in gaps:
        lines.append(wrapped(f"{gap.severity} when {when}", "    ", "  "))
        lines.append(wrapped(f"{gap.says} {gap.remedy}", "      "))
    return lines


def size_lines(catalogue: Catalogue) -> list[str]:
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
    lines = [f"  {len(catalogue.facts)} questions of fact"]
    lines.append(f"  {_size(ordered)}")
    lines.append("  By role (a requirement can bind several):")
    lines += _sizes((word.label, roles.get(word.id, [])) for word in catalogue.words(ROLES))
    wide = [item for item in ordered if item.scope == "organisation"]
    lines += _sizes([("organisation-wide", wide)])
    if any(parts):
        lines.append("  By part of the law:")
        lines += _sizes(parts.items())
    lines.append(f"  Requirements by {catalogue.law.citations.unit}:")
    for article, found in articles.items():
        line = f"{len(found):>4}  {catalogue.outline.title(article)}"
        lines.append(wrapped(line, "          ", "  "))
    return lines


def _sizes(named: Iterable[tuple[str, list[Requirement]]]) -> list[str]:
    return [wrapped(f"{title}: {_size(found)}", "      ", "    ") for title, found in named]


def _size(requirements: list[Requirement]) -> str:
    """Requirements with their questions; each has one main question."""
    follow_ups = sum(len(item.follow_ups) for item in requirements)
    count = len(requirements)
    one = "requirement" if count == 1 else "requirements"
    return f"{count} {one}, {count + follow_ups} questions ({count} main, {follow_ups} follow-ups)"
