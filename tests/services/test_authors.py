"""Who can be named as an author, and who is offered where somebody is asked."""

from __future__ import annotations

import json

import pytest

from compliance.errors import ConformityError
from compliance.services.accounts.authors import (
    MAX_FUNCTION,
    MAX_NAME,
    clean_author,
    name_problem,
    remembered_author,
    suggested_author,
)
from compliance.services.accounts.keep import add_account
from compliance.services.accounts.people import People
from compliance.services.assess.follow_up import clean_owner
from tests.builders import begin, load_mini

NO_NAMES = [".", "1", "42, officer", "—", "?!", "。", "①", ", officer", "🙂"]
SENTENCE = (
    "I do not know yet who is going to answer this so for the time being I simply "
    "write a whole sentence here"
)


@pytest.mark.parametrize("text", [*NO_NAMES, "x" * (MAX_NAME + 1), SENTENCE])
def test_signs_numbers_and_whole_sentences_are_no_names(text):
    with pytest.raises(ConformityError) as author:
        clean_author(text)
    with pytest.raises(ConformityError) as owner:
        clean_owner("tell", text)
    codes = {author.value.problems[0].code, owner.value.problems[0].code}
    assert codes == {"assessment.no-author"}


@pytest.mark.parametrize(
    "text",
    [
        "Li Na", "李娜", "李娜，合规官", "Ж", "สมชาย", "अनिता", "فاطمة", "R2-D2",
        "Ann Author, " + "f" * MAX_FUNCTION,
        "n" * MAX_NAME + ", officer",
    ],
)  # fmt: skip
def test_letters_of_every_writing_system_make_a_name(text):
    assert clean_author(text) == text
    assert clean_owner("tell", text) == text


def test_what_is_too_long_is_told_with_its_length():
    assert name_problem("n" * 81) == "The name has 81 characters; 80 are accepted."
    assert name_problem(f"Ann, {'f' * 91}") == ("The function has 91 characters; 90 are accepted.")


@pytest.mark.parametrize("name", [".", "1", "n" * 81])
def test_an_account_has_a_name_that_can_stand_in_the_journal(tmp_path, name):
    people = People(tmp_path)
    with pytest.raises(ConformityError) as caught:
        add_account(people, login="ann", name=name, roles=["reader"])
    assert caught.value.problems[0].code == "people.login"
    assert not people.read()


def test_a_remembered_name_that_is_none_is_forgotten(tmp_path):
    (tmp_path / "settings.json").write_text(json.dumps({"author": "1"}))
    assert remembered_author(tmp_path) == ""


def test_who_began_an_assessment_is_offered_unless_it_is_no_name(tmp_path):
    mini = load_mini(tmp_path / "packs")
    assessment = begin(tmp_path / "a", mini)
    assert suggested_author(assessment) == assessment.state.begun_by == "Ann Author"
    assessment.state.begun_by = "."
    assert suggested_author(assessment) == ""
