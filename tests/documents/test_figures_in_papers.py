"""Figures in papers: numbers of tables drawn beside them, described, and carried inside."""

from __future__ import annotations

import dataclasses
import io
import json

import pikepdf
import pytest

from compliance.checklist.lint.documents import review_documents
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import FilledDocument, Table, content_of
from compliance.documents.render.press import Press
from tests.documents.test_states import DAY, assessed, raw
from tests.tools import read_aloud, verapdf
from tests.tools.html_tree import read_as

DRAWN = {
    "technical-documentation": {
        "Data sets compared with the population",
        "Thresholds and results",
        "Accuracy: metrics, results and targets",
        "Levels of accuracy stated",
        "Accuracy by group",
    },
    "data-governance-record": {
        "Measures against bias and their effect",
        "Data sets compared with the population",
    },
    "instructions-for-use": {"Levels of accuracy stated", "Accuracy by group"},
    "oversight-file": {"Results of the tests with overseers"},
    "risk-management-file": {"Thresholds and results"},
}
"""Captions of what each paper draws."""


@pytest.fixture(scope="module")
def example(shipped):
    made = assessed(
        shipped, {one: value for one, value in raw().items() if one in shipped.questions}
    )
    made.state.changed_at = "2026-11-30T12:00:00Z"
    return made


def tables(document: FilledDocument) -> list[Table]:
    blocks = [
        block for part in document.sections for point in part.points for block in point.blocks
    ]
    stated = [one for block in blocks if block.kind == "stated" for one in block.tables]
    return [*stated, *(block for block in blocks if block.kind == "table")]


def drawn(document: FilledDocument) -> dict[str, Table]:
    return {table.caption: table for table in tables(document) if table.drawing is not None}


@pytest.mark.parametrize("known", DRAWN)
def test_each_paper_draws_the_tables_that_the_edition_names(example, known):
    assert set(drawn(fill(example, known, DAY, "1"))) == DRAWN[known]


def test_what_is_drawn_of_a_row_is_the_number_that_stands_in_it(example):
    table = drawn(fill(example, "risk-management-file", DAY, "1"))["Thresholds and results"]
    rows = dict(zip((row[0] for row in table.rows), table.drawing.rows, strict=True))
    said = rows["Recall, German"]
    assert (said.value, said.low, said.high, said.beside) == (0.788, 0.719, 0.843, 0.78)
    several = "Difference in recall, under 50 and 50 and over, English, French and Dutch"
    assert rows[several].value is None


def test_a_paper_is_made_again_from_the_numbers_that_it_carries(example):
    filled = fill(example, "oversight-file", DAY, "1")
    again = FilledDocument.model_validate(json.loads(content_of(filled)))
    assert compose(again) == compose(filled)


@pytest.fixture(scope="module")
def printed(example):
    return compose(fill(example, "instructions-for-use", DAY, "1"))


@pytest.fixture(scope="module")
def content(printed):
    return Press().print(printed)


def test_every_figure_has_a_description_and_a_box_on_its_page(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        figures = [one for one in found if one.get("/S") == "/Figure"]
        texts = [str(one.Alt) for one in figures]
        boxes = [[float(edge) for edge in one.A.BBox] for one in figures]
    assert "German: square at 0.788, line from 0.719 to 0.843, post at 0.824." in texts
    assert all(texts)
    for left, low, right, high in boxes:
        assert 0 < left < right < 596
        assert 0 < low < high < 842
    rows = [box for box, text in zip(boxes, texts, strict=True) if "square at" in text]
    assert {round((right - left) / 72 * 25.4) for left, _, right, _ in rows} == {44}


def test_what_is_read_aloud_is_what_the_html_says(printed, content):
    spoken = read_aloud.read(content)
    read_as(printed, spoken)
    assert not spoken.unread
    scales = [row for row in spoken.root.below("TR") if row.text.startswith("Scale")]
    assert len(scales) == 2
    assert [len(row.kids) for row in scales] == [4, 6]


@pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())
def test_a_paper_with_figures_passes_both_profiles(content):
    for verdict in verapdf.validate(content):
        assert verdict.passed, verdict


def found_problems(shipped, **update):
    file = shipped.documents["oversight-file"]
    section = file.sections[0]
    point = section.points[0].model_copy(update=update)
    section = section.model_copy(update={"points": (point, *section.points[1:])})
    file = file.model_copy(update={"sections": (section, *file.sections[1:])})
    changed = dataclasses.replace(shipped, documents={file.id: file})
    return [one.message for one in review_documents(changed)]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"drawn": ("oversight.design.points",)}, "Nothing says how oversight.design.points"),
        ({"drawn": ("accuracy.by-group.table",)}, "does not print the table accuracy.by-group"),
        ({"without": ("oversight.effectiveness.results.target",)}, "leaves out what is drawn"),
    ],
)
def test_what_cannot_be_drawn_is_refused(shipped, changed, says):
    assert any(says in text for text in found_problems(shipped, **changed))


def test_the_record_of_the_classification_ends_with_how_the_rules_decided(example):
    found = {one.caption: one for one in tables(fill(example, "classification-record", DAY, "1"))}
    rules = {row[1]: row for row in found["Rules that hold, and what they rest on"].rows}
    title, _, rests = rules["high-risk.annex-3"]
    assert title == "High-risk by way of Annex III"
    assert rests == "Rules: annex-3.any, exempt.article-6-3"
    turns = found["Single answers on which the result hangs"].rows
    assert all("Would no longer hold" in row[2] for row in turns)
    assert "Areas in which the system is used" in {row[0] for row in turns}
