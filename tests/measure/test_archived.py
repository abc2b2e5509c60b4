"""Archived measures: taken into the locker, read, computed again, held against claims."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from compliance.adapters.base import About, Foreign
from compliance.adapters.measured import ADAPTER
from compliance.assessment.contradicted import contradicted, contradicts, read_stated
from compliance.assessment.journal.records import Answer, Check, Evidence, EvidenceRead, Figure
from compliance.assessment.journal.state import Given, HeldEvidence
from compliance.checklist.catalogue import Catalogue
from compliance.data.digests import canonical_json
from compliance.errors import ConformityError
from compliance.measure.archive import compute_again, read_measure
from compliance.measure.table import Chosen
from compliance.services.assess.record_answer import append_record
from compliance.services.measure.attach import attach_result
from compliance.services.measure.review_log import LogChosen
from compliance.services.measure.run import measure_fairness, measure_oversight
from compliance.services.verify.binder import verify_binder
from compliance.services.verify.dossier import verify
from compliance.services.verify.result import Verification
from compliance.storage.locate import binder_at
from tests.builders import ANN, AT, TODAY, begin, beside
from tests.measure.test_measure_command import decisions
from tests.measure.test_oversight import published

CHOSEN = Chosen(("sex",), "invited", "qualified", reference=("M",))
TABLE = "techdoc.discrimination-metrics.results"


@pytest.fixture
def measured(tmp_path):
    path = decisions(tmp_path / "d.csv")
    return measure_fairness(path, CHOSEN, today=TODAY)


@pytest.fixture
def assessment(tmp_path, shipped: Catalogue):
    return begin(tmp_path / "case", shipped)


def attach(assessment, measured, *supports: str):
    return attach_result(
        assessment, measured, name="d-fairness.json", kind="", supports=supports, by=ANN, at=AT
    )


def test_a_measure_is_evidence_of_the_kind_that_the_edition_says(assessment, measured, tmp_path):
    held, new = attach(assessment, measured, "techdoc.discrimination-metrics")
    assert new
    assert held.data.evidence_kind == "group-outcome-table"
    assert held.data.collected == TODAY
    assert held.read is not None
    rates = {figure.of: figure.value for figure in held.read.figures
             if figure.name == "selection rate"}  # fmt: skip
    assert rates["sex: F"] == pytest.approx(0.3)
    assert [(check.check, check.outcome) for check in held.read.checks] == [
        ("computed-again", "passed"),
        ("dated", "passed"),
    ]
    again, new = attach(assessment, measured, "techdoc.discrimination-metrics")
    assert (again.data.evidence, new) == (held.data.evidence, False)
    journal = (tmp_path / "case" / "journal.jsonl").read_text("utf-8")
    assert journal.count('"kind":"evidence-read"') == 1


def test_verify_computes_every_figure_again(assessment, measured, tmp_path):
    held, _ = attach(assessment, measured, "techdoc.discrimination-metrics")
    result = Verification()
    verify_binder(binder_at(tmp_path / "case"), result)
    (line,) = [line for line in result.checked if "follow from the table" in line]
    assert f"d-fairness.json ({held.data.evidence})" in line
    assert "of 204 rows" in line


def test_verify_finds_a_figure_that_does_not_follow(assessment, measured, tmp_path):
    figure = next(one for one in measured.value["figures"] if one["of"] == "sex: F")
    figure["value"] = 0.55
    attach(assessment, measured, "techdoc.discrimination-metrics")
    result = Verification()
    verify_binder(binder_at(tmp_path / "case"), result)
    (problem,) = [one for one in result.problems if one.code == "measure.differs"]
    assert "selection rate of sex: F comes to 0.3, not 0.55." in problem.message


def test_a_result_is_verified_where_it_lies_alone(tmp_path, measured):
    path = tmp_path / "result.json"
    path.write_bytes(measured.content)
    (line,) = verify([path]).checked
    assert line.startswith("result.json: all ")
    value = json.loads(measured.content)
    value["table"]["cells"][0][-2] -= 1
    path.write_bytes(canonical_json(value))
    assert [one.code for one in verify([path]).problems] == ["measure.differs"]


def test_a_table_that_was_changed_no_longer_gives_its_figures(measured):
    value = json.loads(measured.content)
    value["table"]["cells"][0][-2] += 1
    problems, fine, left = compute_again("d.json", value)
    assert problems
    assert (fine, left) == ("", "")


@pytest.mark.parametrize(
    "change",
    [
        {"table": {}},
        {"table": {"chosen": {"groups": "sex"}, "cells": [[1]], "empty": 0}},
        {"figures": [1]},
        {"thresholds": [{"metric": 1}]},
        {"figures": []},
    ],
)
def test_what_is_not_written_as_a_measure_is_said_to_differ(measured, change):
    problems, fine, left = compute_again("d.json", {**json.loads(measured.content), **change})
    assert [one.code for one in problems] == ["measure.differs"]
    assert (fine, left) == ("", "")


def test_a_measure_of_another_version_is_not_computed_again(measured):
    problems, fine, left = compute_again("d.json", {**measured.value, "version": 99})
    assert (problems, fine) == ([], "")
    assert "measured by version 99" in left


def test_a_measure_that_lacks_a_part_is_refused(measured):
    value = {key: item for key, item in measured.value.items() if key != "figures"}
    with pytest.raises(ConformityError, match="It lacks figures"):
        read_measure("d.json", canonical_json(value))
    assert read_measure("d.json", b'{"figures": []}') is None


def foreign(path: Path, content: bytes) -> Foreign:
    path.write_bytes(content)
    return Foreign(path, path.name, content[: 64 << 10])


def test_the_adapter_reads_groups_with_the_place_of_each(tmp_path, measured):
    file = foreign(tmp_path / "r.json", measured.content)
    assert ADAPTER.recognise(file)
    reading = ADAPTER.read(file, About(today=TODAY))
    (groups,) = [one for one in reading.said if one.item == "groups"]
    rows = dict(zip(groups.places, groups.value, strict=True))
    place, row = next(
        (place, row) for place, row in rows.items()
        if (row["group"], row["metric"]) == ("F against M", "difference in selection rate")
    )  # fmt: skip
    assert measured.value["figures"][int(place.rpartition("/")[2])]["value"] == row["value"]
    assert (row["attribute"], row["n"], row["value"]) == ("sex", 100, -0.3)
    assert reading.day == TODAY


def test_the_adapter_says_what_does_not_follow_and_what_lies_ahead(tmp_path, measured):
    value = json.loads(measured.content)
    value["figures"][0]["value"] = 0.9
    early = About(today=TODAY - datetime.timedelta(days=30))
    reading = ADAPTER.read(foreign(tmp_path / "r.json", canonical_json(value)), early)
    assert {check.check: check.outcome for check in reading.checks} == {
        "computed-again": "failed",
        "dated": "failed",
    }
    assert (reading.said, reading.figures) == ((), ())


def test_figures_on_oversight_are_read_as_rows_without_persons(tmp_path):
    result = measure_oversight(published(tmp_path), LogChosen(), today=TODAY)
    reading = ADAPTER.read(foreign(tmp_path / "o.json", result.content), About(today=TODAY))
    (rows,) = [one for one in reading.said if one.item == "oversight"]
    named = {row["metric"]: row for row in rows.value}
    assert named["override rate"]["n"] == 400
    assert not any("op-1" in str(row) for row in rows.value)
    assert reading.kind == "oversight-evaluation"


def test_the_figures_of_the_shared_log_come_out(tmp_path):
    path = beside("evidence", "oversight", "oversight_log.csv")
    wanted = json.loads(beside("evidence", "oversight", "figures.json").read_text())
    result = measure_oversight(path, LogChosen(), today=TODAY)
    found = {(one.id, one.of): one for one in result.measured.figures}
    seconds = wanted["review_seconds"]
    for known, key in (("review-median", "median"), ("review-p05", "p05"), ("review-p95", "p95")):
        assert found[known, "all reviews"].value == seconds[key]
    for name, one in wanted["override_by_reviewer"].items():
        figure = found["override-rate", f"reviewer {name}"]
        assert (figure.part, figure.whole) == (one["k"], one["n"])
        assert [round(end, 4) for end in (figure.low, figure.high)] == one["ci95"]
    assert found["stop-longest", "all"].value == wanted["stop_seconds"]["max"]
    broken = result.measured.cases["Not confirmed by two distinct persons"]
    assert broken["first"] == wanted["art14_5_violations"]


# --- what is stated, held against what was measured


def claimed(
    catalogue: Catalogue, rows: list[dict], *figures: Figure, table: str = TABLE, checks=()
):
    read = EvidenceRead(evidence="EV-0001", reader="measured", version="1", format="x",
                        figures=figures, checks=checks)  # fmt: skip
    data = Evidence(evidence="EV-0001", sha256="0" * 64, size=1, name="r.json",
                    evidence_kind="group-outcome-table", supports=(table,))  # fmt: skip
    held = HeldEvidence(data, ANN, "", read=read)
    given = Given(table, "given", rows, "", ANN, "", 1)
    return contradicted(catalogue, "req", [(catalogue.questions[table], given)], [held])


def row(metric: str, groups: str, result: str) -> dict:
    return {"characteristic": "sex", "groups": groups, "metric": metric, "result": result}


RATE = Figure(name="selection rate", of="sex: F", value=0.3, low=0.22, high=0.4, whole=100)
GAP = Figure(name="difference in selection rate", of="sex: F against M", value=-0.3, low=-0.42,
             high=-0.16, whole=100)  # fmt: skip
WHOLE = Figure(name="selection rate", of="all", value=0.46, low=0.4, high=0.53, whole=204)


@pytest.mark.parametrize(
    ("metric", "groups", "result"),
    [
        ("Selection rate", "F", "0.45"),
        ("Shortlist rate", "F", "45 %"),
        ("selection rate of the group", "F", "0.45 (0.41 to 0.49)"),
        ("difference of shortlist rate", "F against M", "0.02"),
        ("Auswahlquote", "F", "45 %"),
        ("difference in selection rate", "F against M", "0.02"),
        ("demographic parity difference", "F", "2 %"),
    ],
)
def test_a_figure_outside_of_the_measured_interval_is_a_gap(shipped, metric, groups, result):
    (gap,) = claimed(shipped, [row(metric, groups, result)], RATE, GAP, WHOLE)
    assert gap.severity == "major"
    assert gap.text.startswith("The measured figure contradicts what is stated: ")
    assert f"stated {result}, measured" in gap.text
    assert "EV-0001" in gap.text


@pytest.mark.parametrize(
    ("metric", "groups", "result"),
    [
        ("selection rate", "F", "0.31"),
        ("selection rate", "F", "40 %"),
        ("difference in selection rate", "F against M", "0.30"),
        ("difference in selection rate", "F against M", "-0.28 (-0.4 to -0.1)"),
        ("selection rate", "M", "0.99"),
        ("selection rate", "X", "low, see report"),
        ("recall", "F", "0.99"),
        ("selection rate in German", "F", "0.99"),
        ("selection rate", "F, M", "0.99"),
        ("gap in shortlist rate", "F", "0.99"),
        ("rise of selection rate", "F", "0.99"),
        ("selection rate in 2 tests", "F", "between 0.6 and 0.9"),
    ],
)
def test_what_agrees_or_is_not_surely_the_same_is_no_gap(shipped, metric, groups, result):
    figures = (RATE, GAP, WHOLE, Figure(name="selection rate", of="sex: M", value=0.6))
    rows = [row(metric, groups, result)]
    assert claimed(shipped, rows, *(figures if groups != "M" else figures[:3])) == []


def test_a_row_of_everybody_is_held_against_the_figure_of_all(shipped):
    rows = [row("selection rate", "everybody", "0.9")]
    (gap,) = claimed(shipped, rows, RATE, WHOLE)
    assert "measured 0.460 (0.400 to 0.530; n = 204)" in gap.text


def test_a_file_that_shows_nothing_here_contradicts_nothing(shipped):
    rows = [row("selection rate", "F", "0.9")]
    other = Check(check="same-model", outcome="failed", said="It is of another model.")
    assert claimed(shipped, rows, RATE)
    assert claimed(shipped, rows, RATE, checks=(other,)) == []


def test_percent_of_a_figure_is_percent_of_what_is_stated():
    figure = Figure(name="x", value=45.2, unit="%")
    assert not contradicts(read_stated("45.2 %"), figure)
    assert not contradicts(read_stated("0.452"), figure)
    assert not contradicts(read_stated("45.2"), figure)
    assert contradicts(read_stated("47 %"), figure)
    assert contradicts(read_stated("47"), figure)


def test_times_are_left_alone_for_they_may_be_stated_in_another_unit():
    assert not contradicts(read_stated("0.5"), Figure(name="x", value=34, unit="seconds"))


def test_half_a_unit_of_the_last_digit_is_nobodys_contradiction():
    figure = Figure(name="x", value=0.3044)
    assert not contradicts(read_stated("0.304"), figure)
    assert contradicts(read_stated("0.305"), figure)


def test_a_claim_that_the_measure_contradicts_lowers_the_requirement(assessment, measured):
    attach(assessment, measured, TABLE)
    rows = [row("selection rate", "F", "0.55")]
    append_record(assessment, Answer(question=TABLE, state="given", value=rows), by=ANN, at=AT)
    catalogue, state = assessment.catalogue, assessment.state
    found = contradicted(
        catalogue,
        "techdoc.discrimination-metrics",
        [(catalogue.questions[TABLE], state.answers[TABLE])],
        state.evidence_for(TABLE),
    )
    assert "selection rate: stated 0.55, measured 0.300 (0.219 to 0.396; n = 100)" in found[0].text
