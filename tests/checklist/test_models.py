"""Public claims about models: every file fits the questions, and unknown stays a gap."""

from __future__ import annotations

import datetime
import functools
import re
from typing import TYPE_CHECKING

import pytest

from compliance.assessment.facts import AnswerFacts
from compliance.checklist.conditions import Missing
from compliance.checklist.loader import load_catalogue
from compliance.errors import ConformityError
from compliance.services.assess import begin as begin_module
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.open import open_assessment
from compliance.services.assess.seed_models import list_models, read_model, seed_model
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
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_the_file_follows_its_model(name: str):
    model = read_model(PACK, name)
    assert model.model == name
    facts = [item.fact for item in (*model.claims, *model.unknown)]
    assert len(set(facts)) == len(facts), "claimed twice, or claimed and unknown"
    for claim in model.claims:
        assert claim.source.strip()
        assert datetime.date(2023, 1, 1) <= claim.stated <= datetime.date(2026, 11, 24)
    for item in model.unknown:
        assert item.note.strip()


@pytest.mark.parametrize("name", NAMES)
def test_each_claim_fits_its_question_and_names_its_source(tmp_path: Path, name: str):
    model = read_model(PACK, name)
    assessment, counts = seeded(tmp_path / "a", name)
    assert counts == (len(model.claims), len(model.unknown))
    answers = assessment.state.answers
    assert set(answers) == {item.fact for item in (*model.claims, *model.unknown)}
    for claim in model.claims:
        assert answers[claim.fact].state == "given"
        assert claim.source in answers[claim.fact].explanation
        assert "To be confirmed" in answers[claim.fact].explanation


@pytest.mark.parametrize("name", NAMES)
def test_what_is_unknown_stays_an_open_gap(tmp_path: Path, name: str):
    """Unknown is never taken for a no, and the class stays open with it."""
    model = read_model(PACK, name)
    assert model.unknown
    assessment, _ = seeded(tmp_path / "a", name)
    facts = AnswerFacts(assessment.catalogue, assessment.state.answers)
    for item in model.unknown:
        assert assessment.state.answers[item.fact].state == "unknown"
        assert assessment.state.answers[item.fact].value is None
        assert facts.value(item.fact) in {Missing.UNANSWERED, Missing.IRRELEVANT}
    assert facts.holds("gpai.open-source-exception").value in {"unknown", "no"}
    assert facts.holds("high-risk").value == "unknown"


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
    assert f"Recorded {len(model.claims)} public claims" in " ".join(done.stdout.split())
    state = open_assessment(tmp_path / "a").state
    assert state.answers["gpai.tokens"].state == "unknown"
    assert state.answers["gpai.parameters"].value == 38
