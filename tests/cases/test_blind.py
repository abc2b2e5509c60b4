"""How the classification fares on answers of people who knew neither rules nor labels.

The files under ``blind/`` hold their answers as given. Each difference from the label of
the data set stands in ``blind/misses.yaml`` with its cause, and nothing else does: a change
of the rules or of a question's options shows here at once.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from compliance.assessment.answers import parse_answer
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import State
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.data.yaml_lines import read_yaml
from tests.builders import ANN, begin_record, given
from tests.cases.test_cases import LABELS, ROLE_LABELS

FOLDER = Path(__file__).parent / "blind"
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for name in ("annex_iii_a", "annex_iii_b", "others")
    for case in read_yaml(FOLDER / f"{name}.yaml", name).value["cases"]
}
MISSES: dict[str, dict[str, Any]] = {
    miss["id"]: miss for miss in read_yaml(FOLDER / "misses.yaml", "misses").value["misses"]
}
CAUSES = {"label", "description", "reading", "wording", "sheet", "rule"}
OPEN = "undetermined"
NOT_HIGH_RISK = {"not_high_risk_outside_use_case", "not_high_risk_filter_art_6_3"}
EXACT_AT_LEAST = {"COM-DRAFT": 131, "article 5": 32, "COM-A61": 8, "COM-FLT": 4, "ROLE": 15}
"""Cases whose class agrees with the label, by data set, as measured in November 2026.

Three roles of which the label calls for no conclusion agree with anything; they do not
count."""


def data_set(known: str) -> str:
    head = known.rsplit("-", 1)[0]
    return head if head in EXACT_AT_LEAST else "article 5"


def facts_of(catalogue: Catalogue, case: dict[str, Any]) -> AnswerFacts:
    state = State(begin_record(catalogue), ANN, "")
    for known, raw in case["facts"].items():
        value = parse_answer(catalogue, catalogue.facts[known], raw)
        state.answers[known] = given(known, value)
    return AnswerFacts(catalogue, state.answers)


def found_class(catalogue: Catalogue, case: dict[str, Any]) -> str:
    """The class that follows from the answers, in the words of the data set."""
    facts, label = facts_of(catalogue, case), case["label"]
    if label in ROLE_LABELS:
        yes, no = ROLE_LABELS[label]
        truths = {facts.holds(known) is Truth.YES for known in yes}
        truths |= {facts.holds(known) is Truth.NO for known in no}
        unknown = any(facts.holds(known) is Truth.UNKNOWN for known in yes | no)
        return label if truths <= {True} else OPEN if unknown else "other"
    if label == "no_profiling":
        return label if facts.value("system.profiling") == "no" else "profiling"
    conclusion, words = {
        "article 5": ("prohibited.any", ("prohibited_art_5", "not_prohibited")),
        "COM-A61": (
            "annex-1.product-or-safety-component",
            ("safety_component", "not_safety_component"),
        ),
    }.get(data_set(case["id"]), ("high-risk", ("high_risk", "")))
    truth = facts.holds(conclusion)
    if truth is Truth.UNKNOWN:
        return OPEN
    if truth is Truth.YES or words[1]:
        return words[0] if truth is Truth.YES else words[1]
    exempt = facts.holds("exempt.article-6-3") is Truth.YES
    return "not_high_risk_filter_art_6_3" if exempt else "not_high_risk_outside_use_case"


def test_every_difference_from_a_label_is_listed_with_its_cause(shipped: Catalogue):
    found = {known: found_class(shipped, case) for known, case in CASES.items()}
    differs = {known: word for known, word in found.items() if word != CASES[known]["label"]}
    assert differs == {known: miss["found"] for known, miss in MISSES.items()}
    for known, miss in MISSES.items():
        assert miss["cause"] in CAUSES, known
        assert miss["provision"] in shipped.outline, known
        assert len(miss["reason"].split()) > 5, known


def test_no_high_risk_system_is_taken_for_another_unless_its_label_is_wrong(shipped: Catalogue):
    """The grave error. An open class is none: the requirements are then shown as open."""
    wrong = {
        known
        for known, case in CASES.items()
        if case["label"] == "high_risk" and found_class(shipped, case) in NOT_HIGH_RISK
    }
    assert wrong == {"COM-DRAFT-051", "COM-DRAFT-052"}
    assert {MISSES[known]["cause"] for known in wrong} == {"label"}


def test_the_exact_class_is_found_at_least_as_often_as_it_was_measured(shipped: Catalogue):
    exact = Counter(
        data_set(known)
        for known, case in CASES.items()
        if found_class(shipped, case) == case["label"]
        and ROLE_LABELS.get(case["label"]) != (set(), set())
    )
    assert all(exact[name] >= least for name, least in EXACT_AT_LEAST.items()), exact


def test_the_labels_are_those_of_the_data_sets():
    labels = {known: label for each in LABELS.values() for known, label in each.items()}
    assert {known: case["label"] for known, case in CASES.items()} == labels
