"""Cover, summary and declaration agree with the answers in every state of them."""

from __future__ import annotations

import datetime
import functools
import random
from typing import Any

import pytest

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import State
from compliance.checklist.answer_text import value_text
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.chapters.declared import declaration_chapter
from compliance.documents.dossier.chapters.front import COVER_VALUE, cover
from compliance.documents.dossier.compose import compose, gather
from compliance.documents.render.html import render_chapter
from compliance.language.words import shortened
from compliance.services.assess.answers_file import read_answers
from compliance.views.answer import OPEN_WHETHER
from tests import builders

DAY = datetime.date(2026, 11, 30)


@functools.cache
def raw() -> dict[str, Any]:
    """Every value that the example states."""
    found = read_answers(builders.ROOT / "examples" / "cv-screening" / "answers.yaml")
    values = {
        known: value.get("value") if isinstance(value, dict) else value
        for known, value in found.form.answers.items()
    }
    return {known: value for known, value in values.items() if value is not None}


def assessed(catalogue: Any, answers: dict[str, Any]) -> Assessment:
    state = State(builders.begin_record(catalogue), builders.ANN, "")
    state.head = "0" * 64
    for known, value in answers.items():
        parsed = parse_answer(catalogue, catalogue.questions[known], value)
        state.answers[known] = builders.given(known, parsed)
    return Assessment(catalogue, state)


def material_of(catalogue: Any, answers: dict[str, Any]) -> Any:
    return gather(assessed(catalogue, answers), DAY, (), "1")


@pytest.fixture(scope="module")
def facts(shipped):
    return {known: value for known, value in raw().items() if known in shipped.facts}


@pytest.mark.parametrize("seed", range(12))
def test_what_the_cover_prints_of_a_fact_is_the_answer(shipped, facts, seed):
    chance = random.Random(seed)  # noqa: S311 - chooses answers, hides nothing
    chosen = chance.sample(sorted(facts), chance.randint(0, len(facts)))
    answers = {known: facts[known] for known in chosen}
    material = material_of(shipped, answers)
    printed = {line.label: line for line in cover(material).content.identity}
    blockers = " ".join(material.declaration.blockers)
    for fact in material.identity:
        line, relevance = printed.get(material.label(fact)), material.facts.relevance(fact)
        if fact not in answers or relevance is Truth.NO:
            assert line is None or line.missing
            continue
        value = material.state.answers[fact].value
        text = shortened(value_text(shipped, fact, value), COVER_VALUE)
        open_ = f" {OPEN_WHETHER}" if relevance is Truth.UNKNOWN else ""
        assert line is not None, fact
        assert (line.text, line.missing) == (f"{text}{open_}", False)
        assert f"lacks: {material.label(fact)}" not in blockers
        assert f"; {material.label(fact)}." not in blockers
    for point in material.declaration.points:
        for entry in point.entries:
            known = next(one for one in shipped.facts if material.label(one) == entry.label)
            stated = known in answers and material.facts.relevance(known) is not Truth.NO
            assert (entry.shown.state == "given") is stated, entry.label


def test_a_name_stated_before_the_scope_is_known_stands_on_cover_summary_and_facts(shipped):
    name = "Rank One <b>&amp;</b> {{ 7*7 }}"
    material = material_of(shipped, {"system.name": name, "operator.name": "Ann Ltd"})
    html = {chapter.id: render_chapter(chapter) for chapter in compose(material).chapters}
    escaped = "Rank One &lt;b&gt;&amp;amp;&lt;/b&gt; {{ 7*7 }}"
    assert f"{escaped} {OPEN_WHETHER}" in html["cover"]
    assert "not stated" not in html["cover"]
    assert escaped in html["facts"]
    assert OPEN_WHETHER in html["facts"]
    assert "Name of the system" not in html["summary"]
    assert escaped in render_chapter(declaration_chapter(material))


def test_the_dossier_of_three_answers_is_short_and_names_what_decides(shipped):
    answers = {"system.name": "Rank One", "operator.name": "Ann", "operator.established-in": "cn"}
    material = material_of(shipped, answers)
    dossier = compose(material)
    html = {chapter.id: render_chapter(chapter) for chapter in dossier.chapters}
    whole = "".join(html.values())
    assert material.waiting.number > 300
    first = material.waiting.decide[0]
    name, number = first.name, first.number
    assert number == material.waiting.number
    assert whole.count(f"{name} ({number})") == html["open"].count(f"{name} ({number})") == 1
    assert '<svg class="tally"' not in whole
    assert not material.shown_findings
    assert not [chapter for chapter in dossier.chapters if chapter.template == "article"]
    for requirement in shipped.requirements.values():
        assert requirement.title.replace("'", "&#39;") in html["open"], requirement.id
    assert whole.count("It is not determined whether this requirement applies") == 0


def test_nothing_that_somebody_said_is_left_out_of_the_short_dossier(shipped):
    answers = {"system.name": "Rank One", "risk.system": "yes", "literacy.measures": "no"}
    html = {c.id: render_chapter(c) for c in compose(material_of(shipped, answers)).chapters}
    assert 'id="req-risk.system"' in html["findings-art-9"]
    assert 'id="req-literacy.measures"' in html["findings-art-4"]
    assert "further requirements of Article 9 not answered yet" in html["findings-art-9"]


def test_every_link_to_a_finding_leads_to_one(shipped):
    for answers in (raw(), dict(sorted(raw().items())[::3])):
        html = "".join(map(render_chapter, compose(material_of(shipped, answers)).chapters))
        targets = {part.partition('"')[0] for part in html.split('href="#req-')[1:]}
        blocks = {part.partition('"')[0] for part in html.split('id="req-')[1:]}
        assert targets <= blocks
