"""Search: what is marked is what was found."""

from __future__ import annotations

import pytest

from compliance.services.assess.open import open_assessment
from compliance.services.assess.record_answer import build_answer, record_answer
from tests.builders import ANN, AT


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Die Straßenmaßnahmen großer Systeme: Aufsicht", "aufsicht", "Aufsicht"),
        ("Die Straße", "STRASSE", "Straße"),
        ("İİİ İstanbul: gözetim", "Gözetim", "gözetim"),
        ("Costs (50 %) [estimate]", "(50 %) [", "(50 %) ["),
        ("简历筛选的人工监督", "人工", "人工"),
    ],
)
def test_the_words_that_were_found_are_marked(workspace, alone, text, words, marked):
    assessment = open_assessment(workspace / "looms")
    record_answer(assessment, build_answer(assessment, "fact.name", text), by=ANN, at=AT)
    page = alone.client.get("/a/looms/search/", query_string={"q": words}).text
    assert f"<mark>{marked}</mark>" in page
