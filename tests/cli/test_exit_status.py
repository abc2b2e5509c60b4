"""Scripts can rely on the exit status: 0 met, 1 open, 2 unusable."""

from __future__ import annotations

import json
import shutil

import jsonschema
import pytest

from compliance.documents.dossier.reading import read_dossier
from tests.builders import write_pack
from tests.cli.packs import CHANGES, small

DAY = "2025-06-01"


def test_check_ends_with_0_when_everything_that_applies_is_met(program, done):
    said = program("check", done, "--as-of", DAY)
    assert said.status == 0
    assert "Everything that applies is met" in said.out


def test_check_says_in_its_last_line_that_reviews_are_missing(program, done, small_catalogue):
    """Findings rest on answers; reviews are another matter, and it says so."""
    withdraw = ["review", done, "risk.list", "--return", "--comment", "Again."]
    assert program(*withdraw, "--by", "Ben Reviewer").status == 0
    said = program("check", done, "--as-of", DAY)
    last = " ".join(said.out.split("\n\n")[-1].split())
    assert said.status == 0
    assert last.startswith("Everything that applies is met by the answers, but 1 required")
    assert last.endswith("Exit status 0 speaks of findings, not of reviews.")


def test_a_process_of_its_own_gives_the_same_status(packs, tmp_path, done):
    assert small(packs, tmp_path, "check", done, "--as-of", DAY).returncode == 0
    assert small(packs, tmp_path, "check", done, "--as-of", "2028-01-01").returncode == 1
    assert small(packs, tmp_path, "check", tmp_path / "none").returncode == 2


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("tell", "no"),
        ("risk.list", "partly"),
        ("fact.country", "cn"),  # brings up a requirement that nobody has answered
        ("risk.list.how", "todo"),
        ("fact.story", "TBD"),
    ],
)
def test_check_ends_with_1_as_soon_as_one_thing_is_open(program, done, question, value):
    assert program("answer", done, question, value).status == 0
    said = program("check", done, "--as-of", DAY)
    assert said.status == 1
    assert "Everything that applies is met" not in said.out


def test_check_ends_with_1_when_evidence_became_too_old(program, done):
    assert program("check", done, "--as-of", "2026-05-01").status == 0
    assert program("check", done, "--as-of", "2026-05-02").status == 1


def test_check_ends_with_1_when_an_answer_became_unknown(program, done):
    assert program("answer", done, "fact.country", "--unknown").status == 0
    assert program("check", done, "--as-of", DAY).status == 1


def test_check_ends_with_1_for_an_assessment_that_has_only_begun(program, looms):
    assert program("check", looms).status == 1


def test_no_option_of_check_changes_its_verdict(program, looms, done):
    for extra in ([], ["--all"], ["--format", "json"], ["--all", "--format", "json"]):
        assert program("check", looms, "--as-of", DAY, *extra).status == 1
        assert program("check", done, "--as-of", DAY, *extra).status == 0


def test_classify_and_status_end_with_0_however_things_stand(program, looms, done):
    for folder in (looms, done):
        for command in ("classify", "status", "history", "deadlines"):
            assert program(command, folder).status == 0


def test_verify_ends_with_0_1_or_2_for_intact_changed_and_unusable(program, done, tmp_path):
    assert program("verify", done).status == 0
    changed = tmp_path / "changed"
    shutil.copytree(done, changed)
    journal = changed / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"Loom", b"Doom", 1))
    said = program("verify", changed)
    assert said.status == 1
    assert "changed: changed/journal.jsonl:2" in said.out
    assert program("verify", tmp_path / "nothing").status == 2
    assert program("verify", done, changed).status == 1
    assert program("verify", done, tmp_path / "nothing").status == 2


def test_verify_ends_with_1_when_evidence_was_changed(program, done):
    held = next(path for path in (done / "evidence").rglob("*") if path.is_file())
    held.chmod(0o644)
    held.write_bytes(b"something else")
    said = program("verify", done)
    assert said.status == 1
    assert "[evidence.changed]" in said.out


def test_verify_reports_cut_records_against_the_anchor(program, done):
    journal = done / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-2]))
    said = program("verify", done)
    assert said.status == 1
    assert "2 acknowledged records are missing" in said.out


def test_lint_ends_with_0_for_a_sound_pack_and_2_for_a_broken_one(program, tmp_path):
    said = program("checklists", "lint")
    assert (said.status, said.out.splitlines()[-1]) == (0, "0 problems.")
    facts = CHANGES["facts/about.yaml"].replace("fact.listed, is", "fact.lost, is")
    broken = write_pack(tmp_path / "broken", {**CHANGES, "facts/about.yaml": facts})
    said = program("checklists", "lint", broken)
    assert said.status == 2
    assert "facts/about.yaml:" in said.out
    assert "[checklist.unknown-fact]" in said.out
    assert program("checklists", "lint", tmp_path / "nothing").status == 2


