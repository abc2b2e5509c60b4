"""Papers in another language: the same facts, other words, and whose words they are."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.assessment.journal.records import Answer
from compliance.checklist.locale.files import languages_of
from compliance.checklist.locale.needed import drawn
from compliance.checklist.questions import TextQuestion
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import FilledDocument
from compliance.documents.papers.translated import translated
from compliance.documents.render.press import Press
from compliance.errors import ConformityError
from compliance.language.tongue import tongue, tongues
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.import_answers import import_answers
from compliance.services.assess.record_answer import record_answer
from compliance.services.languages import confirm_language, view_languages
from compliance.storage.locate import binder_at
from compliance.storage.opened import OpenAssessment
from tests.builders import ROOT
from tests.tools import verapdf

AT = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
DAY = AT.date()
PAPERS = (
    "declaration",
    "mandate-22",
    "mandate-54",
    "registration-a",
    "registration-b",
    "registration-c",
    "notice-workers",
)
"""What is there in other languages."""
OTHERS = [code for code in tongues() if code != "en"]
CASES = [
    (known, code)
    for at, code in enumerate(OTHERS)
    for known in (PAPERS if code in {"de", "zh"} else [PAPERS[at % len(PAPERS)]])
]
"""Every paper in two languages, and of each other language one: what differs from language to
language is its texts, which the lint looks at, all of them."""
needs_verapdf = pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())


@pytest.fixture(scope="module")
def hiring(tmp_path_factory) -> OpenAssessment:
    folder = tmp_path_factory.mktemp("languages") / "a"
    found = begin_assessment(
        binder_at(folder), assessment_id="CA-1", name="Case", pack="eu-ai-act", by="Ann", at=AT
    )
    answers = read_answers(ROOT / "examples" / "cv-screening" / "answers.yaml")
    import_answers(found, answers, by="Ann", at=AT)
    return found


def filled(assessment: OpenAssessment, known: str, code: str = "") -> FilledDocument:
    return fill(assessment, known, DAY, "0.0.1", translated(assessment, code, known))


def facts_in(value: Any) -> list[tuple[str, str]]:
    """Each question whose answer a filled document prints, with the answer."""
    if isinstance(value, list):
        return [found for item in value for found in facts_in(item)]
    if not isinstance(value, dict):
        return []
    if value.get("fact"):
        said = value.get("text") or " ".join((*value.get("texts", ()), *value.get("items", ())))
        return [(value["fact"], said)]
    return [found for item in value.values() for found in facts_in(item)]


def facts_of(document: FilledDocument) -> list[tuple[str, str]]:
    return facts_in(document.model_dump(mode="json")["sections"])


def typed(assessment: OpenAssessment) -> set[str]:
    """Questions that are answered with a text of one's own."""
    questions = assessment.catalogue.questions.values()
    return {one.id for one in questions if isinstance(one, TextQuestion)}


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("known", PAPERS)
def test_a_language_is_complete_for_every_paper_that_is_there_in_it(hiring, known, code):
    states = {view.code: view.state for view in view_languages(hiring)[known]}
    assert states[code] in {"working", "confirmed"}


def test_the_words_of_papers_are_there_in_every_language_of_the_edition(hiring):
    assert set(languages_of(hiring.catalogue)) == set(OTHERS)


@pytest.mark.parametrize(("known", "code"), CASES)
def test_a_paper_of_another_language_says_nothing_in_english(hiring, known, code):
    english = {
        text
        for texts in translated(hiring, code, known).translation.needed.values()
        for text in texts.values()
        if len(text) > 14 and "{" not in text
    }
    same = {
        text
        for entries in translated(hiring, code, known).translation.given.values()
        for _, text in entries.values()
    }
    html = compose(filled(hiring, known, code)).html
    answers = "\n".join(said for _, said in facts_of(filled(hiring, known)))
    found = [text for text in english - same if text in html and text not in answers]
    assert found == []


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> OpenAssessment:
    """Hardly anything is answered: every paper is a draft that names what is open."""
    found = begin_assessment(
        binder_at(tmp_path_factory.mktemp("started") / "a"),
        assessment_id="CA-2", name="Case", pack="eu-ai-act", by="Ann", at=AT,
    )  # fmt: skip
    for fact, value in (("registration.use", "no"), ("use.workers-informed", "no")):
        record_answer(found, Answer(question=fact, value=value), by="Ann", at=AT)
    return found


@pytest.mark.parametrize(("known", "code"), CASES)
def test_what_is_open_is_said_in_the_language(started, known, code):
    titles = {item.title for item in started.catalogue.requirements.values()}
    english = titles | {one.label for one in started.catalogue.questions.values() if one.label}
    document = filled(started, known, code)
    assert document.state == tongue(code).say("state.draft")
    html = compose(document).html
    assert [text for text in english if len(text) > 14 and text in html] == []


@pytest.mark.parametrize(("known", "code"), CASES)
def test_papers_of_two_languages_print_the_same_facts_in_the_same_places(hiring, known, code):
    one, other = filled(hiring, known), filled(hiring, known, code)
    assert [fact for fact, _ in facts_of(one)] == [fact for fact, _ in facts_of(other)]
    places = [
        [(point.place, point.number) for section in found.sections for point in section.points]
        for found in (one, other)
    ]
    assert places[0] == places[1]
    assert len(one.open) == len(other.open) or known == "declaration"
    assert bool(one.state) == bool(other.state)
    signed = [[(place.party, place.name) for place in found.signatures] for found in (one, other)]
    assert signed[0] == signed[1]
    own = typed(hiring)
    said = [[pair for pair in facts_of(found) if pair[0] in own] for found in (one, other)]
    assert said[0] == said[1]


