"""Facts as conditions see them: relevance, reasons, what is open, what would change."""

from __future__ import annotations

import pytest

from compliance.assessment.conclusions import outcomes, supporting_facts
from compliance.assessment.facts import AnswerFacts, open_facts, reason
from compliance.assessment.journal.state import Given
from compliance.assessment.what_if import changes
from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import FactTest, Missing, Truth, evaluate
from compliance.checklist.texts import describe
from compliance.errors import ConformityError
from tests.builders import MINI, facts_of, given, load_mini

LISTED = {"fact.country": "cn", "fact.listed": "yes", "fact.uses": ["a"]}


def test_an_answer_counts_only_while_its_question_arises(mini: Catalogue):
    answers = {"fact.listed": "yes", "fact.uses": ["c"]}
    assert facts_of(mini, answers).value("fact.uses") == ("c",)
    answers["fact.listed"] = "no"
    assert facts_of(mini, answers).value("fact.uses") is Missing.IRRELEVANT
    del answers["fact.listed"]
    assert facts_of(mini, answers).value("fact.uses") is Missing.UNANSWERED
    assert facts_of(mini, answers).answer("fact.uses") is not None


def test_an_answer_to_a_question_that_may_not_arise_hides_no_requirement(mini):
    """With fact.listed open, the old answer to fact.uses must not decide."""
    assert facts_of(mini, {"fact.uses": ["c"]}).applies("risk.list") is Truth.UNKNOWN
    full = {"fact.listed": "yes", "fact.uses": ["c"]}
    assert facts_of(mini, full).applies("risk.list") is Truth.NO


def test_an_answer_given_in_advance_decides_where_relevance_makes_no_difference(mini):
    """Whether fact.uses is ("a",) or does not arise: it does not include c either way."""
    facts = facts_of(mini, {"fact.uses": ["a"]})
    test = FactTest(fact="fact.uses", includes="c")
    assert evaluate(test, facts) is Truth.NO
    assert "is “" in reason(facts, test)
    assert evaluate(FactTest(fact="fact.uses", includes="a"), facts) is Truth.UNKNOWN
    without = FactTest(fact="fact.uses", includes_none=("c",))
    assert evaluate(without, facts) is Truth.YES
    assert facts.value("fact.uses") is Missing.UNANSWERED


@pytest.mark.parametrize(
    ("state", "missing"), [("unknown", Missing.UNANSWERED), ("not-applicable", Missing.IRRELEVANT)]
)
def test_unknown_is_open_and_not_applicable_has_no_value(mini, state, missing):
    facts = AnswerFacts(mini, {"fact.listed": given("fact.listed", state=state)})
    assert facts.value("fact.listed") is missing


def test_a_question_that_nobody_declares_is_unanswered(mini: Catalogue):
    facts = facts_of(mini, {})
    assert facts.value("no.such") is Missing.UNANSWERED
    assert facts.holds("no.such") is Truth.UNKNOWN


def test_a_circle_of_conclusions_ends_undetermined(tmp_path):
    text = """
conclusions:
  - {id: one, title: One, holds_text: It does, fails_text: Not, group: scope,
     when: {not: {holds: two}}}
  - {id: two, title: Two, holds_text: It does, fails_text: Not, group: scope,
     when: {holds: one}}
"""
    catalogue = load_mini(tmp_path, {"conclusions/more.yaml": text})
    facts = facts_of(catalogue, {})
    assert {facts.holds("one"), facts.holds("two")} == {Truth.UNKNOWN}


def test_what_is_open_is_followed_down_to_what_can_be_answered(mini: Catalogue):
    applies = mini.requirements["stop"].applies_when
    assert open_facts(facts_of(mini, {}), applies) == ["fact.listed", "fact.country"]
    facts = facts_of(mini, {"fact.listed": "yes"})
    assert open_facts(facts, applies) == ["fact.uses", "fact.country"]
    assert open_facts(facts_of(mini, LISTED), applies) == []


def test_answering_what_is_open_decides(shipped: Catalogue):
    """Every fact that is named as missing can be answered at that moment."""
    facts = facts_of(shipped, {})
    for requirement in shipped.requirements.values():
        for known in open_facts(facts, requirement.applies_when):
            assert facts.relevance(known) is Truth.YES, (requirement.id, known)


def test_a_reason_names_the_answers_it_rests_on(mini: Catalogue):
    when = mini.conclusions["bound"].when
    assert reason(facts_of(mini, LISTED), when) == ("“Listed” holds and uses is “Use A”")
    assert reason(facts_of(mini, {"fact.listed": "no"}), when) == ("“Listed” does not hold")
    assert reason(facts_of(mini, {}), when) == (
        "“Listed” is not determined yet and uses is not answered yet"
    )


def test_conditions_and_values_read_as_sentences(mini: Catalogue):
    assert describe(mini, mini.conclusions["bound"].when) == (
        "“Listed” holds and it is not so that uses includes “Use C”"
    )
    assert describe(mini, mini.conclusions["abroad"].when) == (
        "country of the maker is outside the group “eu”"
    )
    assert value_text(mini, "fact.uses", ()) == "none of these"
    assert value_text(mini, "fact.country", "fr") == "France"
    assert value_text(mini, "risk.list.rows", ({"name": "x"},)) == "1 entry"
    assert value_text(mini, "fact.count", 3.0) == "3"


