"""From what was said to a typed answer, or to a refusal that says why."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from compliance.assessment.answers import parse_answer
from compliance.assessment.facts import typed_value
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import Question
from compliance.data.digests import canonical_json
from compliance.data.typed import clean_text
from compliance.errors import ConformityError

QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


def question(type_: str, **more: Any) -> Question:
    return QUESTION.validate_python({"id": "q", "type": type_, "ask": "?", **more})


AB = [{"id": "a", "label": "Option A"}, {"id": "b", "label": "B, with comma"}]
QUESTIONS = {
    "yes-no": question("yes-no"),
    "choice": question("choice", options=AB),
    "country": question("choice", options_from="countries"),
    "levels": question(
        "choice", options=[{"id": "yes", "label": "Yes"}, {"id": "partly", "label": "P"},
                           {"id": "no", "label": "No"}]
    ),
    "choices": question("choices", options=AB),
    "one-or-more": question("choices", options=AB, at_least=1),
    "line": question("text", lines="one"),
    "text": question("text", max_characters=20),
    "number": question("number", minimum=0, maximum=100),
    "any-number": question("number"),
    "whole": question("number", whole=True),
    "date": question("date"),
    "dates": question("date", earliest="2026-01-01", latest="2026-12-31"),
    "file": question("file", kind="report"),
    "rows": question(
        "group",
        entry="row",
        at_most=3,
        fields=[
            {"id": "name", "type": "text", "lines": "one", "ask": "Name"},
            {"id": "n", "type": "number", "ask": "n", "optional": True},
            {"id": "day", "type": "date", "ask": "Day", "optional": True},
            {"id": "kind", "type": "choice", "ask": "Kind", "optional": True,
             "options": AB},
        ],
    ),
}  # fmt: skip

ACCEPTED: list[tuple[str, Any, Any]] = [
    ("yes-no", "yes", "yes"),
    ("yes-no", " YES ", "yes"),
    ("yes-no", "n", "no"),
    ("yes-no", True, "yes"),
    ("yes-no", False, "no"),
    ("levels", "y", "yes"),
    ("choice", "a", "a"),
    ("choice", "option a", "a"),
    ("choice", "B, with comma", "b"),
    ("country", "France", "fr"),
    ("country", "FR", "fr"),
    ("choices", "b,a", ["a", "b"]),
    ("choices", ["b", "b"], ["b"]),
    ("choices", "none", []),
    ("choices", "No", []),
    ("choices", False, []),
    ("choices", ["-none-"], []),
    ("choices", "None of these", []),
    ("choices", [], []),
    ("line", "  Loom 3 ", "Loom 3"),
    ("line", 3, "3"),
    ("line", datetime.date(2026, 1, 2), "2026-01-02"),
    ("text", "a\r\nb\rc", "a\nb\nc"),
    ("text", "e\u0301", "\u00e9"),
    ("text", "深圳 👩‍🔬", "深圳 👩‍🔬"),
    ("text", "x" * 20, "x" * 20),
    ("number", "0.93", 0.93),
    ("number", 100, 100),
    ("number", "1 0", 10),
    ("number", "5.0", 5),
    ("any-number", "-3e2", -300),
    ("any-number", "4.75e24", 4.75e24),
    ("whole", "9007199254740993", 9007199254740993),
    ("whole", 7.0, 7),
    ("date", "2027-12-02", "2027-12-02"),
    ("date", "2028-2-29", "2028-02-29"),
    ("date", datetime.date(2027, 1, 2), "2027-01-02"),
    ("rows", [{"name": "x"}], [{"name": "x"}]),
    (
        "rows",
        [{"name": "x", "n": "0.5", "day": "2030-01-02", "kind": "Option A"}],
        [{"name": "x", "n": 0.5, "day": "2030-01-02", "kind": "a"}],
    ),
    ("rows", [{"name": "x", "n": None, "day": ""}], [{"name": "x"}]),
]
REFUSED: list[tuple[str, Any, str]] = [
    ("yes-no", "maybe", "answer.not-an-option"),
    ("yes-no", "", "answer.not-an-option"),
    ("yes-no", 1, "answer.wrong-type"),
    ("yes-no", None, "answer.wrong-type"),
    ("yes-no", ["yes"], "answer.wrong-type"),
    ("choice", "c", "answer.not-an-option"),
    ("choice", True, "answer.not-an-option"),
    ("choices", "a,c", "answer.not-an-option"),
    ("choices", "a,", "answer.not-an-option"),
    ("choices", 3, "answer.wrong-type"),
    ("choices", {"a": 1}, "answer.wrong-type"),
    ("one-or-more", "", "answer.too-short"),
    ("line", "a\nb", "answer.wrong-type"),
    ("line", "   ", "answer.too-short"),
    ("line", True, "answer.wrong-type"),
    ("line", ["a"], "answer.wrong-type"),
    # 3.10 without quotation marks would become 3.1 without anybody noticing
    ("line", 3.1, "answer.wrong-type"),
    ("text", "x" * 21, "answer.too-long"),
    ("text", "a\x00b", "answer.control-character"),
    ("text", "a\x1b[31mb", "answer.control-character"),
    ("text", "a\x85b", "answer.control-character"),
    ("text", "a\ud800", "answer.control-character"),
    ("number", "many", "answer.wrong-type"),
    ("number", "1,5", "answer.wrong-type"),
    ("number", "1_0", "answer.wrong-type"),
    ("number", "nan", "answer.wrong-type"),
    ("number", "inf", "answer.wrong-type"),
    ("number", "1e400", "answer.wrong-type"),
    ("number", 10**400, "answer.wrong-type"),
    ("number", True, "answer.wrong-type"),
    ("number", "", "answer.wrong-type"),
    ("number", "-0.1", "answer.out-of-range"),
    ("number", 100.5, "answer.out-of-range"),
    ("whole", "1.5", "answer.wrong-type"),
    ("date", "2027-02-29", "answer.impossible-date"),
    ("date", "02.12.2027", "answer.impossible-date"),
    ("date", "0000-01-01", "answer.impossible-date"),
    ("date", "tomorrow", "answer.impossible-date"),
    ("date", 20271202, "answer.impossible-date"),
    ("dates", "2025-12-31", "answer.impossible-date"),
    ("dates", "2027-01-01", "answer.impossible-date"),
    ("file", "x.pdf", "answer.wrong-type"),
    ("rows", "x", "answer.wrong-type"),
    ("rows", [], "answer.out-of-range"),
    ("rows", ["x"], "answer.wrong-type"),
    ("rows", [{"name": "x"}] * 4, "answer.out-of-range"),
    ("rows", [{"n": 1}], "answer.too-short"),
    ("rows", [{"name": "x", "colour": "red"}], "answer.unknown-question"),
]


@pytest.mark.parametrize(("kind", "raw", "value"), ACCEPTED)
def test_an_answer_is_understood(mini: Catalogue, kind: str, raw: Any, value: Any):
    found = parse_answer(mini, QUESTIONS[kind], raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("kind", "raw", "code"), REFUSED)
def test_an_answer_that_does_not_fit_is_refused(mini, kind: str, raw: Any, code: str):
    with pytest.raises(ConformityError) as caught:
        parse_answer(mini, QUESTIONS[kind], raw)
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.place.startswith("q")
    assert problem.message


def test_all_cells_that_are_wrong_are_reported_at_once_with_row_and_column(mini):
    with pytest.raises(ConformityError) as caught:
        parse_answer(
            mini,
            QUESTIONS["rows"],
            [{"name": "x", "n": "many"}, {"day": "2030-02-30", "kind": "z"}],
        )
    assert [(problem.place, problem.code) for problem in caught.value.problems] == [
        ("q[1].n", "answer.wrong-type"),
        ("q[2].name", "answer.too-short"),
        ("q[2].day", "answer.impossible-date"),
        ("q[2].kind", "answer.not-an-option"),
    ]


@pytest.mark.parametrize(("kind", "raw", "value"), ACCEPTED)
def test_an_answer_understood_once_is_understood_again_as_the_same(
    mini, kind: str, raw: Any, value: Any
):
    again = parse_answer(mini, QUESTIONS[kind], value)
    assert again == value


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "n", "day", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(QUESTIONS)), anything)
def test_whatever_is_said_is_refused_or_can_be_kept(mini, kind: str, raw: Any):
    try:
        found = parse_answer(mini, QUESTIONS[kind], raw)
    except ConformityError:
        return
    assert canonical_json(found)
    assert parse_answer(mini, QUESTIONS[kind], found) == found


@given(st.floats(0, 100) | st.integers(0, 100))
def test_a_number_is_kept_exactly(mini, number: float):
    assert parse_answer(mini, QUESTIONS["number"], repr(number)) == number
    found = parse_answer(mini, QUESTIONS["number"], number)
    assert math.isclose(found, number, rel_tol=0, abs_tol=0)


@given(st.text())
def test_cleaning_a_text_twice_is_cleaning_it_once(text: str):
    try:
        once = clean_text("q", text)
    except ConformityError:
        return
    assert clean_text("q", once) == once


def test_values_are_compared_as_what_they_are():
    assert typed_value(QUESTIONS["date"], "2030-01-02") == datetime.date(2030, 1, 2)
    assert typed_value(QUESTIONS["text"], "2030-01-02") == "2030-01-02"
    assert typed_value(QUESTIONS["choices"], ["a", "b"]) == ("a", "b")
    assert typed_value(QUESTIONS["date"], "no date") == "no date"
    rows = typed_value(QUESTIONS["rows"], [{"name": "x"}])
    assert isinstance(rows, tuple)
    assert hash(rows)


def test_bounds_are_printed_as_people_write_numbers(mini):
    question = mini.questions["fact.count"]
    with pytest.raises(ConformityError) as caught:
        parse_answer(mini, question, 99)
    assert caught.value.problems[0].message == "99 is not from 0 to 10."
    for update, message in (
        ({"maximum": None}, "-1 is not at least 0."),
        ({"minimum": None, "maximum": -2.5}, "-1 is not at most -2.5."),
        ({"unit": "looms"}, "-1 is not from 0 to 10 (in looms)."),
    ):
        with pytest.raises(ConformityError) as caught:
            parse_answer(mini, question.model_copy(update=update), -1)
        assert caught.value.problems[0].message == message


def test_a_figure_out_of_range_is_told_in_the_unit_it_is_asked_in(shipped):
    with pytest.raises(ConformityError) as caught:
        parse_answer(shipped, shipped.question("gpai.compute"), "3e25")
    message = caught.value.problems[0].message
    assert message.endswith("is not from 0 to 10000 (in x 10^24 floating point operations).")


ALONE = question(
    "choices", options=[*AB, {"id": "nobody", "label": "None: there is nobody", "alone": True}]
)
NONE = st.sampled_from(["none", "No", "-none-", "None of these", " NONE of these ", False])


@given(st.lists(st.sampled_from(["a", "b", "Option A"]), min_size=1), NONE, st.data())
def test_none_of_these_stands_beside_nothing_else_in_any_writing(mini, chosen, none, data):
    place = data.draw(st.integers(0, len(chosen)))
    both = [*chosen[:place], none, *chosen[place:]]
    spellings = [both] if none is False else [both, ",".join(both)]
    for raw in spellings:
        with pytest.raises(ConformityError) as caught:
            parse_answer(mini, QUESTIONS["choices"], raw)
        assert caught.value.problems[0].code == "answer.none-and-more"
    assert parse_answer(mini, QUESTIONS["choices"], [none]) == []
    assert parse_answer(mini, QUESTIONS["choices"], none) == []
    assert set(parse_answer(mini, QUESTIONS["choices"], chosen)) <= {"a", "b"}


@given(st.sets(st.sampled_from(["a", "b", "nobody"]), min_size=1))
def test_an_option_that_excludes_the_others_stands_alone(mini, chosen):
    if "nobody" in chosen and len(chosen) > 1:
        with pytest.raises(ConformityError) as caught:
            parse_answer(mini, ALONE, sorted(chosen))
        problem = caught.value.problems[0]
        assert problem.code == "answer.none-and-more"
        assert "None: there is nobody" in problem.message
    else:
        assert parse_answer(mini, ALONE, sorted(chosen)) == sorted(chosen)


@given(st.text(" \t\n\u00a0", max_size=5))
def test_emptiness_never_says_that_none_fits(mini, blank):
    for kind in ("choices", "one-or-more"):
        with pytest.raises(ConformityError) as caught:
            parse_answer(mini, QUESTIONS[kind], blank)
        assert caught.value.problems[0].code == "answer.too-short"


@pytest.mark.parametrize("dash", ["-", "–", "—", "?", "/"])
def test_a_dash_in_a_cell_is_no_statement_that_none_fits(mini, dash):
    with pytest.raises(ConformityError):
        parse_answer(mini, QUESTIONS["choices"], dash)


def test_what_excludes_the_others_in_the_act_is_marked(shipped: Catalogue):
    known = {"system.generates-content", "supervision.authority-provider"}
    for asked in shipped.questions.values():
        for part in (asked, *shipped.fields(asked)):
            for option in shipped.options(part) if part.type == "choices" else ():
                excludes = option.label.startswith(("None:", "None of these", "Neither"))
                assert option.alone is excludes, (asked.id, option.id)
    assert not any(shipped.offers_none(shipped.question(one)) for one in known)
    assert shipped.offers_none(shipped.question("practices.screening"))
