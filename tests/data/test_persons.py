"""Who is who, however a name is written."""

from __future__ import annotations

import pytest

from compliance.data.persons import is_among, name_key, same_person
from compliance.data.typed import clean_text
from compliance.errors import ConformityError
from compliance.services.accounts.authors import clean_author
from compliance.services.accounts.keep import add_account
from compliance.services.accounts.people import People
from compliance.services.assess.follow_up import review_requirement
from compliance.services.assess.sign_off import sign_off
from tests.builders import AT, begin
from tests.services.helpers import record

SAME = [
    "A Tester",
    "A Tester, QA",
    "A Tester，质量",
    "a tester",
    "A  TESTER ",
    "A\u00a0Tester; quality",
    "A Te\u200bster",
    "\u202eA Tester\u2069",
    "A Tester\ufe0f",
    "\u3164A Tester",
    "A\u3164Tester",
    "A\u2800Tester",
    "ATester",
    "\uff21 \uff34\uff45\uff53\uff54\uff45\uff52",
]
OTHERS = ["A Tester Jr", "B Tester", "", ",", "QA, A Tester"]


@pytest.mark.parametrize("name", SAME)
def test_one_person_however_written(name):
    assert same_person("A Tester", name)
    assert is_among(name, {"Somebody", "A Tester, officer"})


@pytest.mark.parametrize("name", OTHERS)
def test_another_person(name):
    assert not same_person("A Tester", name)


@pytest.mark.parametrize(
    ("one", "other"), [("Straße", "STRASSE"), ("ｶﾞ", "ガ"), ("É", "e\u0301"), ("ﬁ", "FI")]
)
def test_letters_that_are_written_in_several_ways(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("name", ["\u3164\u3164", "\u115f", "\u2800"])
def test_a_name_of_which_nothing_is_seen_is_none(name):
    with pytest.raises(ConformityError) as raised:
        clean_author(name)
    assert raised.value.code == "assessment.no-author"
    assert same_person(name, name)
    assert not same_person(name, "")


@pytest.mark.parametrize("by", [name for name in SAME if "\u202e" not in name])
def test_nobody_approves_an_own_answer_or_signs_it_off_under_another_spelling(tmp_path, mini, by):
    assessment = begin(tmp_path / "a", mini)
    record(assessment, "risk.list", "yes", by="A Tester")
    with pytest.raises(ConformityError) as raised:
        review_requirement(assessment, "risk.list", approve=True, comment="", by=by, at=AT)
    assert raised.value.code == "review.by-author"
    with pytest.raises(ConformityError) as raised:
        sign_off(assessment, function="Director", comment="", by=by, at=AT)
    assert raised.value.code == "review.by-author"
    review_requirement(assessment, "risk.list", approve=True, comment="", by="B Tester", at=AT)
    assert assessment.state.reviews["risk.list"].by == "B Tester"


@pytest.mark.parametrize("name", ["officer\u200b", "OFFICER", "\uff4fffice\uff52", "officer "])
def test_two_accounts_never_have_one_name(tmp_path, name):
    people = People(tmp_path)
    add_account(people, login="one", name="officer", roles=["officer"])
    with pytest.raises(ConformityError) as raised:
        add_account(people, login="two", name=name, roles=["officer"])
    assert raised.value.code == "people.taken"


def test_a_letter_under_a_heap_of_accents_is_refused_and_every_script_is_taken():
    for text in ("ที่นี่", "שָׁלוֹם", "Việt", "བོད་ཡིག", "e" + "\u0301" * 30):
        assert clean_text("x", text)
    with pytest.raises(ConformityError) as raised:
        clean_text("x", "e" + "\u0301" * 31)
    assert raised.value.code == "answer.control-character"
    assert "31 accents on one letter" in str(raised.value)


def test_ticks_and_squares_stand_in_an_answer_as_typed():
    assert clean_text("x", "\u2713 \u25cf \u25a0 done") == "\u2713 \u25cf \u25a0 done"