def test_every_shipped_condition_reads_as_a_sentence(shipped: Catalogue):
    for requirement in shipped.requirements.values():
        text = describe(shipped, requirement.applies_when)
        assert text
        assert "is_" not in text
        assert "Truth." not in text


def test_an_outcome_says_what_is_missing_only_while_it_is_open(mini: Catalogue):
    by_id = {item.conclusion.id: item for item in outcomes(facts_of(mini, {}))}
    assert by_id["bound"].missing == ("fact.listed",)
    assert by_id["bound"].text.startswith("Not determined")
    by_id = {item.conclusion.id: item for item in outcomes(facts_of(mini, LISTED))}
    assert by_id["bound"].truth is Truth.YES
    assert by_id["bound"].text == "The duties bind."
    assert by_id["bound"].missing == ()


def test_what_supports_a_conclusion_is_found_through_conclusions_and_gates(mini):
    assert set(supporting_facts(mini, mini.conclusions["bound"].when)) == {
        "fact.listed",
        "fact.uses",
    }


def test_single_answers_that_would_turn_a_conclusion_are_found(mini: Catalogue):
    answers = {known: given(known, value) for known, value in LISTED.items()}
    found = changes(AnswerFacts(mini, answers), ["bound", "abroad"])
    turns = {(item.conclusion, item.fact, item.other, item.becomes) for item in found}
    assert turns == {
        ("bound", "fact.listed", "“No”", Truth.NO),
        ("bound", "fact.uses", "also “Use C”", Truth.NO),
        ("abroad", "fact.country", "“France”", Truth.NO),
    }


def test_every_change_that_is_named_really_turns_the_conclusion(shipped: Catalogue):
    values = {
        "operator.activities": ["develops", "supplies-own-name"],
        "operator.established-in": "cn",
        "market.supplied-in-union": "yes",
        "purpose.areas": ["employment"],
        "purpose.employment-uses": ["recruitment"],
        "products.regulated": "no",
        "system.processes-personal-data": "yes",
        "system.profiling": "yes",
    }
    values = {
        known: next(
            (o.id for o in shipped.options(shipped.facts[known]) if o.id.lower() == value), value
        )
        if isinstance(value, str)
        else value
        for known, value in values.items()
    }
    answers = {known: given(known, value) for known, value in values.items()}
    facts = AnswerFacts(shipped, answers)
    wanted = ["high-risk.annex-3", "role.third-country-provider", "role.provider"]
    found = changes(facts, wanted)
    assert {item.conclusion for item in found} == set(wanted)
    for item in found:
        assert item.becomes is not facts.holds(item.conclusion)
        assert item.present != item.other
        assert item.supposing.startswith("If ")


def test_a_reason_does_not_lean_on_an_answer_that_does_not_count_yet(mini: Catalogue):
    text = reason(facts_of(mini, {"fact.uses": ["a"]}), FactTest(fact="fact.uses", includes="a"))
    assert text.endswith("is answered, but it is still open whether the question arises")


def test_a_follow_up_is_asked_where_the_answer_claims_anything_unless_it_says_when(tmp_path):
    path = "requirements/art-2/art-2.1.yaml"
    unlike = 'ask: "Which risks?"\n        ask_when: {fact: risk.list, is: "no"}'
    text = MINI[path].replace('ask: "Which risks?"', unlike, 1)
    catalogue = load_mini(tmp_path, {path: text})

    def asked(answer: Given | None) -> list[Truth]:
        facts = AnswerFacts(catalogue, {} if answer is None else {"risk.list": answer})
        return [facts.relevance(known) for known in ("risk.list.how", "risk.list.rows")]

    assert asked(given("risk.list", "yes")) == [Truth.YES, Truth.NO]
    assert asked(given("risk.list", "partly")) == [Truth.YES, Truth.NO]
    assert asked(given("risk.list", "no")) == [Truth.NO, Truth.YES]
    assert asked(given("risk.list", state="not-applicable")) == [Truth.NO, Truth.NO]
    assert asked(given("risk.list", state="unknown")) == [Truth.UNKNOWN, Truth.UNKNOWN]
    assert asked(None) == [Truth.UNKNOWN, Truth.UNKNOWN]


IMPLIED = """
section: {id: ways, title: "Ways", order: 40}
facts:
  - id: ways.used
    type: %s
    label: "ways"
    ask: "Which ways?"
    options:
      - {id: open, label: "Open"}
      - {id: window, label: "Window", implies: [%s]}
      - {id: door, label: "Door"}
"""


def test_conditions_see_what_an_option_implies_as_chosen(tmp_path):
    catalogue = load_mini(tmp_path, {"facts/ways.yaml": IMPLIED % ("choices", "open")})
    facts = facts_of(catalogue, {"ways.used": ["window"]})
    assert set(facts.value("ways.used")) == {"window", "open"}
    assert facts.answer("ways.used").value == ["window"]
    assert facts_of(catalogue, {"ways.used": ["door"]}).value("ways.used") == ("door",)


@pytest.mark.parametrize(
    ("type_", "implied"), [("choices", "wall"), ("choices", "window"), ("choice", "open")]
)
def test_an_option_implies_only_another_of_several(tmp_path, type_, implied):
    with pytest.raises(ConformityError, match="implies"):
        load_mini(tmp_path, {"facts/ways.yaml": IMPLIED % (type_, implied)})
