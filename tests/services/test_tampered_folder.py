"""A folder that was changed in any byte is named by ``verify``."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from compliance.assessment.journal.records import JOURNAL, Answer, Note
from compliance.errors import ConformityError
from compliance.services.assess.attach_evidence import withdraw_evidence
from compliance.storage.folder.journal import ANCHOR
from tests.builders import ANN, AT, begin, chain, conformity, entry, reopen
from tests.services.helpers import attach, codes, journal_of, record, verified, without_anchor

pytestmark = pytest.mark.usefixtures("mini_installed")
BAD = {"journal.broken-chain", "journal.unreadable", "journal.torn", "journal.truncated"}
FLIPS = {"lowest bit": 0x01, "letter case": 0x20, "highest bit": 0x80}


def rewrite(folder, content):
    with (folder / JOURNAL).open("r+b") as handle:
        handle.truncate(0)
        handle.write(content)


def record_number(content, position):
    """Number of the record that a byte belongs to."""
    return content[:position].count(b"\n") + 1


def assert_named(folder, number):
    """A problem of the journal stands at this record."""
    result = verified(folder)
    places = [item.place for item in result.problems if item.code in BAD]
    assert f"a/{JOURNAL}:{number}" in places, (number, result.problems)


def test_an_untouched_folder_is_intact(folder):
    result = verified(folder)
    assert result.intact
    assert not result.notes
    assert result.checked == [
        f"a: 7 records chained, head {reopen_head(folder)}",
        "a: 1 piece of evidence has its recorded SHA-256",
    ]


def reopen_head(folder):
    return json.loads(journal_of(folder).splitlines()[-1])["hash"]


@pytest.mark.parametrize("flip", FLIPS)
def test_every_flipped_byte_of_the_journal_is_named_at_its_record(folder, flip):
    content = journal_of(folder)
    for at, byte in enumerate(content):
        changed = bytes([byte ^ FLIPS[flip]])
        rewrite(folder, content[:at] + changed + content[at + 1 :])
        assert_named(folder, record_number(content, at))


def test_every_dropped_byte_of_the_journal_is_named_at_its_record(folder):
    content = journal_of(folder)
    for at in range(len(content)):
        rewrite(folder, content[:at] + content[at + 1 :])
        assert_named(folder, record_number(content, at))


def test_the_journal_cut_at_every_length_is_named(folder):
    content = journal_of(folder)
    for length in range(len(content)):
        rewrite(folder, content[:length])
        result = verified(folder)
        assert codes(result) & {"journal.torn", "journal.truncated"}, length
        number = record_number(content, length)
        assert any(f"record {number} " in str(item).lower() for item in result.problems) or (
            length == 0
        )


@pytest.mark.parametrize(
    ("cut", "anchored", "hint"),
    [
        (1, True, "The next answer adds it."),
        (1, False, "The next answer adds it."),
        (2, True, "It had been acknowledged. Restore the journal from a copy."),
        (2, False, "If it was being written, it was never acknowledged"),
    ],
)
def test_what_becomes_of_a_last_line_without_end_is_said(folder, cut, anchored, hint):
    rewrite(folder, journal_of(folder)[:-cut])
    if not anchored:
        without_anchor(folder)
    torn = verified(folder).problems[0]
    assert torn.code == "journal.torn"
    assert torn.hint.startswith(hint)


def test_cut_inside_a_record_is_named_without_the_anchor_too(folder):
    content = journal_of(folder)
    without_anchor(folder)
    for length in range(len(content)):
        rewrite(folder, content[:length])
        result = verified(folder)
        assert any("head.json is missing" in note for note in result.notes)
        at_the_end_of_a_record = length > 0 and content[length - 1 : length] == b"\n"
        assert bool(codes(result) & BAD) is not at_the_end_of_a_record, length


@pytest.mark.parametrize("removed", [1, 2, 6])
def test_records_removed_at_the_end_are_named_against_the_anchor(folder, removed):
    lines = journal_of(folder).splitlines(keepends=True)
    rewrite(folder, b"".join(lines[:-removed]))
    result = verified(folder)
    problem = next(item for item in result.problems if item.code == "journal.truncated")
    assert problem.place == f"a/{JOURNAL}:{len(lines) - removed}"
    assert f"{removed} acknowledged record" in problem.message
    assert f"record {len(lines) - removed + 1} onwards" in problem.message


def test_records_removed_at_the_end_are_refused_when_opening(folder, mini):
    lines = journal_of(folder).splitlines(keepends=True)
    rewrite(folder, b"".join(lines[:-1]))
    with pytest.raises(ConformityError) as raised:
        reopen(folder, mini)
    assert raised.value.code == "journal.truncated"


@pytest.mark.parametrize("number", range(1, 8))
def test_a_record_dropped_doubled_or_moved_is_named_at_its_place(folder, number):
    lines = journal_of(folder).splitlines(keepends=True)
    at = number - 1
    changes = {
        "dropped": (lines[:at] + lines[at + 1 :], number),
        "doubled": (lines[:number] + lines[at:], number + 1),
        "moved": (lines[:at] + lines[number : number + 1] + lines[at:number], number),
    }
    for name, (changed, place) in changes.items():
        if changed == lines or (number == len(lines) and name != "doubled"):
            continue
        rewrite(folder, b"".join(changed))
        assert_named(folder, place)


def test_a_record_of_another_assessment_is_named(folder, tmp_path, mini):
    other = begin(tmp_path / "b", mini)
    record(other, "fact.name", "Other")
    lines = journal_of(folder).splitlines(keepends=True)
    foreign = journal_of(tmp_path / "b").splitlines(keepends=True)
    rewrite(folder, b"".join([lines[0], foreign[1], *lines[2:]]))
    assert_named(folder, 2 if foreign[0] != lines[0] else 3)


def test_a_rewritten_history_is_named_against_the_anchor(folder):
    """Whoever rewrites the whole chain but not the anchor is found."""
    forged = chain(*(item.data for item in forged_records(folder)))
    rewrite(folder, b"".join(item.line() for item in forged))
    (problem,) = [item for item in verified(folder).problems if "evidence" not in item.code]
    assert problem.place == f"a/{ANCHOR}"
    assert problem.code == "journal.broken-chain"


def forged_records(folder):
    from compliance.assessment.journal.chain import read_lines

    return read_lines(journal_of(folder), JOURNAL).records


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "1e999",
        '"\\ud800"',
        "[" * 400 + "]" * 400,
        "[" * 9000 + "]" * 9000,
        "9" * 6000,
        '"no","value":"yes"',
        ' "yes"',
        '"yes" ',
        '"\\u0079es"',
    ],
    ids=[
        "nan",
        "infinite",
        "surrogate",
        "deep",
        "deeper",
        "long number",
        "double key",
        "space",
        "later space",
        "escape",
    ],
)
def test_json_that_no_writer_writes_is_named(folder, value):
    content = journal_of(folder)
    rewrite(folder, content.replace(b'"value":"yes"', f'"value":{value}'.encode(), 1))
    assert_named(folder, 2)


@pytest.mark.parametrize(
    "anchor",
    [
        "",
        "{}",
        "[]",
        "7",
        '{"seq":0,"head":""}',
        '{"seq":-1,"head":""}',
        '{"seq":1e999,"head":"x"}',
        '{"seq":"x","head":"x"}',
        "[" * 9000,
        "\udcff",
    ],
)
def test_an_anchor_that_names_no_record_is_said_to_be_unreadable(folder, anchor, mini):
    (folder / ANCHOR).write_bytes(anchor.encode("utf-8", "surrogateescape"))
    result = verified(folder)
    assert result.intact
    assert any("missing or unreadable" in note for note in result.notes)
    record(reopen(folder, mini), "fact.note", "goes on")
    assert not any("missing or unreadable" in note for note in verified(folder).notes)


@pytest.mark.parametrize("seq", [1, 6])
def test_an_anchor_that_names_another_hash_is_named(folder, seq):
    (folder / ANCHOR).write_text(json.dumps({"seq": seq, "head": "0" * 64}))
    (problem,) = verified(folder).problems
    assert (problem.place, problem.code) == (f"a/{ANCHOR}", "journal.broken-chain")


def test_a_journal_that_does_not_begin_with_an_assessment_is_refused(folder):
    (record_,) = chain(Note(question="tell", text="x"))
    rewrite(folder, record_.line())
    without_anchor(folder)
    with pytest.raises(ConformityError) as raised:
        verified(folder)
    assert raised.value.code == "journal.unreadable"


def evidence_file(folder):
    (path,) = (path for path in (folder / "evidence").rglob("*") if path.is_file())
    return path


def evidence_codes(folder):
    return [(item.place, item.code) for item in verified(folder).problems]


def test_every_changed_byte_of_an_evidence_file_is_named(folder):
    path = evidence_file(folder)
    content = path.read_bytes()
    named = [("a: EV-0001 (a-report.txt)", "evidence.changed")]
    for at, byte in enumerate(content):
        for bit in range(8):
            changed = bytes([byte ^ 1 << bit])
            path.write_bytes(content[:at] + changed + content[at + 1 :])
            assert evidence_codes(folder) == named
        for shorter in (content[:at], content[:at] + content[at + 1 :]):
            path.write_bytes(shorter)
            assert evidence_codes(folder) == named
        path.write_bytes(content[:at] + b"+" + content[at:])
        assert evidence_codes(folder) == named
    path.write_bytes(content)
    assert evidence_codes(folder) == []


def test_removed_evidence_is_named(folder):
    evidence_file(folder).unlink()
    assert evidence_codes(folder) == [("a: EV-0001 (a-report.txt)", "evidence.missing")]
    shutil.rmtree(folder / "evidence")
    assert evidence_codes(folder) == [("a: EV-0001 (a-report.txt)", "evidence.missing")]


def test_removed_evidence_is_named_even_when_it_was_withdrawn(folder, mini):
    withdraw_evidence(reopen(folder, mini), "EV-0001", reason="Old", by=ANN, at=AT)
    assert verified(folder).intact
    evidence_file(folder).unlink()
    assert evidence_codes(folder) == [("a: EV-0001 (a-report.txt)", "evidence.missing")]


def test_evidence_put_back_is_intact_again(folder, untouched, mini):
    path = evidence_file(folder)
    path.write_bytes(b"forged")
    assert attach(reopen(folder, mini), evidence_file(untouched), "risk.list") == "EV-0001"
    assert evidence_codes(folder) == []


@pytest.mark.parametrize("name", ["readme.txt", "ab/cd", "0" * 64, f"00/{'0' * 64}"])
def test_a_foreign_file_in_the_locker_is_named(folder, name):
    path = folder / "evidence" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("foreign")
    assert evidence_codes(folder) == [(f"a: evidence/{name}", "evidence.foreign")]


def test_evidence_at_another_place_of_the_locker_is_foreign_and_missing(folder):
    path = evidence_file(folder)
    path.rename(folder / "evidence" / path.name)
    assert evidence_codes(folder) == [
        ("a: EV-0001 (a-report.txt)", "evidence.missing"),
        (f"a: evidence/{path.name}", "evidence.foreign"),
    ]


def test_everything_wrong_with_a_folder_is_named_at_once(folder, mini):
    source = folder.parent / "second.txt"
    source.write_text("second")
    attach(reopen(folder, mini), source, "tell")
    first, second = sorted(
        (path for path in (folder / "evidence").rglob("*") if path.is_file()),
        key=lambda path: path.stat().st_size,
    )
    first.unlink()
    second.write_bytes(b"changed")
    (folder / "evidence" / "foreign").write_text("x")
    (folder / ANCHOR).write_text(json.dumps({"seq": 2, "head": "0" * 64}))
    assert codes(verified(folder)) == {
        "journal.broken-chain",
        "evidence.missing",
        "evidence.changed",
        "evidence.foreign",
    }


def test_verifying_changes_nothing_but_the_lock(folder):
    rewrite(folder, journal_of(folder)[:-10])
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert not verified(folder).intact
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before


def test_what_is_no_assessment_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    for target, code in (
        (tmp_path, "assessment.not-a-folder"),
        (tmp_path / "none", "file.missing"),
        (tmp_path / "file", "dossier.not-a-dossier"),
    ):
        with pytest.raises(ConformityError) as raised:
            verified(target)
        assert raised.value.code == code


def test_the_command_line_says_what_was_changed_and_exits_with_1(folder):
    ended = conformity("verify", folder, home=folder.parent)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Nothing was found changed." in ended.stdout
    content = journal_of(folder)
    rewrite(folder, content.replace(b"Ask again.", b"Ask never."))
    ended = conformity("verify", folder, home=folder.parent)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert f"changed: a/{JOURNAL}:6: [journal.broken-chain]" in ended.stdout


def test_an_answer_after_a_changed_record_is_refused(folder, mini):
    assessment = reopen(folder, mini)
    content = journal_of(folder)
    rewrite(folder, content.replace(b"Ask again.", b"Ask never."))
    with pytest.raises(ConformityError) as raised:
        reopen(folder, mini)
    assert raised.value.code == "journal.broken-chain"
    rewrite(folder, content[:-300])
    with pytest.raises(ConformityError) as raised:
        record(assessment, "fact.note", "x")
    assert raised.value.code == "journal.truncated"


@pytest.mark.skipif(sys.platform == "win32", reason="folders stay writable there")
def test_a_lock_that_cannot_be_made_is_reported(folder, mini, monkeypatch):
    assessment = reopen(folder, mini)

    def acquire(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(assessment.store._lock, "acquire", acquire)
    with pytest.raises(ConformityError, match="Read-only file system") as raised:
        assessment.store.append(None, entry(Answer(question="tell")))
    assert raised.value.code == "file.write-failed"
