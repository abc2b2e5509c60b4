"""Legal cases: answers on one side, what follows from them on the other.

Each file ``tests/cases/*.yaml`` holds cases named by a sentence. See the head of
``legal_traps.yaml`` for what a case may expect.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import State
from compliance.assessment.verdict import Status
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Missing, Truth, evaluate
from compliance.data.yaml_lines import read_yaml
from compliance.law.provision import is_within
from tests.builders import ANN, begin_record, beside, given

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
CONTENT = {path.stem: read_yaml(path, path.name).value for path in FILES}
CASES = [
    pytest.param(
        stem,
        case,
        id=case["case"],
        marks=[pytest.mark.xfail(reason=case["bug"], strict=True)] if "bug" in case else [],
    )
    for stem, content in CONTENT.items()
    for case in content["cases"]
]
TRUTHS = {"holds": Truth.YES, "fails": Truth.NO, "undetermined": Truth.UNKNOWN}
ASKED = {"asked": Truth.YES, "maybe_asked": Truth.UNKNOWN, "not_asked": Truth.NO}
ANSWERS = {"yes": Truth.YES, "unknown": Truth.UNKNOWN, "no": Truth.NO}
DAY = datetime.date(2026, 11, 24)
KEYS = {*TRUTHS, *ASKED, "applies", "derived", "routes", "routes_include", "dates", "statuses"}
ROLE_LABELS: dict[str, tuple[set[str], set[str]]] = {
    "gpai_provider_open_source_exempt": (
        {"duty.gpai-provider", "gpai.open-source-exception"},
        {"duty.gpai-documentation", "duty.gpai-representative"},
    ),
    "gpai_provider_full": (
        {"duty.gpai-documentation", "duty.gpai-representative"},
        {"gpai.open-source-exception"},
    ),
    "gpai_systemic_risk_provider": (
        {"duty.gpai-systemic", "duty.gpai-notification"},
        {"gpai.open-source-exception"},
    ),
    "not_gpai_indicative": (set(), {"gpai.is-model", "duty.gpai-provider"}),
    "high_risk_system_provider": ({"duty.provider-high-risk"}, {"role.gpai-provider"}),
    "not_new_gpai_provider": (set(), {"role.gpai-provider"}),
    "new_gpai_provider": ({"role.gpai-provider"}, set()),
    "integrator_is_gpai_provider": ({"role.gpai-provider"}, set()),
    "in_scope_third_country": ({"scope.in-scope", "scope.output-used-in-union"}, set()),
    "needs_authorised_representative": ({"duty.third-country-provider-high-risk"}, set()),
    "becomes_provider": ({"role.provider"}, set()),
    "no_cooperation_duty": (set(), set()),
    "no_written_agreement_needed": (set(), set()),
    "written_agreement_needed": (set(), set()),
    "out_of_scope": (set(), {"scope.in-scope"}),
    "in_scope_high_risk": ({"scope.in-scope", "high-risk"}, set()),
    "role_review": (set(), {"role.provider", "role.gpai-provider"}),
    "deployer_obligations_not_applicable": (set(), {"role.deployer"}),
}
"""What a label of the role data set calls for; three are answers, not conclusions."""
DATA_SETS = {
    "annex_iii_examples": "annex_iii_dev",
    "article_5_examples": "art5_dev",
    "article_6_1_examples": "art6_1_examples_dev",
    "article_6_3_examples": "art6_3_filter_examples_dev",
    "roles_and_models": "role_and_gpai_dev",
}
LABELS: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("labels.json").read_text("utf-8")
)
"""The class of each case by data set, and by its number there."""


def raw_facts(stem: str, case: dict[str, Any]) -> dict[str, Any]:
    start = CONTENT[stem]["starts"][case["start"]] if "start" in case else {}
    both = {**CONTENT[stem].get("given", {}), **start, **case["facts"]}
    return {known: value for known, value in both.items() if value is not None}


def state_of(catalogue: Catalogue, stem: str, case: dict[str, Any]) -> State:
    state = State(begin_record(catalogue), ANN, "")
    for known, raw in raw_facts(stem, case).items():
        question = catalogue.questions[known]
        value = parse_answer(catalogue, question, raw)
        state.answers[known] = given(known, value)
    return state


@pytest.mark.parametrize(("stem", "case"), CASES)
def test_what_follows_from_the_answers(shipped: Catalogue, stem: str, case):
    state = state_of(shipped, stem, case)
    facts = AnswerFacts(shipped, state.answers)
    idle = [known for known in state.answers if facts.value(known) is Missing.IRRELEVANT]
    assert idle == [], "the case answers questions that do not arise"
    expected: dict[str, Any] = case["expect"]
    assert expected
    assert set(expected) <= KEYS

    found = {known: facts.holds(known).value for key in TRUTHS for known in expected.get(key, [])}
    assert set(found) <= set(shipped.conclusions)
    wanted = {
        known: truth.value for key, truth in TRUTHS.items() for known in expected.get(key, [])
    }
    assert found == wanted

    applies = {known: facts.applies(known) for known in expected.get("applies", {})}
    assert applies == {known: ANSWERS[word] for known, word in expected.get("applies", {}).items()}
    for known, number in expected.get("derived", {}).items():
        assert facts.value(known) == pytest.approx(number, rel=1e-9)

    for key, truth in ASKED.items():
        for provision in expected.get(key, []):
            assert provision in shipped.outline or provision == "art-10.5"
            truths = {
                facts.applies(requirement.id)
                for requirement in shipped.requirements.values()
                if any(
                    is_within(shipped.outline.canonical(cited), provision)
                    for cited in requirement.provisions[:1]
                )
            }
            if key == "not_asked":
                assert truths <= {Truth.NO}, f"{provision} is asked"
            else:
                assert truth in truths, f"{provision}: {truths}"

    routes = [rule.route for rule in shipped.routes if evaluate(rule.when, facts) is Truth.YES]
    if "routes" in expected:
        assert sorted(routes) == sorted(expected["routes"])
    assert set(expected.get("routes_include", [])) <= set(routes)

    if "statuses" in expected:
        standing = Assessment(shipped, state).standing(DAY)
        statuses = {item.requirement.id: item.status.value for item in standing.findings}
        assert statuses == statuses | expected["statuses"]

    bound: dict[str, str] = case.get("binds", {})
    if bound or "dates" in expected:
        standing = Assessment(shipped, state).standing(DAY)
        first = {
            provision: next(
                item
                for item in standing.findings
                if is_within(item.requirement.provisions[0], provision)
                and item.applies is Truth.YES
            )
            for provision in {**expected.get("dates", {}), **bound}
        }
        for provision, days in expected.get("dates", {}).items():
            assert [start.on.isoformat() for start in first[provision].starts] == days, provision
        for provision, word in bound.items():
            assert first[provision].binds(DAY) is ANSWERS[word], provision


def test_every_case_has_its_own_name():
    names = [case["case"] for content in CONTENT.values() for case in content["cases"]]
    assert len(set(names)) == len(names)
    assert len(names) > 280


def test_every_conclusion_is_seen_to_hold_and_to_fail_in_some_case(shipped: Catalogue):
    """A conclusion that is the same in every case may as well be a constant."""
    seen: dict[str, set[Truth]] = {known: set() for known in shipped.conclusions}
    for stem, content in CONTENT.items():
        for case in content["cases"]:
            facts = AnswerFacts(shipped, state_of(shipped, stem, case).answers)
            for known, truths in seen.items():
                truths.add(facts.holds(known))
    lacking = {
        known: sorted(truth.value for truth in truths)
        for known, truths in seen.items()
        if not truths >= {Truth.YES, Truth.NO}
    }
    assert lacking == {}


@pytest.mark.parametrize("stem", DATA_SETS)
def test_the_class_agrees_with_the_label_of_the_data_set(stem: str):
    labels = LABELS[DATA_SETS[stem]]
    compared = 0
    for case in CONTENT[stem]["cases"]:
        if case.get("id") not in labels or "differs" in case:
            continue
        compared += 1
        expected = case["expect"]
        holds, fails = set(expected.get("holds", [])), set(expected.get("fails", []))
        match labels[case["id"]]:
            case "high_risk":
                assert "high-risk" in holds, case["id"]
            case "not_high_risk_outside_use_case" | "not_high_risk_filter_art_6_3":
                assert "high-risk" in fails, case["id"]
            case "prohibited_art_5":
                assert "prohibited.any" in holds, case["id"]
            case "not_prohibited":
                assert "prohibited.any" in fails, case["id"]
            case "safety_component":
                assert "annex-1.product-or-safety-component" in holds, case["id"]
            case "not_safety_component":
                assert "annex-1.product-or-safety-component" in fails, case["id"]
            case label if label in ROLE_LABELS:
                assert ROLE_LABELS[label][0] <= holds, case["id"]
                assert ROLE_LABELS[label][1] <= fails, case["id"]
            case other:
                pytest.fail(f"{case['id']} has an unknown label {other}")
    assert compared >= len(labels) - 2


def test_the_descriptions_of_the_data_sets_are_not_copied():
    """Only numbers, answers and classes are taken over, never the text."""
    for stem, name in DATA_SETS.items():
        written = (Path(__file__).parent / f"{stem}.yaml").read_text("utf-8")
        for item in json.loads(beside("cases", f"{name}.json").read_text("utf-8")):
            text = item.get("description") or item.get("description_full") or ""
            words = text.split()
            for at in range(len(words) - 7):
                assert " ".join(words[at : at + 8]) not in written


def test_the_labels_are_those_of_the_data_sets():
    found = {
        name: {
            item["id"]: item["expected_class"]
            for item in json.loads(beside("cases", f"{name}.json").read_text("utf-8"))
        }
        for name in DATA_SETS.values()
    }
    assert found == LABELS


def test_without_answers_no_requirement_is_out_of_scope(shipped: Catalogue):
    state = State(begin_record(shipped), ANN, "")
    standing = Assessment(shipped, state).standing(datetime.date(2026, 11, 24))
    counts = standing.counts()
    assert counts[Status.OUT_OF_SCOPE] == 0
    assert counts[Status.UNDETERMINED] + counts[Status.NOT_ASSESSED] == len(shipped.requirements)
    assert not standing.all_met
