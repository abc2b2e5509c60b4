"""What keeps a declaration a draft, what does not, and what the signatory confirms."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from compliance.assessment.declaration import sign_off_on, state_declaration
from compliance.assessment.verdict import Status
from compliance.checklist.conditions import Truth
from compliance.documents.declaration import declare
from compliance.documents.dossier.issue import prepare
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.import_answers import import_answers
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.services.assess.sign_off import sign_off, withdraw_sign_off
from compliance.storage.locate import binder_at
from tests.builders import ROOT

ANSWERS = ROOT / "examples" / "cv-screening" / "answers.yaml"
AT = datetime.datetime(2026, 11, 30, 9, 0, tzinfo=datetime.UTC)
DAY = AT.date()
ZOE = "Zoe Director"
OUTSIDE = ["authorities.data-access", "incident.reporting", "supply-chain.model-agreement"]
"""Duties of the example that are open and for which the declaration does not vouch."""


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example, with the day of issue that its declaration still lacks."""
    case = begin_assessment(
        binder_at(tmp_path_factory.mktemp("case") / "cv"),
        assessment_id="CA-1",
        name="Case",
        pack="eu-ai-act",
        by="Ann",
        at=AT,
    )
    import_answers(case, read_answers(ANSWERS), by="Ann", at=AT)
    answer(case, "declaration.date", "2026-11-30")
    return case


def answer(case, known, value):
    record_answer(case, build_answer(case, known, value), by="Ann", at=AT)


def closed(case, day=DAY):
    """Its findings as if everything that the declaration vouches for were shown."""
    declared, standing = case.catalogue.declared, case.standing(day)
    return replace(
        standing,
        findings=tuple(
            replace(item, status=Status.MET, gaps=(), review_state="approved")
            if item.is_open and declared[item.requirement.id].kind == "attested"
            else item
            for item in standing.findings
        ),
    )


def opened(standing, known, status=Status.NOT_MET):
    """The same findings with one requirement open."""
    return replace(
        standing,
        findings=tuple(
            replace(item, status=status, applies=Truth.YES)
            if item.requirement.id == known
            else item
            for item in standing.findings
        ),
    )


def confirm(case, standing, by=ZOE):
    """Sign with what is open in some findings confirmed."""
    case.standing(DAY)
    case._standing = standing
    found = state_declaration(case, DAY)
    sign_off(case, function="Director", comment="", by=by, at=AT, duties=found.duties_digest)


@pytest.fixture
def signed(example):
    """The example with only duties outside open, confirmed; taken back afterwards."""
    standing = closed(example)
    confirm(example, standing)
    yield example, standing
    withdraw_sign_off(example, "End of the test.", by=ZOE, at=AT)


def test_the_example_is_a_draft_for_what_the_declaration_vouches_for_alone(example):
    found = state_declaration(example, DAY)
    declared = example.catalogue.declared
    assert found.is_draft
    assert len(found.bars) == 13
    assert {declared[item.finding.requirement.id].kind for item in found.bars} == {"attested"}
    assert sorted(item.finding.requirement.id for item in found.duties) == OUTSIDE
    following = {item.finding.requirement.id for item in found.following}
    assert {"ce.affixed", "declaration.drawn-up", "techdoc.declaration-copy"} <= following
    assert {"registration.high-risk", "registration.entry"} <= following


def test_with_only_other_duties_open_it_waits_for_the_signatory_and_then_is_no_draft(example):
    standing = closed(example)
    found = state_declaration(example, DAY, standing)
    assert not found.is_barred
    assert found.to_confirm
    assert found.is_draft
    confirm(example, standing)
    found = state_declaration(example, DAY, standing)
    assert found.confirmed.by == ZOE
    assert not found.is_draft
    assert example.state.sign_offs[-1].data.open_duties == found.open_duties
    withdraw_sign_off(example, "End of the test.", by=ZOE, at=AT)
    assert state_declaration(example, DAY, standing).is_draft


def test_every_single_requirement_vouched_for_makes_it_a_draft_again(signed):
    case, standing = signed
    declared = case.catalogue.declared
    assert not state_declaration(case, DAY, standing).is_draft
    in_force = {item.requirement.id: item.binds(DAY) for item in standing.findings}
    late = []
    for known, stands in declared.items():
        if stands.kind != "attested":
            continue
        for status in (Status.NOT_MET, Status.PARTLY_MET, Status.NOT_ASSESSED):
            found = state_declaration(case, DAY, opened(standing, known, status))
            barred = {item.finding.requirement.id for item in found.bars}
            if stands.from_its_day and in_force[known] is Truth.NO:
                assert not found.is_barred
                late.append(known)
                continue
            assert barred == {known}
            assert found.is_draft, known
    assert {"identity.on-system", "accessibility.requirements"} <= set(late)


