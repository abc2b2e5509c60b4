"""The page on which an assessment is signed off."""

from __future__ import annotations

import pytest

from tests.builders import ANN, BEN, load_mini
from tests.web.helpers_sign import CLEO, machine

PAGE = "/a/machine/sign-off/"
BACK = "/a/machine/sign-off/withdraw"


@pytest.fixture
def room(tmp_path):
    return machine(tmp_path / "w", load_mini(tmp_path / "packs"))


def sign(room, **more):
    fields = {**room.fields(PAGE, PAGE), "function": "Director", "comment": "Seen.", **more}
    return room.post(PAGE, fields)


def test_the_page_says_what_is_signed_and_what_is_open(room):
    text = room.text(PAGE)
    assert "Nobody has signed this assessment off in its journal." in text
    assert room.state().head in text
    assert "3 answers, 1 piece of evidence, 7 records" in text
    assert "What is still open" in text
    assert "have open findings" in text


def test_signing_is_recorded_shown_and_found_again_after_a_reload(room):
    answer = sign(room)
    assert (answer.status_code, answer.location) == (303, PAGE)
    signed = room.state().sign_offs[-1]
    assert (signed.by, signed.data.function, signed.data.comment) == (CLEO, "Director", "Seen.")
    text = room.text(PAGE)
    assert f"Signed as a draft : {CLEO}, Director," in text
    assert "A draft was signed: something is still open." in text


def test_a_missing_function_shows_the_form_again_with_what_was_typed(room):
    answer = sign(room, function=" ", comment="Read the whole file.")
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert "Read the whole file." in answer.text
    assert not room.state().sign_offs


def test_who_answered_sees_why_not_and_no_form_and_cannot_post(room):
    room.as_person(ANN)
    text = room.text(PAGE)
    assert "You cannot sign: you answered 1 requirement" in text
    assert "Sign the assessment off" not in text
    answer = room.post(PAGE, {"basis": "x", "function": "Director"})
    assert "review.by-author" in answer.text or "review.changed" in answer.text
    assert not room.state().sign_offs


def test_a_change_after_the_page_was_opened_is_not_signed_unseen(room):
    fields = {**room.fields(PAGE, PAGE), "function": "Director", "comment": "My words."}
    room.record("tell", "no", by=BEN)
    answer = room.post(PAGE, fields)
    assert "review.changed" in answer.text
    assert "My words." in answer.text
    assert not room.state().sign_offs


def test_a_void_sign_off_says_who_changed_what_and_when(room):
    sign(room)
    room.record("tell", "no", by=BEN)
    text = room.text(PAGE)
    assert f"Sign-off void : {CLEO}, Director" in text
    assert "The sign-off no longer holds" in text
    assert "tell: No" in text
    assert f"{BEN}, 1 June 2030, 09:00 UTC" in text


def test_a_sign_off_is_taken_back_with_a_reason_only(room):
    sign(room)
    answer = room.post(BACK, {"reason": ""})
    assert "answer.reason-missing" in answer.text
    answer = room.post(BACK, {"reason": "The report was wrong."})
    assert answer.status_code == 303
    text = room.text(PAGE)
    assert "The sign-off was taken back" in text
    assert "The report was wrong." in text


@pytest.mark.parametrize("role", ["officer", "engineer", "reviewer", "reader"])
def test_only_a_signatory_signs(room, role):
    sign(room)
    room.as_person(BEN, role)
    text = room.text(PAGE)
    assert "Sign the assessment off" not in text
    assert "Take it back" not in text
    for path in (PAGE, BACK):
        assert room.post(path, {"function": "x", "reason": "x"}).status_code == 403
    assert len(room.state().sign_offs) == 1


def test_what_a_signatory_states_is_shown_as_text(room):
    sign(room, comment="<script>alert(1)</script>", function="<b>Boss</b>")
    page = room.page(PAGE)
    assert "<script>alert" not in page
    assert "<b>Boss" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
