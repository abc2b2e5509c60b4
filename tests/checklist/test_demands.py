"""Requirements that hang on one another: parts of what was begun, and opposite orders."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from pydantic import TypeAdapter

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition, Holds, Not, Truth, evaluate
from compliance.checklist.lint.demands import review_demands
from compliance.checklist.lint.edition import review
from compliance.checklist.lint.exclusion import exclude_each_other
from compliance.checklist.model import Requirement
from tests.builders import MINI, facts_of, load_mini

STOP = "requirements/art-2/art-2.2.yaml"


def said(raw: Any) -> Condition:
    adapter: TypeAdapter[Condition] = TypeAdapter(Condition)
    return adapter.validate_python(raw)


def test_no_two_orders_of_the_act_that_can_hold_together_contradict(shipped: Catalogue):
    acts = [item.demands.act for item in shipped.requirements.values() if item.demands]
    assert max(acts.count(act) for act in acts) >= 2
    assert list(review_demands(shipped)) == []


def without(shipped: Catalogue, known: str, conclusion: str) -> Requirement:
    """A requirement whose condition no longer says that a conclusion fails."""
    requirement = shipped.requirements[known]
    parts = requirement.applies_when.all
    kept = tuple(part for part in parts if part != Not(**{"not": Holds(holds=conclusion)}))
    assert len(kept) == len(parts) - 1
    weaker = requirement.applies_when.model_copy(update={"all": kept})
    return requirement.model_copy(update={"applies_when": weaker})


def test_two_addressees_of_one_application_are_a_contradiction(shipped: Catalogue):
    """The application would go to a notified body and to the Commission."""
    weaker = without(shipped, "conformity.application", "procedure.ai-office-supervision")
    requirements = {**shipped.requirements, weaker.id: weaker}
    broken = Catalogue(**{**vars_of(shipped), "requirements": requirements})
    (problem,) = review_demands(broken)
    assert problem.code == "checklist.contradiction"
    assert "conformity.application" in problem.message
    assert "supervision.ai-office-assessment" in problem.message


def test_two_procedures_for_one_system_are_a_contradiction(shipped: Catalogue):
    """Deep in the conclusions: a product law and internal control at once."""
    declared = shipped.conclusions["procedure.internal-control"]
    parts = tuple(
        part for part in declared.when.all if part != said({"not": {"holds": "procedure.sectoral"}})
    )
    weaker = declared.model_copy(update={"when": declared.when.model_copy(update={"all": parts})})
    conclusions = {**shipped.conclusions, weaker.id: weaker}
    broken = Catalogue(**{**vars_of(shipped), "conclusions": conclusions})
    messages = [problem.message for problem in review_demands(broken)]
    assert len(messages) == 1
    assert "conformity.internal-control" in messages[0]
    assert "conformity.sectoral" in messages[0]


def vars_of(catalogue: Catalogue) -> dict[str, Any]:
    return {name: getattr(catalogue, name) for name in Catalogue.__dataclass_fields__}


LISTED = {"fact": "fact.listed", "is": "yes"}
EXCLUSIVE = {
    "the same answer twice": (LISTED, {"fact": "fact.listed", "is": "no"}),
    "a conclusion and its opposite": ({"holds": "bound"}, {"not": {"holds": "bound"}}),
    "a tick and none": (
        {"fact": "fact.uses", "includes": "c"},
        {"fact": "fact.uses", "includes_none": ["a", "b", "c"]},
    ),
    "numbers": ({"fact": "fact.count", "at_least": 10}, {"fact": "fact.count", "at_most": 9.5}),
    "alternatives that are all closed": (
        {"all": [{"any": [LISTED, {"fact": "fact.count", "at_least": 10}]}]},
        {"all": [{"fact": "fact.listed", "is": "no"}, {"fact": "fact.count", "at_most": 2}]},
    ),
    "nothing at all": ({"always": False}, {"always": True}),
}
TOGETHER = {
    "two questions": (LISTED, {"fact": "fact.uses", "includes": "c"}),
    "two ticks": ({"fact": "fact.uses", "includes": "a"}, {"fact": "fact.uses", "includes": "c"}),
    "numbers that meet": (
        {"fact": "fact.count", "at_least": 10},
        {"fact": "fact.count", "at_most": 10},
    ),
    "one alternative left open": (
        {"any": [LISTED, {"fact": "fact.count", "at_least": 10}]},
        {"fact": "fact.listed", "is": "no"},
    ),
}


@pytest.mark.parametrize("name", EXCLUSIVE)
def test_conditions_that_exclude_each_other(mini: Catalogue, name: str):
    first, second = map(said, EXCLUSIVE[name])
    assert exclude_each_other(mini, first, second)
    assert exclude_each_other(mini, second, first)


@pytest.mark.parametrize("name", TOGETHER)
def test_conditions_that_can_hold_together(mini: Catalogue, name: str):
    first, second = map(said, TOGETHER[name])
    assert not exclude_each_other(mini, first, second)
    assert not exclude_each_other(mini, second, first)


def test_what_is_said_to_exclude_each_other_never_holds_together(mini: Catalogue):
    """Against every answer to a few questions, tried one by one."""
    tests = [said(raw) for pair in (*EXCLUSIVE.values(), *TOGETHER.values()) for raw in pair]
    answers = itertools.product(("yes", "no"), ([], ["a"], ["c"], ["a", "c"]), (2, 9.5, 10, 30))
    seen = set()
    for listed, uses, count in answers:
        facts = facts_of(mini, {"fact.listed": listed, "fact.uses": uses, "fact.count": count})
        true = [at for at, test in enumerate(tests) if evaluate(test, facts) is Truth.YES]
        seen |= set(itertools.combinations(true, 2))
    assert seen
    for first, second in seen:
        assert not exclude_each_other(mini, tests[first], tests[second])


def test_a_part_waits_for_an_answer_to_another_requirement(tmp_path):
    def codes(begun: str) -> list[str]:
        at = "    applies_when:"
        text = MINI[STOP].replace(at, f"    begun_when: {begun}\n{at}", 1)
        assert text != MINI[STOP]
        folder = tmp_path / str(abs(hash(begun)))
        folder.mkdir()
        return [problem.code for problem in review(load_mini(folder, {STOP: text}))]

    assert codes('{not: {fact: risk.list, is: "no"}}') == []
    assert codes('{fact: fact.listed, is: "yes"}') == ["checklist.not-its-own"]
    assert codes("{holds: bound}") == ["checklist.not-its-own"]
