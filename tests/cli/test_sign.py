"""``conformity sign``, and what ``status`` says afterwards."""

from __future__ import annotations

from tests.builders import BEN


def sign(program, folder, *more, by="Cleo Signatory"):
    return program("sign", folder, "--by", by, *more)


def test_who_answered_nothing_that_is_reviewed_signs_and_status_shows_it(program, done):
    said = sign(program, done, "--function", "Director", "--comment", "Seen.")
    assert said.status == 0
    assert "Signed as a draft by Cleo Signatory." in said.out
    assert "1 requirement lacks an approving review" in said.out
    out = program("status", done).out
    assert "Sign-off    Signed as a draft: Cleo Signatory, Director" in out


def test_a_change_afterwards_makes_it_void_and_status_says_which(program, done):
    sign(program, done, "--function", "Director")
    program("answer", done, "tell", "no", "--by", BEN)
    out = program("status", done).out
    assert "Sign-off void" in out
    assert f"{BEN}: tell: No" in out


def test_an_author_is_refused_with_status_2(program, done):
    said = program("sign", done, "--function", "Director")
    assert said.status == 2
    assert "[review.by-author]" in said.err
    assert "Not signed off" in program("status", done).out


def test_the_function_is_needed_and_withdrawing_stands_alone(program, done):
    assert "[signing.function]" in sign(program, done).err
    said = sign(program, done, "--function", "x", "--withdraw", "y")
    assert (said.status, "[usage.arguments]" in said.err) == (2, True)
    assert "[signing.none]" in sign(program, done, "--withdraw", "y").err


def test_a_sign_off_is_taken_back_and_history_keeps_both(program, done):
    sign(program, done, "--function", "Director", "--comment", "Seen.")
    said = sign(program, done, "--withdraw", "The report was wrong.")
    assert (said.status, said.out) == (0, "The sign-off was taken back.\n")
    out = program("history", done).out
    assert "Signed the assessment off as Director: Seen." in out
    assert "Took the sign-off back: The report was wrong." in out
    assert "Sign-off withdrawn" in program("status", done).out


def test_a_sign_off_changes_no_exit_status_of_check(program, done):
    before = program("check", done, "--as-of", "2025-06-01")
    sign(program, done, "--function", "Director")
    after = program("check", done, "--as-of", "2025-06-01")
    assert (before.status, after.status) == (0, 0)


def test_verify_finds_a_folder_with_a_sign_off_intact(program, done):
    sign(program, done, "--function", "Director")
    said = program("verify", done)
    assert said.status == 0
    assert "1 sign-off was given to the state named in it" in said.out
