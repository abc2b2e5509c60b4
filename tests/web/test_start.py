"""The page on which an assessment begins."""

from __future__ import annotations

import re
import shutil

import pytest

from compliance.assessment.journal.fold import fold
from compliance.checklist import loader
from compliance.checklist.lint.edition import review
from compliance.checklist.loader import load_catalogue
from compliance.data.shipped import shipped_folder
from compliance.services.assess.seed_models import list_models
from compliance.services.share.organisation import has_organisation, systems_in
from compliance.storage.locate import workspace_at
from tests.builders import MINI, load_mini, reopen, write_pack
from tests.services.helpers import records_of
from tests.web.helpers_sign import open_room, plain

PAGE = "/new"
ACTIVITIES, SEAT = "start-operator.activities", "start-operator.established-in"
SUPPLIED, STATES = "start-market.supplied-in-union", "start-market.member-states"
ORIGIN = "start-system.base-model"
UNKNOWN = "-unknown-"


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def room(tmp_path, catalogue, monkeypatch):
    monkeypatch.setattr(loader, "shipped_folder", shipped_folder)
    (tmp_path / "w").mkdir()
    room = open_room(tmp_path / "w", catalogue)
    room.app.extensions["conformity-desk"].editions._known["eu-ai-act", ""] = catalogue
    return room


def begin(room, **fields):
    return room.post(PAGE, {"title": "CV sorting 3", **fields})


def state(room, name="cv-sorting-3"):
    return fold(records_of(room.workspace / name))


def answers(room):
    return {
        known: given.value if given.state == "given" else given.state
        for known, given in state(room).answers.items()
    }


def test_the_page_asks_what_the_pack_lists_in_its_order(room, catalogue):
    page = room.page(PAGE)
    named = re.findall(r'name="start-([a-z.-]+)"', page)
    assert list(dict.fromkeys(named)) == list(catalogue.edition.start)
    assert page.count("I do not know yet</") == len(catalogue.edition.start)


def test_the_page_shows_claims_about_models_with_source_and_day(room):
    text = room.text(PAGE)
    assert "Qwen3.5-397B-A17B" in text
    assert "github.com/QwenLM/Qwen3.5, revision 7e103ae" in text
    assert "Read 2 March 2026, " in text
    assert "months ago" in text
    assert "Only 'trillions' of multimodal tokens are stated" in text


def test_a_name_is_enough(room):
    answer = begin(room)
    assert (answer.status_code, answer.location) == (303, "/a/cv-sorting-3/")
    assert answers(room) == {}


def test_what_is_said_becomes_ordinary_answers_of_the_person(room):
    begin(
        room,
        **{
            ACTIVITIES: ["develops", "supplies-own-name"],
            SEAT: "cn",
            SUPPLIED: "yes",
            STATES: ["de", "nl"],
            ORIGIN: "third-party-open-weight",
        },
    )
    assert answers(room) == {
        "operator.activities": ["develops", "supplies-own-name"],
        "operator.established-in": "cn",
        "market.supplied-in-union": "yes",
        "market.member-states": ["de", "nl"],
        "system.base-model": "third-party-open-weight",
    }
    assert {given.by for given in state(room).answers.values()} == {room.who}


def test_not_known_yet_is_recorded_and_what_is_left_alone_is_not(room):
    begin(room, **{SEAT: UNKNOWN, ACTIVITIES: [UNKNOWN]})
    assert answers(room) == {"operator.activities": "unknown", "operator.established-in": "unknown"}


def test_the_models_stand_under_their_makers(room):
    page = room.page(PAGE)
    assert page.index("<h3>Alibaba Cloud (Qwen)</h3>") < page.index("<h3>DeepSeek</h3>")
    assert page.count('name="model"') == 1 + len(list_models("eu-ai-act"))


def test_a_claim_about_a_model_is_no_answer_and_the_person_has_the_last_word(room):
    said = {ORIGIN: "third-party-hosted", ACTIVITIES: ["develops", "supplies-own-name"]}
    begin(room, model="qwen3.5-397b-a17b", **said)
    found = state(room)
    assert answers(room) == {
        "operator.activities": ["develops", "supplies-own-name"],
        "system.base-model": "third-party-hosted",
    }
    assert found.unconfirmed["system.model-name"].value == "Qwen3.5-397B-A17B"
    assert found.unconfirmed["system.model-name"].source.revision == "7e103ae"
    assert "system.base-model" not in found.unconfirmed
    assert "5 answers are to be confirmed" in room.text("/a/cv-sorting-3/")


def test_not_known_yet_does_not_replace_a_claim(room):
    begin(room, model="qwen3.5-397b-a17b", **{ORIGIN: UNKNOWN})
    assert answers(room) == {}
    assert state(room).unconfirmed["system.base-model"].value == "third-party-open-weight"


def test_errors_name_everything_at_once_and_keep_what_was_typed(room):
    answer = begin(
        room,
        title=" ",
        model="qwen3.5-397b-a17b",
        **{
            ACTIVITIES: ["develops", UNKNOWN],
            SEAT: "fr",
            SUPPLIED: "no",
            STATES: ["de"],
            ORIGIN: "magic",
        },
    )
    assert answer.status_code == 200
    for code in (
        "assessment.name",
        "answer.none-and-more",
        "answer.not-an-option",
        "answer.not-asked",
    ):
        assert f"[{code}]" in answer.text, code
    for kept in (
        'value="develops" checked',
        'value="-unknown-" checked',
        'value="fr" selected',
        'value="no" checked',
        'value="de" checked',
        'value="qwen3.5-397b-a17b" checked',
    ):
        assert kept in answer.text, kept
    assert list(room.workspace.iterdir()) == []
    for target in re.findall(r'<li><a href="#([^"]+)"', answer.text):
        assert f'id="{target}"' in answer.text


