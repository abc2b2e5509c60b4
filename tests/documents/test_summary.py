"""The first volume: what those read who decide, made of what stands inside it alone."""

from __future__ import annotations

import re

import pytest

from compliance.assessment.assessment import Assessment
from compliance.documents.dossier.summary.compose import compose_summary
from compliance.documents.dossier.summary.fill import summarise
from compliance.documents.dossier.summary.said import Summary
from compliance.documents.measured import held_against, measure
from compliance.documents.papers.filled import Measure
from compliance.documents.render.press import Press
from tests.documents.build import AS_OF, Journal, hostile
from tests.documents.test_content import pages
from tests.documents.test_html import parse
from tests.documents.test_markup import TAGS
from tests.documents.test_markup import parse as parse_xml
from tests.documents.test_states import DAY, assessed, raw
from tests.tools import read_aloud, verapdf
from tests.tools.html_tree import read_as


@pytest.fixture(scope="module", params=["finished", "unfinished", "hostile", "empty"])
def filled(request, catalogue):
    made = {"hostile": hostile, "empty": Journal}.get(request.param)
    journal = made(catalogue) if made else request.getfixturevalue(request.param)
    return summarise(Assessment(catalogue, journal.state), AS_OF, "0.0.1")


@pytest.fixture(scope="module")
def paper(filled):
    return compose_summary(filled)


@pytest.fixture(scope="module")
def content(paper):
    return Press().print(paper)


def summary_of(shipped, answers):
    made = assessed(shipped, answers)
    made.state.changed_at = "2026-11-30T12:00:00Z"
    return summarise(made, DAY, "1")


@pytest.fixture(scope="module")
def example(shipped):
    """The example, with all it answers and nobody named who mends."""
    answers = {known: value for known, value in raw().items() if known in shipped.questions}
    return summary_of(shipped, answers)


@pytest.fixture(scope="module")
def example_pages(example):
    return pages(Press().print(compose_summary(example)))


def test_what_is_read_aloud_is_what_the_html_says(paper, content):
    spoken = read_aloud.read(content)
    read_as(paper, spoken)
    assert not spoken.unread
    assert not spoken.twice
    assert all(figure.alt.strip() for figure in spoken.root.below("Figure"))


@pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())
def test_a_summary_passes_both_profiles(content):
    for verdict in verapdf.validate(content):
        assert verdict.passed, verdict.report


def test_tables_have_captions_and_scoped_headings(paper):
    for fragment in paper.fragments:
        html = re.sub(r'<table class="strip">.*?</table>', "", fragment.html, flags=re.DOTALL)
        for table in parse(html).tables:
            assert (table["caption"], table["bare"]) == (1, 0)
            assert table["th"]


def test_hostile_words_stay_words(paper):
    for fragment in paper.fragments:
        found = parse_xml(f"<body>{fragment.html}</body>").all()
        assert {element.tag for element in found} <= TAGS | {"body"}
        assert not any(name.startswith("on") for one in found for name in one.attributes)


def test_the_pages_follow_from_what_stands_inside_alone(paper, content):
    (inside,) = paper.embeds
    again = compose_summary(Summary.model_validate_json(inside.content))
    assert Press().print(again) == content


def test_a_draft_says_so_on_every_page_and_a_finished_one_nowhere(catalogue, finished, unfinished):
    for journal, draft in ((finished, False), (unfinished, True)):
        summary = summarise(Assessment(catalogue, journal.state), AS_OF, "0.0.1")
        found = pages(Press().print(compose_summary(summary)))
        assert all(("Draft" in text) is draft for text in found)
        assert not any("%" in text for text in found)


def test_the_finished_example_takes_a_director_ten_pages_or_so(example, example_pages):
    assert 8 <= len(example_pages) <= 12
    cover, decision = example_pages[:2]
    assert "Not ready." in cover
    assert "planned for 1 June 2027" in cover
    for text in ("Decision", "Time", "Transparency", "Non-discrimination", "Human oversight"):
        assert text in cover
    for text in ("Provider", "Internal control", "High-risk", "not assigned", "Article 43(2)"):
        assert text in decision
    assert sum(len(bar.marks) for bar in example.bars) == 174


def test_a_drawing_says_the_answers_of_its_row_and_nothing_else(example):
    (theme,) = [one for one in example.themes if one.id == "non-discrimination"]
    plot = next(one for one in theme.plots if "population" in one.caption.lower())
    answers = raw()["data.representative.table"]
    assert [(p.value, p.beside) for p in plot.drawing.rows] == [
        (row["share-data"], row["share-population"]) for row in answers
    ]
    assert [row.head for row in plot.rows] == [row["group"] for row in answers]


@pytest.mark.parametrize(
    ("value", "beside", "point"),
    [
        ("0.8 (0.7 to 0.9)", "Men 0.82", Measure(value=0.8, low=0.7, high=0.9, beside=0.82)),
        ("0.803", "Under 50: 0.829", Measure(value=0.803, beside=0.829)),
        ("14.6 percent", "At most 20", Measure(value=14.6, beside=20)),
        ("−0.3", "", Measure(value=-0.3)),
        ("12/15 passed", "3 or 4, above 2", Measure()),
        ("held in each run", "0.9", Measure()),
        ("0.83 and 0.82, difference 0.01", "0.05", Measure()),
        (
            "0.145 (0.820 of 128 against 0.676 of 37)",
            "at most 0.05",
            Measure(value=0.145, beside=0.05),
        ),
    ],
)
def test_only_numbers_that_are_beyond_doubt_are_drawn(value, beside, point):
    assert measure(value, beside) == point


def test_what_names_several_numbers_is_held_against_none():
    assert held_against("between 3 and 4") is None


@pytest.mark.parametrize("answers", [{}, {"system.name": "Rank One", "operator.name": "Ann"}])
def test_an_assessment_just_begun_takes_a_few_pages(shipped, answers):
    summary = summary_of(shipped, answers)
    found = pages(Press().print(compose_summary(summary)))
    assert len(found) == 1
    assert "Not decided yet." in found[0]
    assert "What the organisation does with the system or model" in found[0]
    assert not summary.themes
    assert not summary.gaps
