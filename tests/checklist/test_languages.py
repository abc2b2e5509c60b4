"""Languages of an edition: what the lint finds in them, and how translations are taken in."""

from __future__ import annotations

import json
import shutil

import pytest

from compliance.checklist.lint.languages import review_furniture, review_languages, torn
from compliance.checklist.lint.markets import review_markets
from compliance.checklist.loader import load_catalogue
from compliance.checklist.locale.files import languages_folder, mark, read_language
from compliance.checklist.locale.needed import own_texts
from compliance.checklist.locale.parts import speaks
from compliance.errors import ProblemsError
from compliance.services.editions.translations import still_fit, take_translations, texts_in


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue("eu-ai-act")


@pytest.fixture
def root(catalogue, tmp_path):
    """A folder of packs with the languages of the edition, to write in."""
    shutil.copytree(languages_folder(catalogue), languages_folder(catalogue, tmp_path))
    return tmp_path


def change(catalogue, root, known, entry, file="declaration"):
    path = languages_folder(catalogue, root) / "de" / f"{file}.json"
    value = json.loads(path.read_text("utf-8"))
    if entry is None:
        del value["texts"][known]
    else:
        value["texts"][known] = value["texts"].get(known, {}) | entry
    path.write_text(json.dumps(value), "utf-8")


def messages(catalogue, root):
    return [problem.message for problem in review_languages(catalogue, root)]


def taken(tmp_path, value):
    path = tmp_path / "taken.json"
    path.write_text(json.dumps(value), "utf-8")
    return path


def test_nothing_is_wrong_with_the_languages_that_are_shipped(catalogue):
    assert review_languages(catalogue) == []
    assert review_furniture() == []


@pytest.mark.parametrize(
    ("known", "entry", "said"),
    [
        ("title", None, "title is not translated."),
        ("title", {"of": "00000000"}, "title: the English text is another one now."),
        ("titel", {"of": "00000000", "text": "x"}, "titel is no text that is printed."),
        ("title", {"text": " "}, "title: it is empty."),
        ("title", {"text": "Erklärung "}, "title: it begins or ends with a space."),
        (
            "point.annex-5.2.statement",
            {"text": "Anbieter: {operator.name}."},
            "point.annex-5.2.statement: it has not the same slots as the English text "
            "(operator.address).",
        ),
    ],
)
def test_what_is_missing_stale_foreign_or_torn_is_found(catalogue, root, known, entry, said):
    change(catalogue, root, known, entry)
    assert messages(catalogue, root) == [said]


def test_a_text_that_documents_share_is_looked_at_as_well(catalogue, root):
    change(catalogue, root, "fact.operator.name.label", None, "shared")
    assert messages(catalogue, root) == ["fact.operator.name.label is not translated."]


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("declaration.json", "{", "language.file"),
        ("shared.json", '{"texts": {"a": 1}}', "language.file"),
        ("citations.json", '{"kinds": []}', "language.file"),
        ("glossary.json", '{"language": "de", "terms": [{"en": "a"}]}', "language.file"),
        ("declarations.json", "{}", "language.text"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(catalogue, root, file, text, code):
    (languages_folder(catalogue, root) / "de" / file).write_text(text, "utf-8")
    (problem,) = review_languages(catalogue, root)
    assert problem.code == code
    assert file in problem.place


def test_a_form_for_every_provision_is_needed(catalogue, root):
    path = languages_folder(catalogue, root) / "de" / "citations.json"
    value = json.loads(path.read_text("utf-8"))
    value["kinds"] = [kind for kind in value["kinds"] if "annex" not in kind["written"]]
    for part in value["parts"]:
        part["after"] = [name for name in part.get("after", []) if name != "annex"]
    path.write_text(json.dumps(value), "utf-8")
    (problem,) = review_languages(catalogue, root)
    assert "annex-1" in problem.message


@pytest.mark.parametrize(
    ("english", "text", "right"),
    [
        ("{a} and {b}", "{b} und {a}", True),
        ("One.\nTwo {a}.", "Eins.\nZwei {a}.", True),
        ("One.\nTwo {a}.", "Eins {a}.\nZwei.", False),
        ("One.\nTwo.", "Eins. Zwei.", False),
        ("{a}", "{a", False),
        ("Plain", "Mit { Klammer", False),
        ("; ", ";", True),
    ],
)
def test_a_translation_has_the_slots_and_paragraphs_of_its_text(english, text, right):
    assert (list(torn(english, text)) == []) is right


def test_a_text_of_slots_alone_is_not_translated(catalogue):
    assert not speaks("{operator.name}\n{operator.address}")
    texts = own_texts(catalogue.documents["registration-a"])
    assert "point.annex-8.A.1.statement" not in texts
    assert "point.annex-8.A.1.title" in texts


def test_translations_are_taken_in_beside_those_that_are_there(catalogue, root, tmp_path):
    path = taken(tmp_path, {"declaration": {"title": "Erklärung"}})
    number, written = take_translations(catalogue, "de", path, root)
    assert (number, [one.name for one in written]) == (1, ["declaration.json"])
    entries = read_language(catalogue, "de", root).files["declaration"]
    assert entries["title"] == (mark("EU declaration of conformity"), "Erklärung")
    assert len(entries) == len(own_texts(catalogue.documents["declaration"]))
    assert messages(catalogue, root) == []


@pytest.mark.parametrize(
    "value",
    [
        {"declaration": {"titel": "x"}},
        {"declarations": {"title": "x"}},
        {"declaration": {"title": "{operator.name}"}},
        {"declaration": {"point.annex-5.2.statement": "Anbieter"}},
    ],
)
def test_translations_that_do_not_fit_change_nothing(catalogue, root, tmp_path, value):
    place = languages_folder(catalogue, root) / "de" / "declaration.json"
    before = place.read_bytes()
    with pytest.raises(ProblemsError) as caught:
        take_translations(catalogue, "de", taken(tmp_path, value), root)
    assert {problem.code for problem in caught.value.problems} == {"language.text"}
    assert place.read_bytes() == before


def test_a_translation_can_be_kept_although_its_text_was_reworded(catalogue, root):
    change(catalogue, root, "title", {"of": "00000000"})
    open_ = [one for one in texts_in(catalogue, "de", ["declaration"], root) if not one.current]
    assert [(one.known, one.text) for one in open_] == [("title", "EU-Konformitätserklärung")]
    still_fit(catalogue, "de", ["declaration:title"], root)
    assert messages(catalogue, root) == []


def test_a_new_language_begins_with_every_text_of_a_paper(catalogue, root):
    found = texts_in(catalogue, "nb", ["notice-workers"], root)
    assert {one.file for one in found} == {"notice-workers", "shared", "papers"}
    assert not any(one.current for one in found)


def test_every_state_that_can_be_chosen_has_languages_and_where_they_come_from(catalogue):
    assert list(review_markets(catalogue)) == []
    markets = catalogue.markets
    states = {word.id for word in catalogue.words("countries") if {"eu", "eea"} & {*word.groups}}
    assert {market.country for market in markets.markets} == states
    assert len(states) == 30
    assert len(markets.union) == len({*markets.union}) == 24
    members = {word.id for word in catalogue.words("countries") if "eu" in word.groups}
    official = {
        code for market in markets.markets if market.country in members for code in market.languages
    }
    assert official == {*markets.union}
    assert not any(market.authorities for market in markets.markets)
