"""Human oversight in figures, from a log of reviews."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from compliance.errors import ConformityError
from compliance.measure.oversight import Counts, compute
from compliance.services.measure.review_log import COLUMNS, LogChosen, count_log
from tests.measure.tables import found

HEAD = tuple(COLUMNS)


def row(case: str, **cells: str) -> dict[str, str]:
    usual = {
        "case_id": case,
        "ai_output_at": "2026-09-01T08:00:00Z",
        "event": "decision",
        "ai_output": "accept",
        "reviewer_id": "op-1",
        "reviewed_at": "2026-09-01T08:00:30Z",
        "final_outcome": "accept",
        "action": "confirm",
        "ground_truth": "accept",
        "drill": "0",
    }
    return {**usual, **cells}


def write(path: Path, rows: list[dict[str, str]], head: tuple[str, ...] = HEAD) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, head, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def published(folder: Path) -> Path:
    """A log with the counts of the published figures, in any order."""
    rows = []
    wrong = {"ai_output": "reject"}
    override = {"action": "override", "reason": "seen on the page", "final_outcome": "accept"}
    kinds = [
        (16, {**wrong, **override, "drill": "1"}),
        (18, {**wrong, "final_outcome": "reject", "drill": "1"}),
        (22, {**wrong, **override}),
        (22, {**wrong, "final_outcome": "reject"}),
        (11, {"action": "override", "reason": "a doubt", "final_outcome": "reject"}),
        (311, {}),
    ]
    for number, cells in kinds:
        rows += [row(f"c{len(rows)}", **cells) for _ in range(number)]
    overridden = [one for one in rows if one["action"] == "override"]
    for one in overridden[:2]:
        one["reason"] = ""
    rows.sort(key=lambda one: one["case_id"][::-1])
    two = {"event": "biometric_match", "second_reviewer_id": "op-2"}
    rows += [row(f"b{at}", **two) for at in range(20)]
    rows[-13]["second_reviewer_id"] = "op-1"
    stop = {"event": "stop_test", "ai_output": "", "final_outcome": "halted"}
    rows += [
        row(f"s{at}", **stop, reviewed_at=f"2026-09-01T08:00:{seconds:02d}Z")
        for at, seconds in enumerate((4, 6, 11))
    ]
    return write(folder / "log.csv", rows)


PUBLISHED = {
    "override-rate": (49, 400, 0.1225, 0.0939, 0.1583),
    "correct-override": (38, 78, 0.4872, 0.3795, 0.5961),
    "over-reliance": (40, 78, 0.5128, 0.4039, 0.6205),
    "drill-detection": (16, 34, 0.4706, 0.3145, 0.6326),
    "under-reliance": (11, 322, 0.0342, 0.0192, 0.0601),
    "team-accuracy": (349, 400, 0.8725, 0.8362, 0.9017),
    "system-accuracy": (322, 400, 0.805, 0.7633, 0.8408),
    "without-reason": (2, 49, 0.0408, 0.0113, 0.1371),
    "second-confirmation": (19, 20, 0.95, 0.7639, 0.9911),
}


def test_the_published_figures_of_a_log_come_out_with_their_intervals(tmp_path):
    counts, (log,) = count_log(published(tmp_path), LogChosen(months=6))
    figures, notes = compute(counts)
    assert log.rows == 423
    for known, (part, whole, value, low, high) in PUBLISHED.items():
        figure = found(figures, known, "all reviews")
        assert (figure.part, figure.whole) == (part, whole), known
        assert [round(one, 4) for one in (figure.value, figure.low, figure.high)] == [
            value, low, high,
        ], known  # fmt: skip
    assert found(figures, "stop-tests", "all").value == 3
    assert found(figures, "stop-longest", "all").value == 11.0
    assert counts.cases["Not confirmed by two distinct persons"] == {"number": 1, "first": ["b7"]}
    assert any("covers 1 days" in note and "183 days" in note for note in notes)


def test_counts_are_the_same_after_they_were_archived(tmp_path):
    counts, _ = count_log(published(tmp_path), LogChosen(months=6))
    again = Counts.from_json(counts.as_json())
    assert again == counts
    assert compute(again) == compute(counts)


def test_times_of_review_are_those_that_were_taken(tmp_path):
    rows = [
        row(f"c{at}", reviewed_at=f"2026-09-01T08:{seconds // 60:02d}:{seconds % 60:02d}Z")
        for at, seconds in enumerate([2, 4, *range(6, 24)])
    ]
    counts, _ = count_log(write(tmp_path / "log.csv", rows), LogChosen())
    figures, _ = compute(counts)
    assert found(figures, "review-median", "all reviews").value == 13.5
    assert found(figures, "review-p05", "all reviews").value == 4.0
    assert found(figures, "review-p95", "all reviews").value == 23.0
    under = found(figures, "under-floor", "all reviews")
    assert (under.part, under.whole) == (2, 20)


def test_a_reviewer_who_does_otherwise_than_all_others_is_named(tmp_path):
    rows = []
    for at in range(300):
        person = f"op-{at % 3}"
        overrides = person == "op-2" and at % 2 == 0
        cells = {"action": "override", "final_outcome": "reject"} if overrides else {}
        rows.append(row(f"c{at}", reviewer_id=person, **cells))
    _, notes = compute(count_log(write(tmp_path / "log.csv", rows), LogChosen())[0])
    named = [note for note in notes if "all others together" in note]
    assert len(named) == 3
    assert "reviewer op-2 overrides more often" in "".join(named)


def test_training_counts_on_the_day_of_the_review_only(tmp_path):
    training = tmp_path / "training.csv"
    training.write_text(
        "reviewer_id,trained_on,valid_until\nop-1,2026-01-01,2026-08-31\nop-2,2026-09-01,2027-08-31\n"
    )
    rows = [row("late"), row("good", reviewer_id="op-2"), row("never", reviewer_id="op-3")]
    counts, inputs = count_log(write(tmp_path / "log.csv", rows), LogChosen(), training)
    assert (counts.counted["trained"], counts.counted["to_train"]) == (1, 3)
    assert counts.cases["Reviewed without valid training on the day"]["first"] == ["late", "never"]
    assert [one.name for one in inputs] == ["log.csv", "training.csv"]


def test_a_log_that_does_not_say_what_was_right_shows_no_reliance(tmp_path):
    head = tuple(name for name in HEAD if name not in {"ground_truth", "drill"})
    path = write(tmp_path / "log.csv", [row("c1"), row("c2")], head)
    figures, notes = compute(count_log(path, LogChosen())[0])
    assert {one.id for one in figures}.isdisjoint({"over-reliance", "drill-detection"})
    assert any("does not say what would have been right" in note for note in notes)


def test_all_that_is_wrong_with_a_log_is_said_at_once(tmp_path):
    rows = [
        row("c1", reviewed_at="yesterday"),
        row("c2", reviewed_at="2026-09-01T07:00:00Z"),
        row("c3", final_outcome=""),
        row("c4"),
    ]
    with pytest.raises(ConformityError) as caught:
        count_log(write(tmp_path / "log.csv", rows), LogChosen())
    assert [one.place for one in caught.value.problems] == ["log.csv:2", "log.csv:3", "log.csv:4"]
    assert {one.code for one in caught.value.problems} == {"measure.rows"}


def test_columns_of_a_log_may_have_names_of_their_own(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("Fall;Ausgabe;Ergebnis\n1;ja;ja\n2;ja;nein\n", "utf-8")
    named = {"case_id": "Fall", "ai_output": "Ausgabe", "final_outcome": "Ergebnis"}
    counts, _ = count_log(path, LogChosen(columns=named))
    assert (counts.counted["overridden"], counts.counted["decisions"]) == (1, 2)
    with pytest.raises(ConformityError) as caught:
        count_log(path, LogChosen())
    assert "--column case_id=NAME" in str(caught.value)
