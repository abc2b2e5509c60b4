"""What is taken over from other answers comes out as if it were worked out anew."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import Given
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import FactTest
from compliance.checklist.hanging import Hanging
from compliance.checklist.questions import Question
from tests.builders import given


def everything(facts: AnswerFacts) -> dict[str, object]:
    """All that conditions can see, and all that follows."""
    catalogue = facts.catalogue
    asked = [*catalogue.questions, *catalogue.derived]
    return {
        **{f"value {known}": facts.value(known) for known in asked},
        **{f"pending {known}": facts.pending(known) for known in catalogue.questions},
        **{f"relevance {known}": facts.relevance(known) for known in catalogue.questions},
        **{f"holds {known}": facts.holds(known) for known in catalogue.conclusions},
        **{f"applies {known}": facts.applies(known) for known in catalogue.requirements},
        **{f"arises {known}": facts.arises(known) for known in catalogue.requirements},
    }


def values(catalogue: Catalogue, question: Question) -> list[Any]:
    """A few answers to a question, none at all among them."""
    options = [option.id for option in catalogue.options(question)][:6]
    match question.type:
        case "choices":
            return [None, [], options[:1], options]
        case "choice" | "yes-no":
            return [None, *options]
        case "date":
            return [None, "2024-01-01", "2026-08-02", "2031-01-01"]
        case "number":
            return [None, 0, 10, 10**26]
        case _:
            return [None, "text"]


@st.composite
def answers(draw: st.DrawFn, catalogue: Catalogue, most: int) -> dict[str, Given]:
    """Answers to some facts, and to requirements on which others hang."""
    hanging = [*catalogue.facts, *list(catalogue.requirements)[:20]]
    chosen = draw(st.lists(st.sampled_from(hanging), max_size=most, unique=True))
    found = {}
    for known in chosen:
        value = draw(st.sampled_from(values(catalogue, catalogue.questions[known])))
        state = (
            "given" if value is not None else draw(st.sampled_from(["unknown", "not-applicable"]))
        )
        found[known] = given(known, value, state)
    return found


@pytest.mark.parametrize("warm", [True, False])
@settings(max_examples=10)
@generated(data=st.data())
def test_with_other_answers_everything_is_as_if_seen_for_the_first_time(shipped, warm, data):
    first = data.draw(answers(shipped, 60))
    second, third = data.draw(answers(shipped, 4)), data.draw(answers(shipped, 4))
    facts = AnswerFacts(shipped, first)
    if warm:
        everything(facts)
    moved = facts.with_answers(second)
    again = moved.with_answers(third)
    assert everything(moved) == everything(AnswerFacts(shipped, {**first, **second}))
    assert everything(again) == everything(AnswerFacts(shipped, {**first, **second, **third}))
    assert everything(facts) == everything(AnswerFacts(shipped, first))


def test_what_hangs_on_nothing_else_hangs_on_itself(mini: Catalogue):
    moved = Hanging(mini).on(["fact.note"])
    assert moved.questions == {"fact.note"}
    assert not moved.conclusions | moved.requirements


def test_conclusions_gates_and_requirements_are_followed(mini: Catalogue):
    moved = Hanging(mini).on(["fact.listed"])
    assert {"fact.listed", "fact.uses"} <= moved.questions  # asked when it is listed
    assert "listed" in moved.conclusions
    assert "risk.list" in moved.requirements
    assert Hanging(mini).on([]) == (frozenset(), frozenset(), frozenset())


def test_a_follow_up_hangs_on_its_requirement(mini: Catalogue):
    assert "stop.tested" in Hanging(mini).on(["stop"]).questions


def test_all_that_tests_an_answer_hangs_on_it(shipped: Catalogue):
    hanging = Hanging(shipped)
    for known, conclusion in shipped.conclusions.items():
        for leaf in conclusion.when.leaves:
            if isinstance(leaf, FactTest):
                assert known in hanging.on([leaf.fact]).conclusions
