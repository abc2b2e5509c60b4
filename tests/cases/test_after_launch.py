"""Clocks after the launch: an entry and the answers on one side, what is due on the other."""

from __future__ import annotations

import datetime
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
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import Table
from compliance.views.document import view_document, view_documents
from tests.builders import ANN, begin_record, given
from tests.cases.test_cases import raw_facts

if TYPE_CHECKING:
    from compliance.checklist.catalogue import Catalogue

FILE = Path(__file__).parents[1] / "assessment" / "after_launch_cases.yaml"
DAY = datetime.date(2028, 3, 5)
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


PAPERS = [
    ("serious-incident-initial", "incident", {}, "ready"),
    ("serious-incident-initial", "incident", {"entry.harm": None}, "unsure"),
    ("serious-incident-report", "incident", {}, "draft"),
    ("serious-incident-initial", "incident", {"entry.harm": ["none"]}, "not-owed"),
    ("serious-incident-initial", "incident", {"entry.countries": ["cn"]}, "not-owed"),
    ("deployer-incident-notice", "incident", {}, "not-owed"),
    ("systemic-incident-report", "incident", {}, "not-owed"),
    ("corrective-action-notice", "corrective-action", {}, "ready"),
    ("corrective-action-notice", "corrective-action", {"entry.taken": None}, "draft"),
]
SAID = {
    "entry.title": "Older applicants never invited",
    "entry.day": "2028-03-01",
    "entry.aware": "2028-03-03",
    "entry.what": "Eleven applicants over 50 were never invited.",
    "entry.harm": ["fundamental-rights"],
    "entry.widespread": "no",
    "entry.link": "likely",
    "entry.countries": ["de"],
    "entry.version": "3.2.0",
}
CORRECTED = {
    "entry.title": "Recall for German files",
    "entry.day": "2028-03-01",
    "entry.fault": "Files of applicants over 50 are found less often.",
    "entry.risk": "no",
    "entry.chain": ["deployer"],
    "entry.countries": ["de"],
    "entry.version": "3.2.0",
    "entry.remedies": ["correction"],
    "entry.taken": "2028-03-04",
}


@pytest.mark.parametrize(("known", "kind", "changes", "state"), PAPERS)
def test_how_the_papers_about_an_entry_stand(shipped: Catalogue, known, kind, changes, state):
    values = {**(SAID if kind == "incident" else CORRECTED), **changes}
    case = {
        "kind": kind,
        "values": {key: value for key, value in values.items() if value is not None},
        "facts": {
            "operator.name": "Qiaoming",
            "system.name": "Shortlist",
            "system.model-general-purpose": "no",
        },
    }
    view = view_document(assessed(shipped, case), f"{known}.in-0001", DAY)
    assert view.state == state, view.lacks
    assert view.owed or view.because


def test_the_complete_report_names_all_that_is_open(shipped: Catalogue):
    case = {"kind": "incident", "values": SAID, "facts": {"system.name": "Shortlist"}}
    view = view_document(assessed(shipped, case), "serious-incident-report.in-0001", DAY)
    assert {lack.question for lack in view.lacks if lack.entry} == {
        "entry.persons",
        "entry.cause-state",
        "entry.cause",
        "entry.risk-assessment",
        "entry.immediate",
        "entry.further",
    }
    assert (view.due_on, view.entry) == (datetime.date(2028, 3, 18), "IN-0001")


def test_the_monitoring_plan_shows_what_was_seen(shipped: Catalogue):
    case = {"kind": "incident", "values": SAID, "facts": {}}
    document = fill(assessed(shipped, case), "monitoring-plan", DAY, "test")
    tables = [block for section in document.sections for point in section.points
              for block in point.blocks if isinstance(block, Table)]  # fmt: skip
    assert ("IN-0001", "Serious incident", "1 March 2028") in [
        row[:3] for t in tables for row in t.rows
    ]


IN_USE = {"entry.setting": "in-use", "entry.provider-reached": "yes"}
OTHERS = [
    ("deployer-incident-notice", "listed_uses_and_orders", "triage-user", {}),
    (
        "systemic-incident-report",
        "roles_and_models",
        "open-model",
        {
            "gpai.rebuttal": "none",
            "gpai.compute": 20,
            "gpai.parameters": None,
            "gpai.tokens": None,
            "system.model-name": "Open 7B",
        },
    ),
]


@pytest.mark.parametrize(("known", "file", "start", "facts"), OTHERS)
def test_what_deployers_and_providers_of_models_send_is_filled(
    shipped: Catalogue, known, file, start, facts
):
    none = {"supervision.large-platform": None, "incident.reporting": None,
            "incident.reporting.kinds": None}  # fmt: skip
    values = {**SAID, **IN_USE, "entry.immediate": "Access was closed."}
    named = (
        {"operator.name": "House", "system.name": "Triage"}
        if "deployer" in known
        else {"operator.name": "House"}
    )
    case = {"kind": "incident", "values": values, "file": file, "start": start,
            "facts": {**none, **named, **facts}}  # fmt: skip
    assessment = assessed(shipped, case)
    view = view_document(assessment, f"{known}.in-0001", DAY)
    assert view.state == "ready", (view.because, view.lacks)
    document = fill(assessment, view.id, DAY, "test")
    text = document.model_dump_json()
    assert "Eleven applicants over 50 were never invited." in text
    assert "Access was closed." in text
    states = {one.id: one.state for one in view_documents(assessment, DAY)}
    assert states["serious-incident-report.in-0001"] in {"not-owed", "unsure"}


def test_a_model_with_systemic_risk_is_reported_without_a_number_of_days(shipped: Catalogue):
    _, file, start, facts = OTHERS[1]
    none = {"supervision.large-platform": None, "incident.reporting": None,
            "incident.reporting.kinds": None}  # fmt: skip
    case = {"kind": "incident", "values": {**SAID, **IN_USE}, "file": file, "start": start,
            "facts": {**none, **facts}}  # fmt: skip
    found = {one.duty.id: one for one in clocks(about(assessed(shipped, case), "IN-0001"), DAY)}
    clock = found.pop("model-report")
    assert not any(one.sure for one in found.values())
    assert (clock.sure, clock.last) == (True, None)
    assert [one.whom.whom for one in clock.recipients if one.needed] == ["ai-office"]
