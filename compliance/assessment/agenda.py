"""The session: which questions arise, in which order, and how far one is.

Everything here is computed from the answers; nothing is stored. The terminal
and the browser are two faces of the same order of questions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from compliance.assessment.facts import AnswerFacts, reason
from compliance.assessment.journal.state import State
from compliance.checklist.conditions import Condition, Holds, Truth, deciding, evaluate
from compliance.checklist.questions import Question
from compliance.checklist.texts import describe
from compliance.law.provision import outermost


@dataclass(frozen=True)
class Item:
    """One question that arises, or may arise."""

    question: Question
    section: str
    requirement: str
    """Id of the requirement it belongs to; empty for a fact."""
    certain: bool
    """False while it depends on open answers whether it arises at all."""
    answered: bool
    """An explicit "not known" is an answer of the session, not of the findings."""


@dataclass(frozen=True)
class Progress:
    """How far one section is."""

    section: str
    title: str
    answered: int
    total: int


@dataclass(frozen=True)
class Agenda:
    """All questions that arise now, in the order in which they are asked."""

    items: tuple[Item, ...]
    titles: dict[str, str]

    def next_open(self, after: str = "", skipped: Collection[str] = ()) -> Item | None:
        """The next question without an answer.

        Questions that certainly arise come first, from the one after ``after``
        onwards and then from the beginning; those that only may arise follow. Among
        facts, open facts further up come before the requirements.
        Skipped ones are not offered again.
        """
        position = self.position(after)
        turned = self.items[position + 1 :] + self.items[: position + 1]
        first = next(
            (at for at, item in enumerate(self.items) if item.requirement), len(self.items)
        )
        if position < first:
            # Among facts one goes on with facts: an answer further down may have
            # brought up one further up, and it decides what is asked afterwards.
            early = self.items[position + 1 : first] + self.items[: position + 1]
            turned = early + self.items[first:]
        for certain in (True, False):
            for item in turned:
                if (
                    item.certain is certain
                    and not item.answered
                    and item.question.id not in skipped
                ):
                    return item
        return None

    @property
    def answered(self) -> int:
        """Answered ones among those that arise now."""
        return sum(item.answered for item in self.items if item.certain)

    @property
    def total(self) -> int:
        """How many arise now."""
        return sum(item.certain for item in self.items)

    @property
    def perhaps(self) -> int:
        """Questions without an answer that may arise, depending on open answers."""
        return sum(not item.certain and not item.answered for item in self.items)

    def position(self, question: str) -> int:
        """Index of a question, or -1."""
        return self._places.get(question, -1)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Index of each question; pages ask for many of them."""
        return {item.question.id: at for at, item in enumerate(self.items)}

    def item(self, question: str) -> Item | None:
        """The item of a question, if it arises."""
        position = self.position(question)
        return None if position < 0 else self.items[position]

    def progress(self) -> list[Progress]:
        """Answered and total of the certain questions, by section."""
        answered: dict[str, int] = {}
        total: dict[str, int] = {}
        for item in self.items:
            if item.certain:
                total[item.section] = total.get(item.section, 0) + 1
                answered[item.section] = answered.get(item.section, 0) + item.answered
        return [
            Progress(section, self.titles[section], answered[section], count)
            for section, count in total.items()
        ]


def build_agenda(facts: AnswerFacts, state: State) -> Agenda:
    """Everything that is asked of this assessment at present.

    Facts come first, section by section; then the requirements in the order of
    the law, each followed by the follow-ups that its answer brings up; then the
    sections that only the last step needs. Of an organisation only what is
    organisation-wide is asked.
    """
    catalogue = facts.catalogue
    wide = catalogue.organisation_wide
    shared = state.is_organisation
    titles = {section.id: section.title for section in catalogue.sections}
    items: list[Item] = []
    late: list[Item] = []
    after = {section.id for section in catalogue.sections if section.late}
    for known, question in catalogue.facts.items():
        relevance = facts.relevance(known)
        if relevance is not Truth.NO and (known in wide or not shared):
            section = catalogue.section_of[known]
            item = _item(state, question, section, "", relevance)
            (late if section in after else items).append(item)
    for requirement in catalogue.ordered_requirements:
        arises = facts.arises(requirement.id)
        if arises is Truth.NO or (shared and requirement.id not in wide):
            continue
        section = outermost(requirement.provisions[0])
        titles.setdefault(section, catalogue.outline.title(section))
        main = catalogue.questions[requirement.id]
        items.append(_item(state, main, section, requirement.id, arises))
        for question in requirement.follow_ups:
            relevance = facts.relevance(question.id)
            # An unanswered main question leaves its follow-ups unknown: they are
            # asked when it has been answered.
            if relevance is Truth.YES:
                items.append(_item(state, question, section, requirement.id, arises))
    return Agenda(tuple(items + late), titles)


def _item(state: State, question: Question, section: str, requirement: str, truth: Truth) -> Item:
    answered = question.id in state.answers
    if question.type == "file" and not answered:
        answered = bool(state.evidence_for(question.id))
    return Item(question, section, requirement, truth is Truth.YES, answered)


def asked_because(facts: AnswerFacts, state: State, question: Question, item: Item | None) -> str:
    """Why a question is asked, in a sentence; empty where there is nothing to tell.

    Args:
        facts: what has been answered so far.
        state: the assessment.
        question: the question.
        item: its place in the agenda; nothing while it does not arise.
    """
    catalogue, condition = facts.catalogue, question.ask_when
    if question.id in catalogue.requirements:
        condition = catalogue.requirements[question.id].arises_when
    if condition is None:
        return ""
    if state.is_organisation:
        return f"Asked of a system when {describe(catalogue, condition)}."
    if item is None:
        no = evaluate(condition, facts) is Truth.NO
        return f"Does not arise, because {reason(facts, condition)}." if no else ""
    if not _says_why(facts, condition):
        return ""
    words = "Asked because" if item.certain else "May not apply; asked because"
    return f"{words} {reason(facts, condition)}."


def _says_why(facts: AnswerFacts, condition: Condition) -> bool:
    """Whether it tells anything why a question arises: something given, or still open.

    That some conclusion does not hold is true of nearly every question.
    """
    return any(
        not isinstance(leaf, Holds) or facts.holds(leaf.holds) is not Truth.NO
        for leaf in deciding(condition, facts)
    )
