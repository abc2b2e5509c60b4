"""Signing an assessment off: who may, what it is bound to, and what makes it void."""

from __future__ import annotations

import pytest

from compliance.assessment.journal.records import SignOff
from compliance.assessment.sign_off import sign_off_standing
from compliance.errors import ConformityError
from compliance.services.assess.attach_evidence import withdraw_evidence
from compliance.services.assess.follow_up import add_note, assign_owner, review_requirement
from compliance.services.assess.sign_off import changes_since, sign_off, withdraw_sign_off
from compliance.services.verify.result import Verification
from compliance.services.verify.sign_off import verify_sign_offs
from tests.builders import ANN, AT, BEN, TODAY, entry, load_mini, reopen
from tests.services.helpers import HOUR, attach, record, records_of, sample

CLEO = "Cleo Signatory"


@pytest.fixture
def catalogue(tmp_path):
    return load_mini(tmp_path / "packs")


@pytest.fixture
def assessment(tmp_path, catalogue):
    return sample(tmp_path / "a", catalogue)


def sign(assessment, by=CLEO, **more):
    sign_off(assessment, function="Director", comment="Seen.", by=by, at=AT + HOUR, **more)


def state_of(assessment):
    return sign_off_standing(assessment).state


def test_an_assessment_is_unsigned_until_somebody_signs_it(assessment):
    assert state_of(assessment) == "unsigned"
    head = assessment.head
    sign(assessment)
    standing = sign_off_standing(assessment)
    assert standing.holds
    assert (standing.given.by, standing.given.data.function) == (CLEO, "Director")
    assert standing.given.data.seen == head


