"""Conclusions, and what would change them, as every face says them."""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.assessment import Assessment
from compliance.views.conclusion import conclude
from compliance.views.law import AHEAD, BEGUN, show_dates, show_provision
from compliance.views.marks import ALERT
from tests.documents.build import Journal, complete, load_sample


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return load_sample(tmp_path_factory.mktemp("packs"))


def said(journal, **more):
    return conclude(Assessment(journal.catalogue, journal.state), **more)


def test_what_is_not_determined_names_the_questions_to_answer(sample):
    found = said(Journal(sample))
    assert (found.headlines, found.undecided, found.turns) == ((), 2, ())
    (listed,) = found.groups[0].undecided
    assert [known for known, _ in listed.missing] == ["system.listed"]
    assert (listed.mark.word, listed.effect, listed.provisions) == (
        "Not determined", "", "Article 1(1)",
    )  # fmt: skip


def test_what_does_not_hold_is_shown_where_everything_is(sample):
    found = said(complete(sample))
    assert [item.title for item in found.headlines] == ["Listed use"]
    assert [item.effect for item in found.headlines] == ["Makers have duties."]
    every = [item.title for group in found.shown(everything=True) for item in group.conclusions]
    few = [item.title for group in found.shown(everything=False) for item in group.conclusions]
    assert set(every) - set(few) == {"Forbidden: hidden steering"}
    assert len(found.shown(everything=False)) < len(found.groups)


def test_what_holds_and_forbids_something_is_marked(sample):
    journal = complete(sample)
    journal.answer("system.steers", "yes")
    (forbidden,) = [item for item in said(journal).holding if item.mark is ALERT]
    assert (forbidden.title, forbidden.effect) == ("Forbidden: hidden steering", "Do not sell it.")


def test_the_law_does_not_apply_where_the_first_of_the_chief_conclusions_fails(sample):
    journal = complete(sample)
    assert said(journal).outside == ()
    journal.answer("system.listed", "no")
    assert [item.title for item in said(journal).outside] == ["Listed use"]


def test_a_turn_says_what_would_become_of_each_conclusion(sample):
    (turn,) = [item for item in said(complete(sample)).turns if item.fact == "system.listed"]
    assert turn.effects == (("would no longer hold", ("Listed use",)),)
    assert turn.then == ("Would no longer hold: Listed use.",)


def test_dates_are_seen_from_a_day(sample):
    rules = show_dates(sample, datetime.date(2029, 1, 1)).rules
    assert rules
    assert {rule.begun for rule in rules} <= {BEGUN, AHEAD}
    late = show_dates(sample, datetime.date(2099, 1, 1)).rules
    assert {rule.begun for rule in late if not rule.event} == {BEGUN}
    shown = show_provision(sample, "art-1.1")
    assert (shown.path[-1].id, str(shown.path[-1])) == (
        "art-1.1", f"{shown.printed} ({shown.heading})",
    )  # fmt: skip
