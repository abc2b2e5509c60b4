"""Clocks after the launch: an entry and the answers on one side, what is due on the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from compliance.assessment.about_entry import about
from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.clocks import Clock, clocks
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import EntryMade, seal
from compliance.data.yaml_lines import read_yaml
from tests.builders import ANN, begin_record, given
from tests.cases.test_cases import raw_facts

if TYPE_CHECKING:
    from compliance.checklist.catalogue import Catalogue

FILE = Path(__file__).parent / "after_launch" / "cases.yaml"
CONTENT = read_yaml(FILE, FILE.name).value
CASES = [pytest.param(case, id=case["case"]) for case in CONTENT["cases"]]


def assessed(catalogue: Catalogue, case: dict[str, Any]) -> Assessment:
    """The case as an assessment with one entry, taken through the journal."""
    stem = case.get("file", "legal_traps")
    start = case.get("start", "hiring-product")
    facts = raw_facts(
        stem, {"start": start, "facts": {**CONTENT["given"], **case.get("facts", {})}}
    )
    fields = catalogue.with_entries
    values = {
        known: parse_answer(fields, fields.questions[known], raw)
        for known, raw in case["values"].items()
    }
    data = EntryMade(entry="IN-0001", sort=case["kind"], values=values)
    first = seal(1, "2026-01-01T00:00:00Z", ANN, begin_record(catalogue), "0" * 64)
    state = fold([first, seal(2, "2026-01-01T00:00:00Z", ANN, data, first.hash)])
    for known, raw in facts.items():
        state.answers[known] = given(
            known, parse_answer(catalogue, catalogue.questions[known], raw)
        )
    return Assessment(catalogue, state)


def said(clock: Clock, wanted: dict[str, Any]) -> dict[str, Any]:
    """Of a clock what a case speaks of."""
    whom = sorted({f"{one.whom.whom} {one.country}".strip() for one in clock.recipients})
    every = {
        "progress": clock.progress,
        "last": clock.last,
        "at_once": clock.at_once,
        "sure": clock.sure,
        "kept": clock.kept,
        "binds": clock.binds.value,
        "cited": sorted({known for one in clock.recipients for known in one.whom.provisions}),
        "by": clock.counts.limit.provisions[0],
        "whom": whom,
    }
    return {key: every[key] for key in wanted}


@pytest.mark.parametrize("case", CASES)
def test_what_is_due_because_of_an_entry(shipped: Catalogue, case: dict[str, Any]):
    found = clocks(about(assessed(shipped, case), "IN-0001"), case["as_of"])
    wanted = case["expect"]
    assert {clock.duty.id for clock in found} == set(wanted)
    for clock in found:
        assert said(clock, wanted[clock.duty.id]) == wanted[clock.duty.id], clock.duty.id
