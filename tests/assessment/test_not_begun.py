"""A duty inside something that was not begun binds all the same, and is not begun."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from compliance.assessment.agenda import asked_because
from compliance.assessment.assessment import Assessment
from compliance.assessment.findings import Finding
from compliance.assessment.verdict import OPEN_STATUSES, Status
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.gaps import StatedGap
from compliance.checklist.lint.scopes import facts_below
from compliance.views.finding import view_finding
from tests.assessment.test_findings import MET, REPORT, state_of
from tests.builders import MINI, TODAY, load_mini

STOP = "requirements/art-2/art-2.2.yaml"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The mini pack, with the control as a part of the list of risks."""
    at, begun = "    applies_when:", '    begun_when: {not: {fact: risk.list, is: "no"}}'
    text = MINI[STOP].replace(at, f"{begun}\n{at}", 1)
    return load_mini(tmp_path_factory.mktemp("parts"), {STOP: text})


def assessed(catalogue: Catalogue, **changes: Any) -> Assessment:
    answers = {**MET, **{known.replace("__", "."): said for known, said in changes.items()}}
    return Assessment(catalogue, state_of(catalogue, answers, REPORT))


def finding(assessment: Assessment, known: str) -> Finding:
    standing = assessment.standing(TODAY)
    return next(item for item in standing.findings if item.requirement.id == known)


def test_a_part_of_what_was_not_begun_is_not_begun_and_has_no_gap_of_its_own(parts: Catalogue):
    assessment = assessed(parts, risk__list="no", stop=None, stop__tested=None)
    part, whole = finding(assessment, "stop"), finding(assessment, "risk.list")
    assert part.status is Status.NOT_BEGUN
    assert part.applies is Truth.YES
    assert part.in_scope
    assert part.is_open
    assert Status.NOT_BEGUN in OPEN_STATUSES
    assert part.gaps == ()
    assert [gap.severity for gap in whole.gaps] == ["blocker"]
    assert part.not_begun == "List of risks is “No”"


def test_an_earlier_answer_to_a_part_does_not_outlive_what_it_is_part_of(parts: Catalogue):
    """An answer that was given before counts neither for nor against it."""
    for stop in ("yes", "no"):
        part = finding(assessed(parts, risk__list="no", stop=stop), "stop")
        assert part.status is Status.NOT_BEGUN
        assert part.gaps == ()


def test_the_questions_of_a_part_do_not_arise_before_it_has_been_begun(parts: Catalogue):
    assessment = assessed(parts, risk__list="no", stop=None)
    assert assessment.agenda.item("stop") is None
    why = asked_because(assessment.facts, assessment.state, parts.questions["stop"], None)
    assert why == "Does not arise, because List of risks is “No”."


def test_while_nothing_is_said_about_the_whole_the_parts_may_arise(parts: Catalogue):
    assessment = assessed(parts, risk__list=None, stop=None)
    item = assessment.agenda.item("stop")
    assert item is not None
    assert not item.certain
    assert finding(assessment, "stop").status is Status.NOT_ASSESSED


def test_once_begun_a_part_stands_by_its_own_answer(parts: Catalogue):
    assert finding(assessed(parts, risk__list="partly"), "stop").status is Status.MET
    assert finding(assessed(parts, risk__list="partly", stop="no"), "stop").status is Status.NOT_MET


def test_what_does_not_bind_is_out_of_scope_though_nothing_was_begun(parts: Catalogue):
    part = finding(assessed(parts, risk__list="no", fact__country="fr"), "stop")
    assert part.status is Status.OUT_OF_SCOPE
    assert part.not_begun == ""


def test_nothing_waits_for_a_review_of_what_was_not_begun(parts: Catalogue):
    assert not finding(assessed(parts, risk__list="no"), "stop").lacks_review


def test_the_view_says_where_the_gap_stands(parts: Catalogue):
    view = view_finding(assessed(parts, risk__list="no"), TODAY, "stop")
    assert view is not None
    assert view.mark.word == "Not begun"
    assert view.not_begun == "List of risks is “No”; the gap stands there"


def test_no_duty_of_the_act_vanishes_because_another_is_not_done(shipped: Catalogue):
    """A condition that asks for an answer to a requirement hides what it belongs to."""
    asked = {
        item.id: facts_below(shipped, item.applies_when) & shipped.requirement_of.keys()
        for item in shipped.requirements.values()
    }
    # Where no change is fixed in advance there is none to announce.
    subject = {"instructions.predetermined-changes": {"techdoc.predetermined-changes"}}
    assert {known: facts for known, facts in asked.items() if facts} == subject


def test_an_observation_is_advice_and_advice_is_never_serious():
    said = {"says": "X.", "remedy": "Y."}
    assert StatedGap(severity="observation", **said).rests_on == "advice"
    assert StatedGap(severity="minor", **said).rests_on == "law"
    assert StatedGap(severity="minor", ground="advice", **said).rests_on == "advice"
    for severity in ("blocker", "major"):
        with pytest.raises(ValidationError, match="advised"):
            StatedGap(severity=severity, ground="advice", **said)
