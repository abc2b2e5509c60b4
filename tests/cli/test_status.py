"""``conformity status`` of a workspace, and what it counts."""

from __future__ import annotations

import json
import shutil

import pytest

from compliance.assessment.journal.records import JOURNAL
from compliance.cli.table import table
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
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["Assessment", "Test", "Test", "Test"]
    assert [name for line in lines[1:4] for name in ("(a)", "(b)", "(c)") if name in line] == [
        "(a)",
        "(b)",
        "(c)",
    ]
    assert "cannot be read" in lines[2]
    assert all(" 1/" in lines[at] for at in (1, 3))
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
    assert "         · beyond what is asked for\n" in program("evidence", "list", looms).out
    unknown = program("evidence", "withdraw", looms, "EV-0009", "--reason", "x")
    assert "There is no evidence with this number." in unknown.err


def test_what_may_arise_is_the_same_in_words_and_in_json(program, looms):
    program("answer", looms, "risk.list", "yes")
    first, *_ = json.loads(program("status", looms, "--format", "json").out)["assessments"]
    assert f"  {first['may_arise']} more may arise" in program("status", looms).out
    heaps = views.heaps(open_assessment(looms), "section")
    assert first["may_arise"] == sum(heap.perhaps for heap in heaps)


@pytest.fixture
def workspace(program, looms, tmp_path):
    made = tmp_path / "workspace"
    for name in ("a", "b"):
        shutil.copytree(looms, made / name)
        program("answer", made / name, "fact.name", f"Loom {name}")
    return made


def test_a_line_says_what_one_in_full_and_the_browser_say(program, workspace):
    _, line, *_ = program("status", workspace).out.splitlines()
    full = program("status", workspace / "a").out
    answered, total = line.split()[2].split("/")
    assert f"Answered    {answered} of {total} questions" in full
    assert "– unsigned" in line


def test_a_workspace_is_not_worked_out_again_while_nothing_changes(program, workspace, monkeypatch):
    before = program("status", workspace)
    assert before.status == 0

    def refuse(*_args, **_more):
        raise AssertionError

    monkeypatch.setattr("compliance.services.look.summaries.open_binder", refuse)
    assert program("status", workspace).out == before.out
    monkeypatch.undo()


def test_a_summary_of_another_shape_is_worked_out_again(program, workspace):
    before = program("status", workspace).out
    for kept in (workspace / ".conformity" / "summaries").iterdir():
        entry = json.loads(kept.read_text())
        entry["format"] = 2
        entry["summary"] = {"title": "Old", "answered": 0, "total": 9, "changed_at": "x"}
        kept.write_text(json.dumps(entry))
    assert program("status", workspace).out == before


def test_a_change_is_in_the_next_table(program, workspace):
    before = program("status", workspace).out
    program("answer", workspace / "a", "fact.listed", "yes")
    after = program("status", workspace).out
    assert before.splitlines()[2] == after.splitlines()[2]
    assert before.splitlines()[1] != after.splitlines()[1]


def test_a_table_drops_its_last_columns_and_never_runs_over_the_screen():
    heads = ("Name", "Number", "Remark")
    rows = [("简历筛选助手" * 6, "5/9", "x" * 50), ("Cafe\u0301", "1/9", "")]
    wide = table(heads, rows, 100)
    assert wide[0].split() == ["Name", "Number", "Remark"]
    narrow = table(heads, rows, 24)
    assert narrow[0].split() == ["Name", "Number"]
    assert narrow[1].startswith("简历筛选助")
    assert "…" in narrow[1]
    assert narrow[2].index("1/9") == narrow[0].index("Number") + 1  # an accent takes no room
