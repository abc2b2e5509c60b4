"""Systems that the rules were not written against.

Somebody who knew neither these checklists nor any data set described systems and labelled
them from the text of the Act; others turned the descriptions into answers without sight of
rules or labels. The first comparison agreed in each of the 75 classes and bans.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.data.yaml_lines import read_yaml
from tests.cases.test_blind import facts_of

FOLDER = Path(__file__).parent / "independent"
COUNTS = {"systems": 75, "roles": 49}
CASES = [
    case for name in COUNTS for case in read_yaml(FOLDER / f"{name}.yaml", name).value["cases"]
]


def test_all_cases_are_there():
    assert len({case["id"] for case in CASES}) == len(CASES) == sum(COUNTS.values())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_answers_lead_to_what_the_act_says(shipped: Catalogue, case: dict[str, Any]):
    facts, expect = facts_of(shipped, case), case["expect"]
    found = {known: facts.holds(known) for key in expect for known in expect[key]}
    assert {known for known in found if found[known] is Truth.YES} == {*expect.get("holds", ())}
    assert {known for known in found if found[known] is Truth.NO} == {*expect.get("fails", ())}