def test_a_sign_off_that_confirms_nothing_is_written_as_ever(assessment):
    sign(assessment)
    *_, line = (assessment.store.folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    assert b"open_duties" not in line
    assert records_of(assessment.store.folder)[-1].line() == line


def test_who_answered_what_another_has_to_review_cannot_sign(assessment):
    before = assessment.head
    with pytest.raises(ConformityError) as refused:
        sign(assessment, by=ANN)
    assert refused.value.code == "review.by-author"
    assert "risk.list" in str(refused.value)
    assert assessment.head == before


def test_who_only_answered_facts_or_unreviewed_requirements_may_sign(assessment):
    record(assessment, "fact.name", "Saw", by=CLEO)
    record(assessment, "tell", "yes", by=CLEO)  # review: {required: false}
    sign(assessment)
    assert state_of(assessment) == "signed"


def test_the_answer_to_a_requirement_out_of_scope_stands_in_nobodys_way(assessment):
    record(assessment, "fact.listed", "no", by=BEN)
    sign(assessment, by=ANN)
    assert state_of(assessment) == "signed"


def test_signing_needs_a_function_and_an_answer(tmp_path, catalogue, assessment):
    with pytest.raises(ConformityError) as refused:
        sign_off(assessment, function=" ", comment="", by=CLEO, at=AT)
    assert refused.value.code == "signing.function"
    empty = sample(tmp_path / "b", catalogue)
    empty.state.answers.clear()
    with pytest.raises(ConformityError) as refused:
        sign(empty)
    assert refused.value.code == "review.nothing"


def change_answer(assessment):
    record(assessment, "tell", "no", by=BEN)


def change_explanation(assessment):
    record(assessment, "risk.list", "partly", explanation="Other words.")


def change_evidence(assessment):
    source = assessment.store.folder.with_name("more.txt")
    source.write_bytes(b"more")
    attach(assessment, source, "tell", by=BEN)


def change_withdrawal(assessment):
    withdraw_evidence(assessment, "EV-0001", reason="Wrong file.", by=BEN, at=AT)


def change_review(assessment):
    review_requirement(assessment, "risk.list", approve=True, comment="", by=BEN, at=AT + HOUR)


@pytest.mark.parametrize(
    "change", [change_answer, change_explanation, change_evidence, change_withdrawal, change_review]
)
def test_anything_material_after_it_makes_a_sign_off_void_and_is_named(assessment, change):
    sign(assessment)
    change(assessment)
    standing = sign_off_standing(assessment)
    last = records_of(assessment.store.folder)[-1]
    assert standing.state == "void"
    assert not standing.holds
    (said,) = changes_since(assessment, standing.touches)
    assert (said.by, said.at) == (last.by, last.at)
    assert said.text


def test_remarks_and_owners_leave_a_sign_off_as_it_is(assessment):
    sign(assessment)
    add_note(assessment, "tell", "Look again in May.", by=BEN, at=AT)
    assign_owner(assessment, "risk.list", "Ben", TODAY, by=BEN, at=AT)
    assert state_of(assessment) == "signed"
    assert changes_since(assessment, sign_off_standing(assessment).touches) == []


def test_only_what_is_material_is_named_as_the_cause(assessment):
    sign(assessment)
    add_note(assessment, "tell", "Look again in May.", by=BEN, at=AT)
    assign_owner(assessment, "risk.list", "Ben", TODAY, by=BEN, at=AT)
    record(assessment, "tell", "no", by=BEN)
    (said,) = changes_since(assessment, sign_off_standing(assessment).touches)
    assert said.text == "tell: No"


def test_a_sign_off_holds_again_when_the_content_signed_is_back(assessment):
    record(assessment, "tell", "yes", by=BEN)
    sign(assessment)
    record(assessment, "tell", "no", by=BEN)
    record(assessment, "tell", "yes", by=BEN)
    assert state_of(assessment) == "signed"


def test_other_checklists_make_a_sign_off_void(assessment, catalogue):
    sign(assessment)
    catalogue.digest = "0" * 64
    standing = sign_off_standing(assessment)
    assert (standing.state, standing.other_checklists) == ("void", True)


def test_a_sign_off_is_refused_when_the_signatory_saw_another_state(assessment):
    seen = sign_off_standing(assessment).basis
    record(assessment, "tell", "no", by=BEN)
    with pytest.raises(ConformityError) as refused:
        sign(assessment, basis=seen)
    assert refused.value.code == "review.changed"
    assert state_of(assessment) == "unsigned"


def test_a_change_by_another_program_while_signing_is_not_signed_unseen(assessment, catalogue):
    other = reopen(assessment.store.folder, catalogue)
    record(other, "tell", "no", by=BEN)
    with pytest.raises(ConformityError) as refused:
        sign(assessment)
    assert refused.value.code == "review.changed"
    assert not any(isinstance(r.data, SignOff) for r in records_of(assessment.store.folder))


def test_a_remark_by_another_program_while_signing_does_not_stand_in_the_way(assessment, catalogue):
    other = reopen(assessment.store.folder, catalogue)
    add_note(other, "tell", "Hm.", by=BEN, at=AT)
    sign(assessment)
    assert state_of(reopen(assessment.store.folder, catalogue)) == "signed"


def test_taking_a_sign_off_back_needs_a_reason_and_a_sign_off(assessment):
    with pytest.raises(ConformityError) as refused:
        withdraw_sign_off(assessment, "Found a mistake.", by=BEN, at=AT)
    assert refused.value.code == "signing.none"
    sign(assessment)
    with pytest.raises(ConformityError) as refused:
        withdraw_sign_off(assessment, " ", by=BEN, at=AT)
    assert refused.value.code == "answer.reason-missing"
    withdraw_sign_off(assessment, "Found a mistake.", by=BEN, at=AT)
    assert state_of(assessment) == "withdrawn"
    sign(assessment)
    assert state_of(assessment) == "signed"


def test_a_sign_off_does_not_count_when_its_signatory_answered_later(assessment, catalogue):
    sign(assessment)
    forged = reopen(assessment.store.folder, catalogue)
    record(forged, "risk.list", "yes", by=CLEO)
    data = SignOff(
        decision="signed",
        function="Director",
        edition_digest=catalogue.digest,
        basis=sign_off_standing(forged).basis,
        seen=forged.head,
    )
    forged.store.append(None, entry(data, CLEO, "2030-06-01T12:00:00Z"))
    forged.refresh()
    assert state_of(forged) == "own"


def test_verifying_computes_again_what_each_sign_off_was_bound_to(assessment, catalogue):
    sign(assessment)
    record(assessment, "tell", "no", by=BEN)
    sign(assessment)
    result = Verification()
    verify_sign_offs(records_of(assessment.store.folder), catalogue, "a", result)
    assert result.intact
    assert result.checked == ["a: 2 sign-offs were given to the state named in it"]


@pytest.mark.parametrize("wrong", ["basis", "seen"])
def test_verifying_finds_a_sign_off_that_names_another_state(assessment, catalogue, wrong):
    fields = {
        "decision": "signed",
        "function": "Director",
        "edition_digest": catalogue.digest,
        "basis": sign_off_standing(assessment).basis,
        "seen": assessment.head,
        wrong: "f" * 64,
    }
    signed = SignOff.model_validate(fields)
    assessment.store.append(None, entry(signed, CLEO, "2030-06-01T12:00:00Z"))
    result = Verification()
    verify_sign_offs(records_of(assessment.store.folder), catalogue, "a", result)
    (problem,) = result.problems
    assert problem.code == "signing.basis"
    assert problem.place == f"a:{len(records_of(assessment.store.folder))}"
