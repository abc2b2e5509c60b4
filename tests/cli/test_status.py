"""``conformity status`` of a workspace, and what it counts."""

from __future__ import annotations

import json
import shutil

from compliance.assessment.journal.records import JOURNAL
from compliance.services.assess.open import open_assessment
from compliance.views import agenda as views


def test_one_damaged_assessment_does_not_hide_the_others(program, looms, tmp_path):
    """The damaged one stands between two that are whole."""
    workspace = tmp_path / "workspace"
    for name in ("a", "b", "c"):
        shutil.copytree(looms, workspace / name)
        program("answer", workspace / name, "fact.name", f"Loom {name}")
    journal = workspace / "b" / JOURNAL
    journal.write_bytes(journal.read_bytes()[:-40])
    said = program("status", workspace)
    assert said.status == 2
    assert said.out.count("Answered    1 of") == 2
    assert str(workspace / "b") in said.out
    assert "[journal.truncated]" in said.err
    assert f"error: b/{JOURNAL}" in said.err
    told = program("status", workspace, "--format", "json")
    value = json.loads(told.out)
    assert (told.status, value["unreadable"]) == (2, ["b"])
    assert len(value["assessments"]) == 2
    alone = program("status", workspace / "b")
    assert (alone.status, alone.out) == (2, "")


def test_withdrawn_evidence_is_not_counted_and_not_withdrawn_again(program, looms, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(name)
        add = ["evidence", "add", looms, f"{name}.txt", "--kind", "report"]
        assert program(*add, "--supports", "tell").status == 0
    assert "Evidence    2 files\n" in program("status", looms).out
    withdraw = ["evidence", "withdraw", looms, "EV-0001", "--reason"]
    assert program(*withdraw, "Wrong version.").status == 0
    assert "Evidence    1 file, 1 withdrawn\n" in program("status", looms).out
    again = program(*withdraw, "Another reason.")
    assert again.status == 2
    assert "[evidence.missing] This evidence was withdrawn before: Wrong version" in (again.err)
    assert "withdrawn: Wrong version." in program("evidence", "list", looms).out
    assert "         ✓ counts\n" in program("evidence", "list", looms).out
    unknown = program("evidence", "withdraw", looms, "EV-0009", "--reason", "x")
    assert "There is no evidence with this number." in unknown.err


def test_what_may_arise_is_the_same_in_words_and_in_json(program, looms):
    program("answer", looms, "risk.list", "yes")
    first, *_ = json.loads(program("status", looms, "--format", "json").out)["assessments"]
    assert f"  {first['may_arise']} more may arise" in program("status", looms).out
    heaps = views.heaps(open_assessment(looms), "section")
    assert first["may_arise"] == sum(heap.perhaps for heap in heaps)
