"""The answers of an assessment as the conditions of a checklist see them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from compliance.assessment.journal.state import Given
from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import (
    Condition,
    Facts,
    FactTest,
    Holds,
    Missing,
    Truth,
    Value,
    deciding,
    evaluate,
)
from compliance.checklist.hanging import Moved
from compliance.checklist.model import DerivedNumber
from compliance.checklist.questions import ChoicesQuestion, DateQuestion, Question
from compliance.checklist.texts import describe, fact_label

NOTHING: Final = Moved()


class AnswerFacts(Facts):
    """A view of answers that never changes; make a new one after an answer.

    A question whose ``ask_when`` is false counts as irrelevant whatever was
    answered to it before. While it is not known whether a question is relevant,
    its answer counts only where it makes no difference to a test (see
    :meth:`pending`): otherwise leaving the deciding question open could remove a
    requirement.
    """

    counts_while_open: ClassVar[bool] = False
    """Whether an answer counts while it is open whether its question is relevant."""

    def __init__(
        self,
        catalogue: Catalogue,
        answers: Mapping[str, Given],
        like: AnswerFacts | None = None,
        moved: Moved = NOTHING,
    ) -> None:
        """See answers.

        Args:
            catalogue: the edition that asks.
            answers: by question.
            like: what is seen of other answers.
            moved: what may come out otherwise than there; the rest is asked of it.
        """
        self.catalogue = catalogue
        self._answers = answers
        self._like, self._moved = like, moved
        self._truths: dict[str, Truth] = {}
        self._relevance: dict[str, Truth] = {}
        self._undecided: dict[int, tuple[Condition, list[FactTest | Holds]]] = {}
        self._values: dict[str, Value | Missing] = {}
        self._applies: dict[str, Truth] = {}

    def with_answers(self, other: Mapping[str, Given]) -> AnswerFacts:
        """The same answers with others instead of some, or beside them.

        What does not hang on these is not worked out again.
        """
        answers = {**self._answers, **other}
        return type(self)(self.catalogue, answers, self, self.catalogue.hanging.on(other))

    def value(self, fact: str) -> Value | Missing:
        """The answer to a question, or why there is none."""
        if fact not in self._values:
            like = None if fact in self._moved.questions else self._like
            self._values[fact] = self._value(fact) if like is None else like.value(fact)
        return self._values[fact]

    def _value(self, fact: str) -> Value | Missing:
        if fact in self.catalogue.derived:
            return self._derived(self.catalogue.derived[fact])
        relevance = self.relevance(fact)
        if relevance is Truth.NO:
            return Missing.IRRELEVANT
        given = self._answers.get(fact)
        open_ = relevance is Truth.UNKNOWN and not self.counts_while_open
        if open_ or given is None or given.state == "unknown":
            return Missing.UNANSWERED
        if given.state == "not-applicable":
            return Missing.IRRELEVANT
        return typed_value(self.catalogue.questions.get(fact), given.value)

    def pending(self, fact: str) -> Value | Missing:
        """The answer to a question of which it is open whether it is relevant."""
        given = self._answers.get(fact)
        if (
            given is None
            or given.state in {"unknown", "not-applicable"}
            or self.relevance(fact) is not Truth.UNKNOWN
        ):
            return Missing.UNANSWERED
        return typed_value(self.catalogue.questions.get(fact), given.value)

    def stated(self, fact: str) -> Value | Missing:
        """What was answered, also while it is open whether the question is relevant."""
        value = self.value(fact)
        return self.pending(fact) if value is Missing.UNANSWERED else value

    def _derived(self, number: DerivedNumber) -> Value | Missing:
        """The product of the numbers it follows from; missing while one of them is."""
        product = number.factor
        for fact in number.of:
            value = self.value(fact)
            if isinstance(value, Missing):
                return value
            product *= float(value)  # type: ignore[arg-type] # the review saw to it
        return product

    def relevance(self, fact: str) -> Truth:
        """Whether a question is to be asked at all."""
        if fact not in self._relevance:
            like = None if fact in self._moved.questions else self._like
            self._relevance[fact] = self._relevant(fact) if like is None else like.relevance(fact)
        return self._relevance[fact]

    def _relevant(self, fact: str) -> Truth:
        question = self.catalogue.questions.get(fact)
        condition = None if question is None else question.ask_when
        return Truth.YES if condition is None else evaluate(condition, self)

    def holds(self, conclusion: str) -> Truth:
        if conclusion not in self._truths:
            if self._like is not None and conclusion not in self._moved.conclusions:
                self._truths[conclusion] = self._like.holds(conclusion)
                return self._truths[conclusion]
            declared = self.catalogue.conclusions.get(conclusion)
            self._truths[conclusion] = Truth.UNKNOWN  # ends a circle, see the lint
            if declared is not None:
                self._truths[conclusion] = evaluate(declared.when, self)
        return self._truths[conclusion]

    def group(self, fact: str, name: str) -> frozenset[str]:
        """Option ids of a question that belong to a named group."""
        return self.catalogue.group(fact, name)

    def answer(self, fact: str) -> Given | None:
        """The answer as recorded, also where it does not count at present."""
        return self._answers.get(fact)

    def undecided(self, condition: Condition) -> list[FactTest | Holds]:
        """The leaves that leave a condition undecided; none where it is decided.

        Many requirements rest on the same few conditions, so each is looked at once. A
        condition is known again by being the same object, which is kept alive here.
        """
        known = self._undecided.get(id(condition))
        if known is None:
            unknown = evaluate(condition, self) is Truth.UNKNOWN
            known = (condition, deciding(condition, self) if unknown else [])
            self._undecided[id(condition)] = known
        return known[1]

    def applies(self, requirement: str) -> Truth:
        """Whether a requirement binds."""
        if requirement not in self._applies:
            like = None if requirement in self._moved.requirements else self._like
            condition = self.catalogue.requirements[requirement].applies_when
            self._applies[requirement] = (
                evaluate(condition, self) if like is None else like.applies(requirement)
            )
        return self._applies[requirement]

    def arises(self, requirement: str) -> Truth:
        """Whether the questions of a requirement are to be asked."""
        return evaluate(self.catalogue.requirements[requirement].arises_when, self)


class OrganisationFacts(AnswerFacts):
    """The answers of an organisation, which hold no facts about systems.

    What depends on a system stays open. An answer counts here while it is open
    whether some system brings its question up.
    """

    counts_while_open = True


class AskedFacts(Facts):
    """Facts as the gap rules of one requirement see them.

    A follow-up that is not asked cannot reveal a gap: "the table does not name
    X" says nothing while there is no table to fill in.
    """

    def __init__(self, facts: AnswerFacts, follow_ups: frozenset[str]) -> None:
        self._facts = facts
        self._follow_ups = follow_ups

    def value(self, fact: str) -> Value | Missing:
        """The answer to a question, or why there is none."""
        value = self._facts.value(fact)
        if value is Missing.IRRELEVANT and fact in self._follow_ups:
            return Missing.NOT_ASKED
        return value

    def pending(self, fact: str) -> Value | Missing:
        """As of the answers; nothing for a follow-up, which may not be asked at all."""
        if fact in self._follow_ups:
            return Missing.UNANSWERED
        return self._facts.pending(fact)

    def holds(self, conclusion: str) -> Truth:
        return self._facts.holds(conclusion)

    def group(self, fact: str, name: str) -> frozenset[str]:
        """Option ids of a question that belong to a named group."""
        return self._facts.group(fact, name)


def typed_value(question: Question | None, value: Any) -> Value:
    """A JSON value as conditions compare it: dates as dates, lists as tuples."""
    if isinstance(question, DateQuestion) and isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(question, ChoicesQuestion) and isinstance(value, list):
        return question.with_implied(value)
    if isinstance(value, list):
        return tuple(
            tuple(sorted(item.items())) if isinstance(item, dict) else item for item in value
        )
    found: Value = value
    return found


def reason(facts: AnswerFacts, condition: Condition) -> str:
    """Why a condition has its present truth, as a sentence part."""
    leaves = deciding(condition, facts)
    parts = list(dict.fromkeys(_leaf_text(facts, leaf) for leaf in leaves))
    return " and ".join(parts) if parts else describe(facts.catalogue, condition)


def _leaf_text(facts: AnswerFacts, leaf: FactTest | Holds) -> str:
    catalogue = facts.catalogue
    if isinstance(leaf, Holds):
        declared = catalogue.conclusions.get(leaf.holds)
        title = declared.title if declared else leaf.holds
        words = {
            Truth.YES: "holds",
            Truth.NO: "does not hold",
            Truth.UNKNOWN: "is not determined yet",
        }
        return f"“{title}” {words[facts.holds(leaf.holds)]}"
    label = fact_label(catalogue, leaf.fact)
    value = facts.value(leaf.fact)
    if value is Missing.UNANSWERED:
        value = facts.pending(leaf.fact)
        if value is not Missing.UNANSWERED and evaluate(leaf, facts) is Truth.UNKNOWN:
            return f"{label} is answered, but it is still open whether the question arises"
    if value is Missing.UNANSWERED:
        return f"{label} is not answered yet"
    if value is Missing.IRRELEVANT:
        return f"{label} does not arise"
    if isinstance(value, tuple) and leaf.test in {"includes", "includes_any"}:
        wanted = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
        among = tuple(item for item in value if item in wanted)
        if among:  # of many answers, those that count here
            return f"{label} includes “{value_text(catalogue, leaf.fact, among)}”"
    return f"{label} is “{value_text(catalogue, leaf.fact, value)}”"


def open_facts(facts: AnswerFacts, condition: Condition) -> list[str]:
    """Questions whose answers are missing for a condition to be decided.

    Follows conclusions, and questions of which it is not known whether they are
    relevant, down to what can be answered.
    """
    found: dict[str, None] = {}
    seen: set[str] = set()

    def visit(part: Condition) -> None:
        for leaf in facts.undecided(part):
            if isinstance(leaf, FactTest):
                need(leaf.fact)
                continue
            declared = facts.catalogue.conclusions.get(leaf.holds)
            if declared is not None and leaf.holds not in seen:
                seen.add(leaf.holds)
                visit(declared.when)

    def need(fact: str) -> None:
        if fact in seen or facts.value(fact) is not Missing.UNANSWERED:
            return
        seen.add(fact)
        derived = facts.catalogue.derived.get(fact)
        if derived is not None:
            for part in derived.of:
                need(part)
            return
        question = facts.catalogue.questions.get(fact)
        gate = None if question is None else question.ask_when
        if gate is not None and facts.relevance(fact) is Truth.UNKNOWN:
            visit(gate)
        else:
            found[fact] = None

    visit(condition)
    return list(found)
