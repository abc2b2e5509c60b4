"""Conditions are true, false or not known yet, and say on what they rest."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from compliance.checklist.conditions import (
    TESTS,
    All,
    Always,
    AnyOf,
    Condition,
    Facts,
    FactTest,
    Holds,
    Missing,
    Not,
    Truth,
    Value,
    deciding,
    evaluate,
    leaves,
)

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
TRUTHS = (YES, NO, UNKNOWN)
CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


class Table(Facts):
    """Facts from two mappings; what stands in neither is unanswered."""

    def __init__(
        self,
        values: dict[str, Any] | None = None,
        conclusions: dict[str, Truth] | None = None,
        groups: dict[str, set[str]] | None = None,
    ) -> None:
        self.values = values or {}
        self.conclusions = conclusions or {}
        self.groups = groups or {}

    def value(self, fact: str) -> Value | Missing:
        found: Value | Missing = self.values.get(fact, Missing.UNANSWERED)
        return found

    def holds(self, conclusion: str) -> Truth:
        return self.conclusions.get(conclusion, UNKNOWN)

    def group(self, fact: str, name: str) -> frozenset[str]:
        return frozenset(self.groups.get(f"{fact}/{name}", set()))


def truth_of(value: Any, facts: Table) -> Truth:
    return evaluate(CONDITION.validate_python(value), facts)


# One conclusion for each truth value.
THREE = Table(conclusions={truth.value: truth for truth in TRUTHS})


def leaf(truth: Truth) -> dict[str, str]:
    return {"holds": truth.value}


ALL = {
    (YES, YES): YES,
    (YES, NO): NO,
    (YES, UNKNOWN): UNKNOWN,
    (NO, NO): NO,
    (NO, UNKNOWN): NO,
    (UNKNOWN, UNKNOWN): UNKNOWN,
}
ANY = {
    (YES, YES): YES,
    (YES, NO): YES,
    (YES, UNKNOWN): YES,
    (NO, NO): NO,
    (NO, UNKNOWN): UNKNOWN,
    (UNKNOWN, UNKNOWN): UNKNOWN,
}


@pytest.mark.parametrize(("kind", "table"), [("all", ALL), ("any", ANY)])
def test_all_and_any_follow_the_tables_of_kleene(kind, table):
    for (one, other), expected in table.items():
        for pair in ((one, other), (other, one)):
            assert truth_of({kind: [leaf(part) for part in pair]}, THREE) is expected


def test_not_leaves_what_is_unknown_unknown():
    assert {truth: truth_of({"not": leaf(truth)}, THREE) for truth in TRUTHS} == {
        YES: NO,
        NO: YES,
        UNKNOWN: UNKNOWN,
    }


def test_always_is_always_the_same():
    assert truth_of({"always": True}, Table()) is YES
    assert truth_of({"always": False}, Table()) is NO


DAY = datetime.date(2030, 1, 2)
EARLIER, LATER = datetime.date(2030, 1, 1), datetime.date(2030, 1, 3)
TESTED = [
    ({"is": "a"}, "a", "b"),
    ({"is": 3}, 3, 4),
    ({"is": DAY}, DAY, LATER),
    ({"any_of": ["a", "b"]}, "b", "c"),
    ({"none_of": ["a", "b"]}, "c", "a"),
    ({"includes": "a"}, ("a", "c"), ("b",)),
    ({"includes_any": ["a", "b"]}, ("b",), ("c",)),
    ({"includes_none": ["a", "b"]}, ("c",), ("c", "b")),
    ({"in_group": "eu"}, "fr", "cn"),
    ({"in_group": "eu"}, ("cn", "fr"), ("cn",)),
    ({"not_in_group": "eu"}, "cn", "fr"),
    ({"not_in_group": "eu"}, ("cn",), ("cn", "fr")),
    ({"at_least": 3}, 3, 2.9),
    ({"at_most": 3}, 3, 3.1),
    ({"before": DAY}, EARLIER, DAY),
    ({"on_or_after": DAY}, DAY, EARLIER),
]


def test_every_test_is_tried_below():
    names = {name.rstrip("_") for name in TESTS}
    assert {next(iter(test)) for test, _, _ in TESTED} == names


@pytest.mark.parametrize(("test", "passing", "failing"), TESTED)
def test_a_test_passes_fails_or_waits_for_an_answer(test, passing, failing):
    groups = {"f/eu": {"fr", "de"}}
    condition = {"fact": "f", **test}
    assert truth_of(condition, Table({"f": passing}, groups=groups)) is YES
    assert truth_of(condition, Table({"f": failing}, groups=groups)) is NO
    assert truth_of(condition, Table(groups=groups)) is UNKNOWN


@pytest.mark.parametrize(("test", "passing", "failing"), TESTED)
def test_a_question_that_does_not_arise_has_none_of_the_values(test, passing, failing):
    facts = Table({"f": Missing.IRRELEVANT}, groups={"f/eu": {"fr"}})
    negative = next(iter(test)) in {"none_of", "includes_none", "not_in_group"}
    assert truth_of({"fact": "f", **test}, facts) is Truth.of(negative)


@pytest.mark.parametrize(("test", "passing", "failing"), TESTED)
def test_nothing_can_be_said_about_a_follow_up_that_is_not_asked(test, passing, failing):
    facts = Table({"f": Missing.NOT_ASKED})
    assert truth_of({"fact": "f", **test}, facts) is NO


def test_an_empty_choice_includes_nothing():
    facts = Table({"f": ()})
    assert truth_of({"fact": "f", "includes_any": ["a"]}, facts) is NO
    assert truth_of({"fact": "f", "includes_none": ["a"]}, facts) is YES


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"fact": "f"},
        {"fact": "f", "is": "a", "any_of": ["b"]},
        {"fact": "f", "any_of": []},
        {"fact": "f", "equals": "a"},
        {"fact": "No Such Id", "is": "a"},
        {"all": []},
        {"any": []},
        {"all": [{"holds": "x"}], "any": [{"holds": "y"}]},
        {"not": [{"holds": "x"}]},
        {"holds": "x", "extra": 1},
        {"fact": "f", "before": "2030-02-30"},
        {"fact": "f", "at_least": "many"},
        "fact == 'a'",
        None,
        ["holds"],
        {"eval": "1"},
    ],
)
def test_what_is_no_condition_is_refused(value):
    with pytest.raises(ValidationError):
        CONDITION.validate_python(value)


# --- properties over random trees ---------------------------------------------------

NAMES = ("a", "b", "c", "d")
OPTIONS = ("x", "y", "z")
tests = st.one_of(
    st.builds(
        lambda fact, value: FactTest(fact=fact, is_=value),
        st.sampled_from(NAMES),
        st.sampled_from(OPTIONS),
    ),
    st.builds(
        lambda fact, values: FactTest(fact=fact, none_of=tuple(values)),
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=2, unique=True),
    ),
    st.builds(lambda name: Holds(holds=name), st.sampled_from(NAMES)),
    st.builds(lambda always: Always(always=always), st.booleans()),
)
trees = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(lambda parts: All(all=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: AnyOf(any=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: Not(not_=part), inner),
    ),
    max_leaves=10,
)
present = st.sampled_from([*OPTIONS, Missing.UNANSWERED, Missing.UNANSWERED, Missing.IRRELEVANT])
tables = st.builds(
    Table,
    st.fixed_dictionaries(dict.fromkeys(NAMES, present)),
    st.fixed_dictionaries(dict.fromkeys(NAMES, st.sampled_from(TRUTHS))),
)


def completions(facts: Table) -> list[Table]:
    """Every way of answering what is open."""
    facts_open = [n for n in NAMES if facts.values[n] is Missing.UNANSWERED]
    truths_open = [n for n in NAMES if facts.conclusions[n] is UNKNOWN]
    return [
        Table(
            {**facts.values, **dict(zip(facts_open, values, strict=True))},
            {**facts.conclusions, **dict(zip(truths_open, truths, strict=True))},
        )
        for values in itertools.product((*OPTIONS, Missing.IRRELEVANT), repeat=len(facts_open))
        for truths in itertools.product((YES, NO), repeat=len(truths_open))
    ]


@given(trees, tables)
def test_answering_what_is_open_never_changes_what_is_decided(condition, facts):
    decided = evaluate(condition, facts)
    if decided is not UNKNOWN:
        for complete in itertools.islice(completions(facts), 300):
            assert evaluate(condition, complete) is decided


@given(trees, tables)
def test_with_every_answer_nothing_is_unknown(condition, facts):
    assert evaluate(condition, completions(facts)[0]) is not UNKNOWN


@given(st.lists(trees, min_size=1, max_size=3), tables)
def test_de_morgan_holds(parts, facts):
    negated = tuple(Not(not_=part) for part in parts)
    assert evaluate(Not(not_=All(all=tuple(parts))), facts) is evaluate(AnyOf(any=negated), facts)
    assert evaluate(Not(not_=AnyOf(any=tuple(parts))), facts) is evaluate(All(all=negated), facts)


@given(trees, tables)
def test_the_deciding_leaves_alone_keep_the_truth(condition, facts):
    """Forgetting every answer that is not among the deciding ones changes nothing."""
    truth = evaluate(condition, facts)
    found = deciding(condition, facts)
    assert [part for part in found if part not in list(leaves(condition))] == []
    if truth is UNKNOWN:
        assert all(evaluate(part, facts) is UNKNOWN for part in found)
        assert found
        return
    kept_facts = {part.fact for part in found if isinstance(part, FactTest)}
    kept_conclusions = {part.holds for part in found if isinstance(part, Holds)}
    less = Table(
        {name: facts.values[name] for name in kept_facts},
        {name: facts.conclusions[name] for name in kept_conclusions},
    )
    assert evaluate(condition, less) is truth


@given(trees)
def test_a_condition_written_out_is_read_as_the_same_condition(condition):
    written = condition.model_dump(by_alias=True, exclude_none=True, mode="json")
    assert CONDITION.validate_python(written) == condition