SIGNS = st.characters(codec="utf-8", categories=("L", "N"), max_codepoint=0x24F)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_fact_changes_both_languages_say_it(hiring, data):
    known = data.draw(st.sampled_from(("declaration", "mandate-22", "registration-a")))
    catalogue = hiring.catalogue
    asked = drawn(catalogue, catalogue.documents[known]).values & typed(hiring)
    fact = data.draw(st.sampled_from(sorted(asked & set(hiring.state.answers))))
    value = "Value " + data.draw(st.text(SIGNS, min_size=8, max_size=20))
    record_answer(hiring, Answer(question=fact, value=value), by="Ann", at=AT)
    one, other = filled(hiring, known), filled(hiring, known, "de")
    own = typed(hiring)
    said = [[pair for pair in facts_of(found) if pair[0] in own] for found in (one, other)]
    assert said[0] == said[1]
    shown = [any(text == value for named, text in found if named == fact) for found in said]
    assert shown[0] == shown[1]


def test_days_numbers_and_countries_are_written_as_the_language_does():
    german, chinese = tongue("de"), tongue("zh")
    assert german.day(DAY) == "24. November 2026"
    assert chinese.day(DAY) == "2026年11月24日"
    assert german.number(0.25) == "0,25"
    assert german.number(2500000) == "2500000"
    assert german.country("nl", "Netherlands") == "Niederlande"


def test_a_paper_is_a_working_translation_until_a_person_confirms_it(hiring):
    before = filled(hiring, "mandate-22", "de")
    assert before.translation.by == ""
    assert tongue("de").say("language.working") in compose(before).html
    confirm_language(hiring, "de", "mandate-22", by="Eva Muster, Legal", at=AT)
    after = filled(hiring, "mandate-22", "de")
    assert (after.translation.by, after.translation.on) == (
        "Eva Muster, Legal",
        "24. November 2026",
    )
    assert tongue("de").say("language.working") not in compose(after).html
    assert filled(hiring, "mandate-22", "zh").translation.by == ""
    assert filled(hiring, "declaration", "de").translation.by == ""


def fields_of(document: FilledDocument) -> list[str]:
    """The places to sign on its pages."""
    with pikepdf.open(io.BytesIO(Press().print(compose(document)))) as pdf:
        form = pdf.Root.get("/AcroForm")
        return [] if form is None else [str(field.T) for field in form.Fields]


def test_a_wording_that_nobody_confirmed_has_no_place_to_sign_and_says_which_text_counts(hiring):
    english, working = filled(hiring, "mandate-22"), filled(hiring, "mandate-22", "it")
    assert (english.state, working.state) == ("", "")  # both final, and only one to be signed
    assert fields_of(english) == ["Sig1", "Sig2"]
    assert fields_of(working) == []
    said = compose(working).html
    assert said.count(tongue("it").say("sign.working")) == 2
    assert tongue("it").say("sign.draft") not in said
    confirm_language(hiring, "it", "mandate-22", by="Eva Muster, Legal", at=AT)
    confirmed = filled(hiring, "mandate-22", "it")
    assert fields_of(confirmed) == ["Sig1", "Sig2"]
    assert tongue("it").say("sign.working") not in compose(confirmed).html


def test_with_other_texts_it_is_a_working_translation_again(hiring):
    confirm_language(hiring, "de", "registration-a", by="Eva Muster, Legal", at=AT)
    known = hiring.state.languages["de", "registration-a"]
    hiring.state.languages["de", "registration-a"] = type(known)("0" * 64, known.by, known.at)
    hiring.take(())
    views = {view.code: view for view in view_languages(hiring)["registration-a"]}
    assert (views["de"].state, views["de"].to_confirm) == ("changed", True)
    assert filled(hiring, "registration-a", "de").translation.by == ""


@pytest.mark.parametrize(
    ("code", "known", "error"),
    [
        ("tlh", "declaration", "language.unknown"),
        ("../x", "declaration", "language.unknown"),
        ("de", "monitoring-plan", "language.incomplete"),
    ],
)
def test_a_language_that_is_not_complete_is_refused_with_what_is_missing(
    hiring, code, known, error
):
    with pytest.raises(ConformityError) as caught:
        translated(hiring, code, known)
    (problem,) = caught.value.problems
    assert problem.code == error
    assert "monitoring-plan:title" in problem.message or error == "language.unknown"


def test_english_is_what_everything_is_written_in(hiring):
    assert translated(hiring, "en", "declaration") is None
    assert filled(hiring, "declaration").translation is None
    with pytest.raises(ConformityError):
        confirm_language(hiring, "en", "declaration", by="Eva Muster", at=AT)


@pytest.mark.parametrize("code", OTHERS)
def test_no_two_provisions_are_cited_alike_in_a_language(hiring, code):
    edition = translated(hiring, code, "declaration").translation.edition()
    printed = [edition.outline.printed(known) for known in edition.outline.ids()]
    assert len(printed) == len(set(printed))


@needs_verapdf
@pytest.mark.parametrize("code", ["de", "zh"])
def test_the_file_names_its_language_and_passes_pdf_a_and_pdf_ua(hiring, code):
    document = filled(hiring, "mandate-22", code)
    content = Press().print(compose(document))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == code
        assert str(pdf.docinfo.Title).startswith(document.title)
    for verdict in verapdf.validate(content):
        assert verdict.passed, verdict
