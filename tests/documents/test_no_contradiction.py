"""Two papers never differ on a fact: whatever is answered, each paper that names it says that."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.documents import state_documents
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.checklist.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    GroupQuestion,
    NumberQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import FilledDocument, Said, Stated, Told
from compliance.documents.statements import Statements
from tests import builders
from tests.documents.test_papers_data_operators import DAY, assessed, stated

CASES = ("cv-screening", "welfare-reexamination")
WORDS = st.sampled_from(("Lindenhof", "北岸 3", "Δέλτα & Söhne", "Ocean <b>4</b>")).flatmap(
    lambda word: st.integers(100, 999).map(lambda number: f"{word} {number}")
)
"""What a text is changed to; numbers keep it from being a stand-in."""


@functools.cache
def catalogue() -> Catalogue:
    return load_catalogue()


@functools.cache
def whole(case: str) -> Assessment:
    return assessed(catalogue(), case)


def changed(assessment: Assessment, **answers: Any) -> Assessment:
    """The assessment with other values for some facts, which keep all else that was said."""
    state = dataclasses.replace(assessment.state, answers=dict(assessment.state.answers))
    for known, value in answers.items():
        parsed = parse_answer(catalogue(), catalogue().questions[known], value)
        state.answers[known] = builders.given(known, parsed)
    return Assessment(catalogue(), state)


def papers_of(assessment: Assessment) -> dict[str, FilledDocument]:
    """Every paper that is due, filled."""
    due = (one.file.id for one in state_documents(assessment, DAY) if one.owed)
    return {known: fill(assessment, known, DAY, "1") for known in due}


def named(document: FilledDocument) -> Iterator[tuple[str, str, Any]]:
    """Fact, manner and value, wherever a paper names a fact."""
    points = (point for section in document.sections for point in section.points)
    for block in (block for point in points for block in point.blocks):
        if isinstance(block, Said):
            yield from ((piece.fact, "in words", piece.text) for piece in block.pieces)
        elif isinstance(block, Stated):
            yield block.fact, "under its name", _told(block)
        elif isinstance(block, Told):
            yield block.requirement, "as a duty", (block.answer, block.explanation)
            yield from ((one.fact, "under its name", _told(one)) for one in block.stated)


def _told(block: Stated) -> tuple[Any, ...]:
    """What it says; a column that is not for every reader is compared where both show it."""
    return block.texts, block.items, block.note


def cells(document: FilledDocument) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Fact, column and cells of each table of a fact."""
    points = (point for section in document.sections for point in section.points)
    for block in (block for point in points for block in point.blocks):
        inside = (block,) if isinstance(block, Stated) else getattr(block, "stated", ())
        for one in inside:
            for table in one.tables:
                for at, column in enumerate(table.columns):
                    yield one.fact, column, tuple(row[at] for row in table.rows)


def differing(papers: dict[str, FilledDocument]) -> list[str]:
    """Facts on which two of the papers, or two places of one, say different things."""
    found: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for document in papers.values():
        for fact, manner, value in named(document):
            if fact:
                found[fact, manner].add(value)
        for fact, column, value in cells(document):
            found[fact, column].add(value)
    return [f"{key}: {values}" for key, values in found.items() if len(values) > 1]


@functools.cache
def shared(case: str) -> tuple[str, ...]:
    """The facts that at least two of the papers due in a case name."""
    places: dict[str, set[str]] = defaultdict(set)
    for known, document in papers_of(whole(case)).items():
        for fact, _, _ in named(document):
            places[fact].add(known)
    return tuple(sorted(fact for fact, known in places.items() if fact and len(known) > 1))


def another(question: Question, word: str, number: int, now: Any) -> Any:
    """A valid answer that differs from the one given."""
    match question:
        case TextQuestion():
            return word
        case DateQuestion():
            return datetime.date(2026, 1, 1) + datetime.timedelta(days=number % 300)
        case NumberQuestion():
            low = int(question.minimum or 0)
            high = int(question.maximum) if question.maximum is not None else low + 500
            return low + number % max(1, high - low)
        case ChoiceQuestion() | YesNoQuestion():
            options = [one for one in _options(question) if one != now]
            return options[number % len(options)]
        case ChoicesQuestion():
            options = [one for one in _options(question) if [one] != now]
            return [options[number % len(options)]]
        case GroupQuestion():
            parts = {part.id: part for part in catalogue().fields(question)}
            row = dict(now[0])
            for part, value in row.items():
                row[part] = another(parts[part], word, number, value)
            return [row, *now[1:]]
        case _:
            raise AssertionError(question.type)


def _options(question: Question) -> list[str]:
    return [one.id for one in catalogue().options(question)]


@pytest.mark.parametrize("case", CASES)
def test_facts_stand_in_several_papers(case):
    facts = shared(case)
    assert {"operator.name", "system.name"} <= set(facts)
    assert len(facts) > {"cv-screening": 60, "welfare-reexamination": 15}[case]


@pytest.mark.parametrize("case", CASES)
def test_no_two_papers_differ_as_an_example_stands(case):
    assert differing(papers_of(whole(case))) == []


@pytest.mark.parametrize("case", CASES)
def test_what_was_said_before_stands_in_no_paper_any_more(case):
    """Also in heads, signatures and lists of what is open, which name no fact.

    All texts are replaced by words that occur nowhere else, then by others.
    """
    texts = [fact for fact in shared(case) if catalogue().questions[fact].type == "text"]
    first = {fact: f"Vorher {at} Ende" for at, fact in enumerate(texts)}
    second = {fact: f"Nachher {at} Ende" for at, fact in enumerate(texts)}
    before = papers_of(changed(whole(case), **first))
    after = papers_of(changed(whole(case), **second))
    assert before.keys() == after.keys()
    for known, document in after.items():
        said, was = document.model_dump_json(), before[known].model_dump_json()
        assert "Vorher" not in said, known
        for fact in texts:
            assert said.count(second[fact]) == was.count(first[fact]), (known, fact)
    everything = "".join(one.model_dump_json() for one in after.values())
    assert [fact for fact in texts if everything.count(second[fact]) < 2] == []


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_single_fact_is_changed_every_paper_that_names_it_says_the_new_value(case, data):
    fact = data.draw(st.sampled_from(shared(case)))
    question = catalogue().questions[fact]
    now = stated(case).get(fact)
    assume(question.type != "group" or now)
    value = another(question, data.draw(WORDS), data.draw(st.integers(0, 400)), now)
    assessment = changed(whole(case), **{fact: value})
    papers = papers_of(assessment)
    assert differing(papers) == []
    told = Statements(assessment)
    if question.type != "group" and not told.unsaid(fact):
        wanted = told.value(fact)
        for known, document in papers.items():
            for name, manner, said in named(document):
                if name == fact and manner == "in words":
                    assert said == wanted, known


def test_a_paper_with_a_value_of_its_own_would_be_found():
    papers = papers_of(whole("welfare-reexamination"))
    said = ((fact, manner, value) for fact, manner, value in named(papers["fria"]) if fact)
    fact, manner, value = next(one for one in said if one[1] == "in words")
    other = papers["fria"].model_dump_json().replace(f'"{value}"', '"Something else"')
    papers["copy"] = FilledDocument.model_validate_json(other)
    assert any(fact in line and manner in line for line in differing(papers))