def test_nothing_that_follows_or_lies_outside_bars_it(signed):
    case, standing = signed
    for known, stands in case.catalogue.declared.items():
        if stands.kind == "attested":
            continue
        found = state_declaration(case, DAY, opened(standing, known))
        assert not found.is_barred, known
        if stands.kind == "follows":
            assert not found.is_draft, known
        else:
            assert f"{known} not-met" in found.open_duties


def test_a_duty_on_the_system_bars_it_from_its_day_and_section_2_whatever_the_day(signed):
    case, _ = signed
    for day, bars in ((datetime.date(2027, 12, 1), False), (datetime.date(2027, 12, 2), True)):
        standing = closed(case, day)
        for known in ("identity.on-system", "accessibility.requirements"):
            found = state_declaration(case, day, opened(standing, known))
            assert found.is_barred is bars
            assert (f"{known} not-met" in found.open_duties) is not bars
        assert state_declaration(case, day, opened(standing, "risk.system")).is_barred
        assert state_declaration(case, day, opened(standing, "quality.system")).is_barred


def test_another_list_is_not_the_one_that_was_confirmed(signed):
    case, standing = signed
    for known, status in (
        ("literacy.measures", Status.NOT_MET),  # one more
        ("supply-chain.model-agreement", Status.NOT_MET),  # another standing
        ("incident.reporting", Status.MET),  # one fewer
    ):
        found = state_declaration(case, DAY, opened(standing, known, status))
        assert found.to_confirm, known
        assert found.is_draft


def test_what_follows_the_signature_leaves_the_confirmation_as_it_is(signed):
    case, standing = signed
    answer(case, "declaration.drawn-up.number", "DoC-1")
    case._standing = standing
    assert sign_off_on(case, DAY).state == "void"
    assert not state_declaration(case, DAY, standing).is_draft


def test_without_a_fact_or_against_what_must_be_declared_it_is_a_draft(example):
    standing = closed(example)
    for known, value, said in (
        ("declaration.signatory-name", "tbd", "Point 8 (Place, date and signature) lacks: Name"),
        ("declaration.data-protection", "no", "it is not confirmed that data protection law"),
    ):
        before = example.state.answers[known].value
        answer(example, known, value)
        assert state_declaration(example, DAY, standing).lacks
        assert any(said in text for text in declare(example, DAY).blockers), known
        answer(example, known, before)
    assert not state_declaration(example, DAY, standing).lacks


def test_the_dossier_of_a_declaration_that_can_be_signed_declares_and_lists_what_is_open(signed):
    case, standing = signed
    case.standing(DAY)
    case._standing = standing
    html = prepare(case, b"", DAY, "1").html
    assert "not valid as a declaration" not in html
    assert "The AI system named in point 1 conforms with Regulation (EU) 2024/1689" in html
    assert "Duties known to be open at signature" in html
    assert f"Confirmed by {ZOE}" in html
    assert "Article 99(4)(da)" in html
    assert "Signed off by</th>" in html
    assert "Nothing open" not in html


def test_the_dossier_of_a_draft_declares_nothing_and_signs_nothing_off(example):
    sign_off(example, function="Director", comment="", by=ZOE, at=AT)
    paper = prepare(example, b"", DAY, "1")
    html = paper.html
    withdraw_sign_off(example, "End of the test.", by=ZOE, at=AT)
    for declaring in (
        "conforms with Regulation",
        "bears responsibility for issuing",
        "for and on behalf of",
        "complies with Regulation (EU) 2016/679",
        "Assessed by the provider",
        "Signed off",
    ):
        assert declaring not in html, declaring
    assert "Signed as a draft by</th>" in html
    assert "No signatory has confirmed these 3 yet." in html
    assert paper.frame.state == "Draft"
    assert paper.frame.state_note == "Draft, not valid as a declaration"


def test_no_requirement_vouched_for_asks_for_proof_that_only_exists_afterwards(shipped):
    after = {"declaration-of-conformity", "marking-record", "registration-record"}
    for known, stands in shipped.declared.items():
        if stands.kind == "attested":
            wanted = {item.kind for item in shipped.requirements[known].evidence if item.required}
            assert not wanted & after, known


def test_every_requirement_stands_on_one_side_and_section_2_is_vouched_for(shipped):
    declared = shipped.declared
    assert set(declared) == set(shipped.requirements)
    for number in range(8, 16):
        inside = [
            known
            for known, item in shipped.requirements.items()
            if item.provisions[0].split(".")[0] == f"art-{number}"
        ]
        assert inside
        for known in inside:
            assert (declared[known].kind, declared[known].from_its_day) == ("attested", False)
    for known in ("supply-chain.model-agreement", "literacy.measures", "incident.reporting"):
        assert declared[known].kind == "outside"
    assert declared["supply-chain.model-information"].kind == "attested"
    for known in ("content-marking.machine-readable", "ai-disclosure.notice"):
        assert declared[known].from_its_day
