"""Whatever is typed or lies on the disk: a message with a code, never a traceback."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from compliance.assessment.journal.records import (
    Answer,
    Assignment,
    Begin,
    Evidence,
    EvidenceWithdrawn,
    Note,
    ReviewGiven,
)
from compliance.storage.folder.scratch import FolderScratch
from tests.builders import ANN, begin_record, chain
from tests.cli.packs import small

LONG = "x" * 1_000_000
TRICKY = "\u202eevil\u202c \U0001f9f5 \u0000 \x1b[31mred \ud83d"

ADD = ["evidence", "add", "D", "F", "--kind", "report", "--supports", "tell"]

# What is typed, with D for the assessment, F for a text file and the codes expected.
BAD_LINES = [
    (["frobnicate"], "No such command"),
    (["--frobnicate"], "No such option"),
    (["new"], "Missing argument"),
    (["new", "D", "--pack", "mini"], "assessment.exists"),
    (["new", "F", "--pack", "mini"], "assessment.exists"),
    (["new", "F/inside", "--pack", "mini"], "file.write-failed"),
    (["new", "", "--pack", "mini"], ""),
    (["new", "fresh", "--pack", "nothing"], "checklist.unknown-pack"),
    (["new", "fresh", "--pack", "../mini"], "checklist.unknown-pack"),
    (["new", "fresh", "--pack", ""], "checklist.unknown-pack"),
    (["new", "fresh", "--pack", "mini", "--name", ""], "assessment.name"),
    (["new", "fresh", "--pack", "mini", "--name", LONG], "answer.too-long"),
    (["new", "fresh", "--pack", "mini", "--name", "a\x1bb"], "answer.control-character"),
    (["new", "fresh", "--pack", "mini", "--by", ""], "assessment.no-author"),
    (["new", "fresh", "--pack", "mini", "--by", LONG], "answer.too-long"),
    (["new", "fresh", "--pack", "mini", "--answers", "none.yaml"], "file.missing"),
    (["new", "fresh", "--pack", "mini", "--answers", "."], "file."),
    (["new", "fresh", "--pack", "mini", "--answers", "F"], "answer.file"),
    (["new", LONG, "--pack", "mini"], ""),
    (["ask"], "Missing argument"),
    (["ask", "none"], "assessment.not-a-folder"),
    (["ask", "F"], "assessment.not-a-folder"),
    (["answer", "D"], "usage.arguments"),
    (["answer", "D", "fact.name"], "usage.arguments"),
    (["answer", "D", "fact.name", "a", "--unknown"], "usage.arguments"),
    (["answer", "D", "fact.name", "--unknown", "--not-applicable"], "usage.arguments"),
    (["answer", "D", "fact.name", "a", "--from", "F"], "usage.arguments"),
    (["answer", "D", "--from", "none"], "file.missing"),
    (["answer", "D", "--from", "D"], "file.unreadable"),
    (["answer", "D", "fact.nothing", "a"], "answer.unknown-question"),
    (["answer", "D", "", "a"], "answer.unknown-question"),
    (["answer", "D", "../fact", "a"], "answer.unknown-question"),
    (["answer", "D", LONG, "a"], "answer.unknown-question"),
    (["answer", "D", TRICKY, "a"], "answer.unknown-question"),
    (["answer", "D", "fact.name", ""], "answer.too-short"),
    (["answer", "D", "fact.name", "   "], "answer.too-short"),
    (["answer", "D", "fact.name", "a\nb"], "answer.wrong-type"),
    (["answer", "D", "fact.name", LONG], "answer.too-long"),
    (["answer", "D", "fact.name", "a\0b"], "answer.control-character"),
    (["answer", "D", "fact.name", TRICKY], "answer.control-character"),
    (["answer", "D", "fact.name", "\udcff"], "answer.control-character"),
    (["answer", "D", "fact.name", "a", "--explain", LONG], "answer.too-long"),
    (["answer", "D", "fact.country", "Atlantis"], "answer.not-an-option"),
    (["answer", "D", "fact.country", ""], "answer.not-an-option"),
    (["answer", "D", "fact.country", LONG], "answer.not-an-option"),
    (["answer", "D", "fact.listed", "maybe"], "answer.not-an-option"),
    (["answer", "D", "fact.uses", "a,z"], "answer.not-an-option"),
    (["answer", "D", "fact.count", "three"], "answer.wrong-type"),
    (["answer", "D", "fact.count", "nan"], "answer.wrong-type"),
    (["answer", "D", "fact.count", "inf"], "answer.wrong-type"),
    (["answer", "D", "fact.count", "1e999"], "answer.wrong-type"),
    (["answer", "D", "fact.count", "2.5"], "answer.wrong-type"),
    (["answer", "D", "fact.count", "11"], "answer.out-of-range"),
    (["answer", "D", "fact.count", "-1"], ""),
    (["answer", "D", "fact.since", "2029-02-30"], "answer.impossible-date"),
    (["answer", "D", "fact.since", "30.2.2029"], "answer.impossible-date"),
    (["answer", "D", "fact.since", "1999-12-31"], "answer.impossible-date"),
    (["answer", "D", "fact.since", "0000-00-00"], "answer.impossible-date"),
    (["answer", "D", "fact.since", "٢٠٢٩-٠٢-٣٠"], "answer.impossible-date"),
    (["answer", "D", "fact.parts", "a"], "answer.wrong-type"),
    (["answer", "D", "fact.plan", "a"], "answer.wrong-type"),
    (["answer", "D", "fact.name", "--not-applicable"], "answer.not-applicable"),
    (["answer", "D", "stop", "--not-applicable"], "answer.reason-missing"),
    (["answer", "D", "fact.name", "a", "--seen", ""], "usage.arguments"),
    (["answer", "D", "fact.name", "a", "--seen", "0" * 64], "usage.arguments"),
    (["answer", "D", "fact.name", "a", "--seen", TRICKY], "usage.arguments"),
    (["answer", "D", "fact.name", "a", "--by", ""], "assessment.no-author"),
    (["answer", "D", "fact.name", "a", "--by", "a\x00"], "answer.control-character"),
    (["evidence"], ""),
    (["evidence", "add", "D", "F"], "evidence.no-kind"),
    (["evidence", "add", "D", "F", "--kind", "no", "--supports", "x"], "unknown-kind"),
    (["evidence", "add", "D", "F", "--kind", "report", "--supports", "x"], "unknown-supp"),
    (["evidence", "add", "D", "F", "--kind", "report", "--supports", ","], "unknown-supp"),
    (["evidence", "add", "D", "none", "--kind", "report", "--supports", "tell"], "file."),
    (["evidence", "add", "D", "D", "--kind", "report", "--supports", "tell"], "file."),
    (["evidence", "add", "D", "E", "--kind", "report", "--supports", "tell"], "empty"),
    ([*ADD, "--collected", "soon"], "usage.date"),
    ([*ADD, "--expires", ""], "usage."),
    ([*ADD, "--collected", "9999-12-31"], "evidence.dates"),
    (["evidence", "list", "none"], "assessment.not-a-folder"),
    (["evidence", "withdraw", "D", "EV-0001", "--reason", "x"], "evidence.missing"),
    (["evidence", "withdraw", "D", LONG, "--reason", "x"], "evidence.missing"),
    (["status", "none"], "assessment.not-a-folder"),
    (["status", "F"], "assessment.not-a-folder"),
    (["status", LONG], ""),
    (["classify", "none"], "assessment.not-a-folder"),
    (["classify", "D", "--format", "xml"], "Invalid value"),
    (["check", "D", "--as-of", "today"], "usage.date"),
    (["check", "D", "--as-of", "2029-13-01"], "usage.date"),
    (["check", "D", "--as-of", LONG], "usage.date"),
    (["check", "D", "--as-of", TRICKY], "usage.date"),
    (["check", "D", "--format", ""], "Invalid value"),
    (["check", "D", "D"], "unexpected extra argument"),
    (["review", "D", "tell"], "Missing option"),
    (["review", "D", "nothing", "--approve"], "checklist.unknown-id"),
    (["review", "D", "tell", "--approve"], "review.nothing"),
    (["review", "D", "fact.name", "--approve"], "checklist.unknown-id"),
    (["review", "D", "tell", "--approve", "--comment", LONG], ""),
    (["assign", "D", "tell", "--owner", ""], "assessment.no-author"),
    (["assign", "D", "tell", "--owner", LONG], "answer.too-long"),
    (["assign", "D", "nothing", "--owner", "x"], "checklist.unknown-id"),
    (["assign", "D", "tell", "--owner", "x", "--due", "2029-02-29"], "usage.date"),
    (["note", "D", "nothing", "x"], "answer.unknown-question"),
    (["note", "D", "tell", ""], "answer.too-short"),
    (["note", "D", "tell", LONG], "answer.too-long"),
    (["note", "D", "tell", "\x07"], "answer.control-character"),
    (["history", "D", "nothing"], "answer.unknown-question"),
    (["history", "none"], "assessment.not-a-folder"),
    (["deadlines", "D", "--ics", "."], "file.write-failed"),
    (["deadlines", "D", "--ics", "F/x.ics"], "file.write-failed"),
    (["deadlines", "D", "--ics", LONG], ""),
    (["deadlines", "D", "--as-of", "x"], "usage.date"),
    (["dossier", "D"], "Missing option"),
    (["dossier", "D", "-o", "."], "file.bad-name"),
    (["dossier", "none", "-o", "x.pdf"], "assessment.not-a-folder"),
    (["verify"], "Missing argument"),
    (["verify", "none"], "file."),
    (["verify", "F"], "dossier.not-a-dossier"),
    (["verify", "E"], "dossier.not-a-dossier"),
    (["verify", "."], "assessment.not-a-folder"),
    (["verify", ""], ""),
    (["verify", LONG], ""),
    (["law", "show", "art-999", "--pack", "mini"], "law.unknown-provision"),
    (["law", "show", "Article one", "--pack", "mini"], "law."),
    (["law", "show", "", "--pack", "mini"], "law."),
    (["law", "show", LONG, "--pack", "mini"], "law."),
    (["law", "show", TRICKY, "--pack", "mini"], "law."),
    (["law", "show", "art-1", "--pack", "x"], "checklist.unknown-pack"),
    (["law", "dates", "--pack", "mini", "--as-of", "x"], "usage.date"),
    (["law", "dates", "--pack", "../x"], "checklist.unknown-pack"),
    (["checklists", "show", "nothing", "--pack", "mini"], "answer.unknown-question"),
    (["checklists", "show", TRICKY, "--pack", "mini"], "answer.unknown-question"),
    (["checklists", "lint", "none"], "file.missing"),
    (["checklists", "lint", "F"], "file.missing"),
    (["checklists", "lint", "."], "checklist.unknown-pack"),
]


def name_of(line: list[str]) -> str:
    return " ".join(part[:20] for part in line).encode("unicode_escape").decode()


@pytest.mark.parametrize(("line", "code"), BAD_LINES, ids=[name_of(x) for x, _ in BAD_LINES])
def test_a_bad_command_line_gets_a_message(line, code, program, looms, tmp_path):
    (tmp_path / "text.txt").write_text("not much", "utf-8")
    (tmp_path / "empty").touch()
    before = (looms / "journal.jsonl").read_bytes()
    real = {"D": "looms", "F": "text.txt", "E": "empty", "F/inside": "text.txt/inside"}
    real["F/x.ics"] = "text.txt/x.ics"
    said = program(*(real.get(part, part) for part in line))
    assert said.status == 2, said
    assert "internal.unexpected" not in said.err
    assert "Traceback" not in said.out + said.err
    assert code in said.out + said.err
    assert len(said.err) < 4_000, "the message repeats a very long input"
    assert "\x1b" not in said.out + said.err
    assert (looms / "journal.jsonl").read_bytes() == before
    assert not (tmp_path / "fresh").exists()


def test_bytes_that_are_no_text_are_refused_by_a_real_process(packs, tmp_path, looms):
    bad = os.fsdecode(b"\xff\xfe")
    for line in (
        ["answer", looms, "fact.name", bad],
        ["answer", looms, bad, "x"],
        ["note", looms, "fact.name", bad],
        ["status", bad],
        ["law", "show", bad],
        ["check", looms, "--as-of", bad],
    ):
        done = small(packs, tmp_path, *line)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "internal.unexpected" not in done.stderr


@pytest.mark.parametrize(
    "text", ["\u202eright to left", "🧵 thread", "e\u0301", "日本語", "a" * 19_999, "=1+1", "-"]
)
def test_unusual_text_is_kept_and_shown_again(program, looms, text):
    assert program("answer", looms, "fact.story", "--", text).status == 0
    shown = program("history", looms, "fact.story").out
    assert program("status", looms).status == 0
    assert text[:1].strip("\u202e") in shown
    assert "\u202e" not in shown


# --- folders that were damaged


def lines_of(folder: Path) -> list[bytes]:
    return (folder / "journal.jsonl").read_bytes().splitlines(keepends=True)


def put(folder: Path, content: bytes) -> None:
    (folder / "journal.jsonl").write_bytes(content)


def as_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    (path / "inside").mkdir(parents=True)


def as_file(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.write_bytes(b"no folder")


DAMAGE = {
    "journal empty": lambda d: put(d, b""),
    "journal a newline": lambda d: put(d, b"\n"),
    "journal binary": lambda d: put(d, bytes(range(256)) * 40),
    "journal zeros": lambda d: put(d, b"\0" * 4096),
    "journal text": lambda d: put(d, b"hello\n"),
    "journal empty object": lambda d: put(d, b"{}\n"),
    "journal list": lambda d: put(d, b"[]\n"),
    "journal deep": lambda d: put(d, b"[" * 100_000 + b"]" * 100_000 + b"\n"),
    "journal huge number": lambda d: put(d, b'{"seq": ' + b"9" * 10_000 + b"}\n"),
    "journal utf-16": lambda d: put(d, "{}\n".encode("utf-16")),
    "journal without its first record": lambda d: put(d, b"".join(lines_of(d)[1:])),
    "journal without its last record": lambda d: put(d, b"".join(lines_of(d)[:-1])),
    "journal torn": lambda d: put(d, b"".join(lines_of(d))[:-20]),
    "journal only a torn line": lambda d: put(d, lines_of(d)[0][:40]),
    "journal doubled": lambda d: put(d, b"".join(lines_of(d)) * 2),
    "journal with CRLF": lambda d: put(d, b"".join(lines_of(d)).replace(b"\n", b"\r\n")),
    "journal with a byte order mark": lambda d: put(d, b"\xef\xbb\xbf" + lines_of(d)[0]),
    "journal a folder": lambda d: as_folder(d / "journal.jsonl"),
    "journal missing": lambda d: (d / "journal.jsonl").unlink(),
    "head a folder": lambda d: as_folder(d / "head.json"),
    "head binary": lambda d: (d / "head.json").write_bytes(b"\xff\x00"),
    "head a list": lambda d: (d / "head.json").write_text("[]"),
    "head a text": lambda d: (d / "head.json").write_text('{"seq": "x", "head": 1}'),
    "head deep": lambda d: (d / "head.json").write_text("[" * 100_000),
    "head infinite": lambda d: (d / "head.json").write_text('{"seq": 1e999, "head": ""}'),
    "head far ahead": lambda d: (d / "head.json").write_text('{"seq": 999, "head": "x"}'),
    "lock a folder": lambda d: as_folder(d / ".lock"),
    "evidence a file": lambda d: as_file(d / "evidence"),
    "evidence missing": lambda d: shutil.rmtree(d / "evidence"),
    "drafts a file": lambda d: as_file(d / "drafts"),
    "draft binary": lambda d: (
        (d / "drafts").mkdir(exist_ok=True),
        FolderScratch(d)._form(ANN, "fact.note").write_bytes(b"\xff\x00"),
    ),
}  # fmt: skip

COMMANDS = [
    ["status", "D"],
    ["classify", "D"],
    ["check", "D"],
    ["check", "D", "--format", "json"],
    ["history", "D"],
    ["deadlines", "D"],
    ["evidence", "list", "D"],
    ["verify", "D"],
    ["ask", "D"],
    ["answer", "D", "fact.name", "Other"],
    ["answer", "D", "--from", "all.yaml"],
    ["evidence", "add", "D", "all.yaml", "--kind", "report", "--supports", "tell"],
    ["note", "D", "tell", "a remark"],
    ["assign", "D", "tell", "--owner", "Ann"],
    ["review", "D", "risk.list", "--approve", "--by", "Ben"],
    ["dossier", "D", "-o", "x.pdf"],
    ["new", "D", "--pack", "mini"],
]
"""Commands that meet the damage. A dossier is only tried where nothing can be read:
making one takes seconds."""


def run_all(program, folder: Path, what: str) -> dict[str, int]:
    found = {}
    for line in COMMANDS:
        if line[0] == "dossier" and found["status D"] != 2:
            continue
        said = program(*(str(folder) if part == "D" else part for part in line))
        assert "internal.unexpected" not in said.err, (what, line, said.err)
        assert said.status in {0, 1, 2}, (what, line, said)
        if said.status == 2:
            assert said.err.startswith(("error: ", "Usage: ")), (what, line, said)
        found[" ".join(line)] = said.status
    return found


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_folder_gives_messages_and_nothing_worse(what, program, done):
    DAMAGE[what](done)
    found = run_all(program, done, what)
    if what.startswith("journal") and "CRLF" not in what:
        assert found["verify D"] in {1, 2}
    assert found["new D --pack mini"] == 2


STRANGE = {
    "no first record": lambda _begin: chain(Note(question="tell", text="x")),
    "begun twice": lambda begin: chain(begin, begin),
    "a pack nobody knows": lambda begin: chain(
        Begin.model_validate({**begin.model_dump(), "pack": "other"})
    ),
    "a pack outside": lambda begin: chain(
        Begin.model_validate({**begin.model_dump(), "pack": "../../etc"})
    ),
    "an edition nobody knows": lambda begin: chain(
        Begin.model_validate({**begin.model_dump(), "edition": "9.2031-01-01"})
    ),
    "a question nobody knows": lambda begin: chain(
        begin,
        Answer(question="old.question", value="x"),
        Note(question="old.question", text="x"),
        ReviewGiven(requirement="old", decision="approved", basis="0" * 64),
        Assignment(requirement="old", owner="Ann"),
    ),
    "values of other types": lambda begin: chain(
        begin,
        Answer(question="fact.name", value=["a", {"b": 1}]),
        Answer(question="fact.country", value="atlantis"),
        Answer(question="fact.listed", value=True),
        Answer(question="fact.uses", value="a"),
        Answer(question="fact.count", value="many"),
        Answer(question="fact.since", value=12),
        Answer(question="fact.story", value=None),
        Answer(question="fact.parts", value="none"),
        Answer(question="risk.list", value=["yes"]),
        Answer(question="tell", value={"a": "b"}),
    ),
    "rows of other forms": lambda begin: chain(
        begin, Answer(question="fact.parts", value=["x", 3, {"name": ["y"], "old": {"z": 1}}])
    ),
    "withdrawn evidence that never was": lambda begin: chain(
        begin, EvidenceWithdrawn(evidence="EV-0007", reason="x")
    ),
    "evidence of an unknown kind": lambda begin: chain(
        begin,
        Evidence(
            evidence="EV-0001",
            sha256="0" * 64,
            size=1,
            name="../../x\x1b",
            evidence_kind="old",
            supports=("old",),
        ),
    ),
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_sound_chain_of_strange_records_is_no_crash(
    what, program, looms, small_catalogue, answers
):
    records = STRANGE[what](begin_record(small_catalogue))
    put(looms, b"".join(record.line() for record in records))
    (looms / "head.json").unlink()
    run_all(program, looms, what)


# --- answers files

BAD_FILES = {
    "nothing": (b"", ""),
    "binary": (bytes(range(256)), ""),
    "utf-16": ("answers: {}".encode("utf-16"), "file.not-utf8"),
    "latin-1": ("answers: {fact.name: Müller}".encode("latin-1"), "file.not-utf8"),
    "zeros": (b"\0" * 100, "yaml.syntax"),
    "broken": (b"answers: {", "yaml.syntax"),
    "tab": (b"answers:\n\tfact.name: x", "yaml.syntax"),
    "a list": (b"- answers", "answer.file"),
    "a text": (b"answers", "answer.file"),
    "a number": (b"3", "answer.file"),
    "other keys": (b"answer: {}", "answer.file"),
    "twice": (b"answers: {fact.name: a, fact.name: b}", "yaml.duplicate-key"),
    "alias": (b"a: &x 1\nanswers: {fact.name: *x}", "yaml.alias"),
    "tag": (b"answers: !!python/object:os.system {}", "yaml.alias"),
    "deep": (b"answers: " + b"[" * 5_000 + b"]" * 5_000, "yaml.too-large"),
    "answers a list": (b"answers: [fact.name]", "answer.file"),
    "answers nothing": (b"answers:", "answer.file"),
    "unknown question": (b"answers: {nothing: a}", "answer.unknown-question"),
    "key a number": (b"answers: {1: a}", ""),
    "key a list": (b"answers: {[a]: b}", ""),
    "value nothing": (b"answers: {fact.name: }", "answer.wrong-type"),
    "value a mapping": (b"answers: {fact.name: {a: b}}", "answer.wrong-type"),
    "value infinite": (b"answers: {fact.count: .inf}", "answer.wrong-type"),
    "value not a number": (b"answers: {fact.count: .nan}", "answer.wrong-type"),
    "value enormous": (b"answers: {fact.count: " + b"9" * 5_000 + b"}", ""),
    "no such day": (b"answers: {fact.since: 2029-02-30}", ""),
    "a moment": (b"answers: {fact.since: 2029-02-03T04:05:06Z}", "impossible-date"),
    "long": (b"answers: {fact.name: " + b"x" * 1_000_000 + b"}", "answer.too-long"),
    "rows a mapping": (b"answers: {fact.parts: {name: x}}", "answer.wrong-type"),
    "rows with other columns": (b"answers: {fact.parts: [{x: 1}]}", "answer."),
    "author a list": (b"answers: {fact.name: {value: a, by: [1]}}", None),
    "author strange": (
        b'answers: {fact.name: {value: a, by: "a\\u001bb"}}',
        "answer.control-character",
    ),
    "reason missing": (b"answers: {stop: {not_applicable: }}", "answer.reason-missing"),
    "reason a mapping": (b"answers: {stop: {not_applicable: {a: b}}}", None),
    "evidence outside": (
        b"evidence: [{file: ../x, kind: report, supports: [tell]}]",
        "file.bad-name",
    ),
    "evidence absolute": (
        b"evidence: [{file: /etc/passwd, kind: report, supports: [tell]}]",
        "file.bad-name",
    ),
    "evidence missing": (
        b"evidence: [{file: no.pdf, kind: report, supports: [tell]}]",
        "file.missing",
    ),
    "evidence a folder": (
        b"evidence: [{file: looms, kind: report, supports: [tell]}]",
        "file.missing",
    ),
    "evidence name with zero": (
        b'evidence: [{file: "a\\0b", kind: report, supports: [tell]}]',
        "file.missing",
    ),
    "evidence no list": (b"evidence: {file: x}", "answer.file"),
    "evidence day": (
        b"evidence: [{file: bad.yaml, kind: report, supports: [tell], collected: soon}]",
        "answer.impossible-date",
    ),
    "evidence supports a text": (
        b"evidence: [{file: bad.yaml, kind: report, supports: tell}]",
        "answer.file",
    ),
    "owner nobody": (b'assignments: [{requirement: tell, owner: ""}]', "no-author"),
    "owner unknown": (b"assignments: [{requirement: x, owner: a}]", "unknown-id"),
    "due day": (b"assignments: [{requirement: tell, owner: a, due: x}]", "impossible-date"),
    "review of nothing": (
        b"reviews: [{requirement: tell, decision: approved, by: Ben}]",
        "review.nothing",
    ),
    "review by nobody": (
        b'answers: {tell: "yes"}\nreviews: [{requirement: tell, decision: returned, by: ""}]',
        "no-author",
    ),
    "review undecided": (
        b"reviews: [{requirement: tell, decision: maybe, by: Ben}]",
        "answer.file",
    ),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_answers_file_is_refused_whole(what, program, looms, tmp_path):
    content, code = BAD_FILES[what]
    (tmp_path / "bad.yaml").write_bytes(content)
    before = (looms / "journal.jsonl").read_bytes()
    said = program("answer", looms, "--from", "bad.yaml")
    assert "internal.unexpected" not in said.err
    if code is None:
        assert said.status in {0, 2}
        return
    if what == "nothing":
        assert said.status in {0, 2}
    else:
        assert said.status == 2, said
    assert code in said.err
    assert len(said.err) < 4_000
    assert (looms / "journal.jsonl").read_bytes() == before


def test_an_answers_file_with_mistakes_leaves_no_new_folder(program, tmp_path):
    (tmp_path / "bad.yaml").write_bytes(b"answers: {nothing: a, fact.count: many}")
    said = program("new", "fresh", "--pack", "mini", "--answers", "bad.yaml")
    assert said.status == 2
    assert "answer.unknown-question" in said.err
    assert "answer.wrong-type" in said.err
    assert "2 problems." in said.err
    assert not (tmp_path / "fresh").exists()


# --- dossiers


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nstartxref\n0\n%%EOF",
        b"%PDF-1.7\nstartxref\n99999999\n%%EOF",
        bytes(range(256)) * 100,
        b"\0" * 10_000,
    ],
)
def test_a_file_that_is_no_dossier_is_called_so(program, tmp_path, content):
    (tmp_path / "x.pdf").write_bytes(content)
    said = program("verify", "x.pdf")
    assert said.status == 2
    assert "[dossier.not-a-dossier]" in said.err


def test_a_zip_file_that_is_no_pack_of_papers_is_called_so(program, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 a zip")
    said = program("verify", "x.zip")
    assert said.status == 2
    assert "[pack.not-a-pack]" in said.err


# --- packs


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a: [", b"[]", b"pack: 3", b"\0"])
@pytest.mark.parametrize("name", ["pack.yaml", "facts/about.yaml", "law/law.yaml"])
def test_a_broken_pack_is_reported_and_no_crash(program, packs, tmp_path, name, content):
    shutil.copytree(packs, tmp_path / "broken")
    inside = next((tmp_path / "broken" / "mini").glob("1.*"))
    path = inside.parent / name if name == "pack.yaml" else inside / name
    path.write_bytes(content)
    said = program("checklists", "lint", "broken")
    assert said.status == 2
    assert "internal.unexpected" not in said.err
    assert Path(name).name in said.out


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_that_may_not_be_written_gives_a_message(program, looms):
    for path in [*looms.iterdir(), looms]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        said = program("answer", looms, "fact.name", "x")
        assert said.status == 2
        assert "[file.write-failed]" in said.err
        assert program("status", looms).status == 0
    finally:
        for path in [looms, *looms.iterdir()]:
            path.chmod(0o700)
