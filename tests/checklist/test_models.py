"""Public claims about models: every file fits the questions, and none is an answer."""

from __future__ import annotations

import datetime
import functools
import re
from typing import TYPE_CHECKING

import pytest

from compliance.checklist.conditions import Missing
from compliance.checklist.loader import load_catalogue
from compliance.errors import ConformityError
from compliance.services.assess import begin as begin_module
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.open import open_assessment
from compliance.services.assess.seed_models import by_maker, list_models, read_model, seed_model
from compliance.storage.locate import binder_at
from tests.builders import ANN, AT, ROOT, conformity

if TYPE_CHECKING:
    from pathlib import Path

PACK = "eu-ai-act"
NAMES = list(list_models(PACK))
LIST_FILE = ROOT / "docs" / "reference" / "public-claims.md"


@pytest.fixture(autouse=True, scope="module")
def loaded_once():
    """The shipped checklists take most of the time of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(begin_module, "load_catalogue", functools.cache(load_catalogue))
        yield


def seeded(folder: Path, name: str):
    assessment = begin_assessment(
        binder_at(folder), assessment_id="CA-1", name="Test", pack=PACK, by=ANN, at=AT
    )
    counts = seed_model(assessment, read_model(PACK, name), by=ANN, at=AT)
    return assessment, counts


def test_there_are_models_to_begin_with():
    assert len(NAMES) >= 28


@pytest.mark.parametrize("name", NAMES)
def test_the_file_follows_its_model(name: str):
    model = read_model(PACK, name)
    assert model.model == name
    facts = [item.fact for item in (*model.claims, *model.unknown)]
    assert len(set(facts)) == len(facts), "claimed twice, or claimed and unknown"
    assert {claim.source for claim in model.claims} == {source.id for source in model.sources}
    for source in model.sources:
        assert source.title.strip()
        assert datetime.date(2023, 1, 1) <= source.read <= model.as_of
    for item in model.unknown:
        assert item.note.strip()


@pytest.mark.parametrize("name", NAMES)
def test_each_claim_fits_its_question_and_names_its_source(tmp_path: Path, name: str):
    model = read_model(PACK, name)
    assessment, counts = seeded(tmp_path / "a", name)
    assert counts == (len(model.claims), len(model.unknown))
    waiting = assessment.state.unconfirmed
    assert set(waiting) == {claim.fact for claim in model.claims}
    for claim in model.claims:
        given = assessment.proposed(claim.fact)
        assert given is not None, "the question accepts it as it is"
        assert given.source == model.source_of(claim)
        assert given.by == given.source.title
        assert given.source.read is not None
        assert given.source.sure


@pytest.mark.parametrize("name", NAMES)
def test_a_claim_answers_nothing_and_what_is_unknown_is_a_remark(tmp_path: Path, name: str):
    """Neither is an answer: the questions stay open, and the class stays open with them."""
    model = read_model(PACK, name)
    assert model.unknown
    assessment, _ = seeded(tmp_path / "a", name)
    assert assessment.state.answers == {}
    facts = assessment.facts
    for item in (*model.claims, *model.unknown):
        assert facts.value(item.fact) in {Missing.UNANSWERED, Missing.IRRELEVANT}
    notes = {note.question: note for note in assessment.state.notes}
    assert set(notes) == {item.fact for item in model.unknown}
    for item in model.unknown:
        assert item.note in notes[item.fact].text
        assert notes[item.fact].source is not None
    assert facts.holds("gpai.open-source-exception").value in {"unknown", "no"}
    assert facts.holds("high-risk").value == "unknown"


@pytest.mark.parametrize("name", ["minimax-h3", "hunyuan-a13b"])
def test_a_licence_that_leaves_the_union_out_is_claimed_as_that(name: str):
    claims = {claim.fact: claim.value for claim in read_model(PACK, name).claims}
    assert claims["system.model-excludes-union"] == "yes"
    assert "excluded-persons" in claims["gpai.licence-limits"]


def test_a_licence_without_commercial_use_is_claimed_as_that():
    claims = {claim.fact: claim for claim in read_model(PACK, "minimax-m2.7").claims}
    assert "non-commercial" in claims["gpai.licence-limits"].value
    assert "permission" in claims["system.model-licence"].note


@pytest.mark.parametrize("name", NAMES)
def test_a_claimed_compute_agrees_with_parameters_and_tokens(name: str):
    claims = {claim.fact: claim for claim in read_model(PACK, name).claims}
    numbers = {"gpai.parameters", "gpai.tokens", "gpai.compute"}
    if not numbers <= set(claims):
        assert claims.get("gpai.compute-basis") is None or (
            claims["gpai.compute-basis"].value != "estimated"
        )
        return
    estimate = 0.006 * claims["gpai.parameters"].value * claims["gpai.tokens"].value
    assert claims["gpai.compute"].value == pytest.approx(estimate, rel=0.01)


def test_an_unknown_name_is_answered_with_the_names_there_are():
    with pytest.raises(ConformityError) as raised:
        read_model(PACK, "no-such-model")
    assert raised.value.code == "checklist.unknown-id"
    for name in NAMES:
        assert name in str(raised.value)
    for maker in by_maker(PACK):
        assert f"{maker.name}: " in str(raised.value)


def test_a_slip_of_the_pen_gets_the_nearest_name():
    with pytest.raises(ConformityError, match=r"Nearest: deepseek-v3\.1"):
        read_model(PACK, "deepsek-v3.1")


def test_every_model_stands_under_one_maker():
    listed = [key for maker in by_maker(PACK) for key, _ in maker.models]
    assert sorted(listed) == sorted(NAMES)
    done = conformity("new", "a", "--model", home=ROOT)
    assert done.returncode == 0
    assert re.findall(r"^  (\S+) ", done.stdout, re.MULTILINE) == listed


def test_a_name_may_be_shortened_where_it_fits_one_model_only():
    assert read_model("eu-ai-act", "qwen3-235b").model == "qwen3-235b-a22b"
    for several in ("mimo", "qwen3.", "m", ""):
        with pytest.raises(ConformityError):
            read_model("eu-ai-act", several)


def test_the_list_of_models_names_every_file_and_no_other():
    text = LIST_FILE.read_text("utf-8")
    assert re.findall(r"^\| `([^`]+)`", text, re.MULTILINE) == NAMES


def test_the_command_records_claims_and_leaves_unknowns_open(tmp_path: Path):
    name = "step3"
    done = conformity("new", "a", "--model", name, home=tmp_path)
    assert done.returncode == 0, done.stderr
    model = read_model(PACK, name)
    assert f"{len(model.claims)} public claims" in " ".join(done.stdout.split())
    state = open_assessment(tmp_path / "a").state
    assert state.answers == {}
    assert "gpai.tokens" not in state.unconfirmed
    assert state.unconfirmed["gpai.parameters"].value == 38
