"""What is worked out of an assessment is worked out once, until the next record."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from compliance.assessment.declaration import state_declaration
from compliance.assessment.sign_off import sign_off_standing
from compliance.checklist.catalogue import Catalogue
from compliance.storage.opened import OpenAssessment
from compliance.views.conclusion import conclude
from compliance.views.declaration import view_declaration
from compliance.views.finding import view_findings
from tests.builders import begin, entry, say

DAY = datetime.date(2030, 6, 1)
LATER = datetime.date(2031, 6, 1)

WORKED_OUT = {
    "findings": view_findings,
    "declaration": view_declaration,
    "declaration standing": state_declaration,
}


@pytest.fixture
def assessment(tmp_path: Path, mini: Catalogue) -> OpenAssessment:
    return begin(tmp_path / "a", mini)


@pytest.mark.parametrize("name", WORKED_OUT)
def test_it_is_kept_for_each_day_and_forgotten_with_the_next_record(assessment, name):
    work_out = WORKED_OUT[name]
    first = work_out(assessment, DAY)
    assert work_out(assessment, DAY) is first
    later = work_out(assessment, LATER)
    assert later is not first
    assert work_out(assessment, DAY) is first
    assessment.store.append(None, entry(say("fact.listed", "yes")))
    assessment.refresh()
    assert work_out(assessment, DAY) is not first


def test_how_it_is_signed_and_what_follows_is_forgotten_too(assessment):
    basis, found = sign_off_standing(assessment).basis, conclude(assessment)
    assert conclude(assessment) is found
    assert conclude(assessment, everything=True) is not found
    assessment.store.append(None, entry(say("fact.listed", "yes")))
    assessment.refresh()
    assert sign_off_standing(assessment).basis != basis
    assert conclude(assessment) is not found