def test_the_shipped_checklists_pass_their_lint(capsys):
    from compliance.cli.main import run

    assert run(["checklists", "lint"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 problems."


HEAD_KEYS = ["assessment", "checklists", "law", "journal"]
CHECK_KEYS = [
    *HEAD_KEYS, "as_of", "all_met", "counts", "alerts", "notices", "open_facts",
    "placeholder_facts", "facts_to_confirm", "deciding", "roles", "findings",
    "declaration",
]  # fmt: skip
FINDING_KEYS = [
    "id", "revision", "title", "provisions", "roles", "scope", "theme", "status", "applies",
    "because", "in_application", "follow_ups", "wanted", "gaps", "deciding", "evidence", "dates",
    "review", "owner", "due", "cause",
]  # fmt: skip
CONCLUSION_KEYS = [
    "id", "title", "group", "alert", "provisions", "holds", "text", "because", "missing",
]  # fmt: skip


def test_check_as_json_has_the_keys_that_are_documented(program, looms):
    value = json.loads(program("check", looms, "--as-of", DAY, "--format", "json").out)
    assert list(value) == CHECK_KEYS
    assert value["as_of"] == DAY
    assert value["all_met"] is False
    assert [item["id"] for item in value["findings"]] == ["risk.list", "stop", "tell"]
    for finding in value["findings"]:
        assert list(finding) == FINDING_KEYS
        for gap in finding["gaps"]:
            assert list(gap) == ["severity", "text", "remedy"]
        for wanted in finding["wanted"]:
            assert list(wanted) == ["want", "about", "text", "remedy"]
    assert sum(value["counts"]["by_status"].values()) == len(value["findings"])
    gaps = [gap for finding in value["findings"] for gap in finding["gaps"]]
    assert sum(value["counts"]["by_severity"].values()) == len(gaps) == 0
    owed = [item["want"] for finding in value["findings"] for item in finding["wanted"]]
    facts = len(value["open_facts"]) + len(value["placeholder_facts"])
    assert value["counts"]["wanted"]["to-answer"] == owed.count("to-answer") + facts > 0
    assert value["deciding"]


def test_classify_as_json_has_the_keys_that_are_documented(program, looms, done):
    value = json.loads(program("classify", looms, "--format", "json").out)
    assert list(value) == [*HEAD_KEYS, "conclusions", "changes"]
    assert {item["holds"] for item in value["conclusions"]} == {"unknown"}
    value = json.loads(program("classify", done, "--format", "json").out)
    holds = {item["id"]: item["holds"] for item in value["conclusions"]}
    assert holds == {"listed": "yes", "abroad": "no", "bound": "yes"}
    for item in value["conclusions"]:
        assert list(item) == CONCLUSION_KEYS
    assert value["changes"]
    for change in value["changes"]:
        keys = ["conclusion", "question", "present", "other", "becomes"]
        assert list(change) == keys


def test_json_says_the_same_as_the_text(program, done):
    program("answer", done, "tell", "no")
    value = json.loads(program("check", done, "--as-of", DAY, "--format", "json").out)
    text = program("check", done, "--as-of", DAY).out
    for finding in value["findings"]:
        for gap in finding["gaps"]:
            assert gap["text"] in text
    severities = {key: number for key, number in value["counts"]["by_severity"].items() if number}
    assert severities == {"major": 1}
    assert "Gaps that the answers show: 1 major" in text


def test_check_classify_and_the_record_of_the_dossier_say_the_same(program, done, tmp_path):
    line = ("--as-of", DAY)
    checked = json.loads(program("check", done, *line, "--format", "json").out)
    classified = json.loads(program("classify", done, "--format", "json").out)
    program("dossier", done, *line, "-o", tmp_path / "done.pdf")
    record = json.loads(read_dossier((tmp_path / "done.pdf").read_bytes()).record)
    alike = [
        *HEAD_KEYS,
        "as_of",
        "counts",
        "open_facts",
        "placeholder_facts",
        "deciding",
        "findings",
    ]
    assert {key: record[key] for key in alike} == {key: checked[key] for key in alike}
    alike = [*HEAD_KEYS, "conclusions", "changes"]
    assert {key: record[key] for key in alike} == classified
    jsonschema.validate(record, json.loads(program("schema", "record").out))
    for line in (done / "journal.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), json.loads(program("schema", "journal").out))


def test_a_schema_misses_every_key_that_is_left_out(program, done):
    value = json.loads(program("check", done, "--as-of", DAY, "--format", "json").out)
    schema = json.loads(program("schema", "check").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    for key in FINDING_KEYS:
        less = {known: item for known, item in value["findings"][0].items() if known != key}
        with pytest.raises(jsonschema.ValidationError, match=f"'{key}' is a required"):
            jsonschema.validate({**value, "findings": [less]}, schema)


def test_json_of_the_shipped_checklists_is_valid(shipped_folders, capsys):
    from compliance.cli.main import run

    folder = str(shipped_folders())
    for command, status in {"check": 1, "classify": 0, "deadlines": 0}.items():
        assert run([command, folder, "--format", "json"]) == status
        value = json.loads(capsys.readouterr().out)
        assert value["assessment"]["id"].startswith("CA-")


def test_the_schema_of_checklists_is_json(program):
    assert "properties" in json.dumps(json.loads(program("checklists", "schema").out))