def test_a_title_that_cannot_be_used_leaves_nothing_behind(room):
    answer = begin(room, title="a\x07b", **{SEAT: "cn"})
    assert "[answer.control-character]" in answer.text
    assert re.search(r'value="cn" selected', answer.text)
    assert list(room.workspace.iterdir()) == []


def test_a_second_assessment_of_a_name_gets_a_folder_of_its_own(room):
    begin(room)
    assert begin(room).location == "/a/cv-sorting-3-2/"


@pytest.mark.parametrize(
    ("title", "folder"), [("Organisation", "organisation-2"), ("CON", "con-2")]
)
def test_no_name_takes_the_place_of_the_organisation_or_of_a_device(room, title, folder):
    assert room.post(PAGE, {"title": title}).status_code == 303
    assert [item.name for item in systems_in(workspace_at(room.workspace))] == [folder]
    assert room.post("/organisation", {"title": "Mill"}).status_code == 303
    assert has_organisation(reopen(room.workspace / folder, room.catalogue))


def test_hostile_names_stay_text_and_stay_in_the_workspace(room):
    answer = begin(room, title="../../etc/<script>alert(1)</script>")
    assert answer.location == "/a/etc-script-alert-1-script/"
    assert "<script>alert" not in room.page(answer.location)


def test_only_officers_begin_and_only_where_there_is_room(room, tmp_path, catalogue):
    room.as_person("Eve", "engineer", "reviewer", "signatory", "reader")
    room.page(PAGE, 403)
    assert begin(room).status_code == 403
    (tmp_path / "w" / "one").mkdir()
    alone = open_room(tmp_path / "w", catalogue, only="one")
    alone.page(PAGE, 404)
    assert begin(alone).status_code == 404


def test_an_unknown_model_is_refused(room):
    answer = begin(room, model="../qwen")
    assert "[checklist.unknown-id]" in answer.text
    assert list(room.workspace.iterdir()) == []


@pytest.fixture
def two_packs(tmp_path, monkeypatch):
    """A server with two packs, none of which is the usual one."""
    packs = write_pack(tmp_path / "packs")
    text = MINI["pack.yaml"].replace("pack: mini", "pack: other")
    shutil.copytree(packs / "mini", packs / "other")
    (packs / "other" / "pack.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(loader, "shipped_folder", lambda _name: packs)
    (tmp_path / "w2").mkdir()
    return open_room(tmp_path / "w2", load_mini(tmp_path / "packs2"))


def test_any_installed_pack_can_be_begun(two_packs):
    page = two_packs.page(f"{PAGE}?pack=other")
    assert 'href="/new?pack=mini"' in page
    assert 'name="pack" value="other"' in page
    begin(two_packs, pack="other", title="One")
    begin(two_packs, title="Two")
    assert state(two_packs, "one").begin.pack == "other"
    assert state(two_packs, "two").begin.pack == "mini"
    two_packs.page(f"{PAGE}?pack=eu-ai-act", 404)
    assert begin(two_packs, pack="../mini").status_code == 404


def test_errors_keep_the_pack_that_was_chosen(two_packs):
    answer = begin(two_packs, pack="other", title=" ")
    assert 'name="pack" value="other"' in answer.text


def test_an_organisation_follows_the_pack_chosen_or_that_of_its_source(two_packs):
    page = two_packs.page("/organisation")
    assert 'value="mini" checked' in page
    assert 'value="other"' in page
    begin(two_packs, pack="other", title="One")
    two_packs.post("/organisation", {"title": "Firm", "from": "one", "pack": "mini"})
    assert state(two_packs, "organisation").begin.pack == "other"


def test_with_one_pack_there_is_nothing_to_choose(room):
    assert 'aria-label="Checklists"' not in room.page(PAGE)
    assert 'type="radio" name="pack"' not in room.page("/organisation")


def test_the_page_says_the_same_without_script(room):
    page = room.page(PAGE)
    assert "onclick" not in page
    assert "style=" not in page
    assert "I do not know yet" in plain(page)


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ("fact.nowhere", "checklist.unknown-fact"),
        ("risk.list", "checklist.unknown-fact"),
        ("fact.rows", "checklist.impossible-test"),
    ],
)
def test_the_review_of_checklists_finds_a_start_that_cannot_be_asked(tmp_path, known, code):
    pack = MINI["pack.yaml"].replace(
        "law_state: 2030-01-01}", f"law_state: 2030-01-01, start: [fact.name, {known}]}}"
    )
    table = """
section: {id: rows, title: "Rows", order: 30}
facts:
  - id: fact.rows
    type: group
    label: "rows"
    entry: row
    ask: "Which rows?"
    fields: [{id: name, type: text, ask: "Name"}]
"""
    catalogue = load_mini(tmp_path, {"pack.yaml": pack, "facts/rows.yaml": table})
    found = [problem for problem in review(catalogue) if problem.place.endswith("pack.yaml")]
    assert [problem.code for problem in found] == [code]
    assert known in found[0].message
