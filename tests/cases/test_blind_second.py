"""A second encoding by somebody who knew neither the rules nor the labels.

The wording of the questions had been mended after the first one. So this shows how
clear the questions are; the cases themselves were known to whoever mended them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from compliance.checklist.catalogue import Catalogue
from compliance.data.yaml_lines import read_yaml
from tests.cases.test_blind import NOT_HIGH_RISK, OPEN, found_class

FILE = Path(__file__).parent / "blind_second" / "annex_iii.yaml"
CASES = {case["id"]: case for case in read_yaml(FILE, FILE.name).value["cases"]}
EXACT_AT_LEAST = 140
"""Of 160; 5 of the descriptions are empty, others are headings or fragments."""
LABEL_CONTRADICTS_DESCRIPTION = {"COM-DRAFT-051", "COM-DRAFT-052"}


def test_no_high_risk_system_is_lost_unless_its_label_is_wrong(shipped: Catalogue):
    wrong = {
        known
        for known, case in CASES.items()
        if case["label"] == "high_risk" and found_class(shipped, case) in NOT_HIGH_RISK
    }
    assert wrong == LABEL_CONTRADICTS_DESCRIPTION


def test_the_class_agrees_with_the_label_as_often_as_measured(shipped: Catalogue):
    found = {known: found_class(shipped, case) for known, case in CASES.items()}
    agreed = sum(found[known] == case["label"] for known, case in CASES.items())
    assert len(CASES) == 160
    assert agreed >= EXACT_AT_LEAST, Counter(found.values())
    assert sum(word == OPEN for word in found.values()) <= 7
