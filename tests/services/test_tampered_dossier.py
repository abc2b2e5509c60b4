"""A dossier that was changed is named by ``verify``, alone and against its folder."""

from __future__ import annotations

import functools
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from compliance.assessment.chain import read_lines
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.data.digests import canonical_json
from compliance.dossier.issue import JOURNAL_NAME, RECORD_NAME
from compliance.errors import ConformityError
from compliance.services import issue_dossier as issuing
from compliance.services import verify_pdf
from compliance.services.issue_dossier import issue_dossier
from tests.builders import BEN, TODAY, chain, conformity, load_mini, reopen
from tests.services.helpers import (
    child,
    codes,
    journal_of,
    record,
    sample,
    verified,
    without_anchor,
)

MONTHS_LATER = TODAY.replace(year=TODAY.year + 1)


@dataclass(frozen=True)
class Issued:
    """An assessment of the mini pack with its dossier, and an earlier dossier."""

    packs: Path
    catalogue: Catalogue
    folder: Path
    earlier: Path
    pdf: Path


@pytest.fixture(scope="session")
def issued(tmp_path_factory):
    root = tmp_path_factory.mktemp("issued")
    catalogue = load_mini(root / "packs")
    assessment = sample(root / "a", catalogue)
    issue_dossier(assessment, root / "earlier.pdf", as_of=TODAY)
    record(assessment, "tell", "no")
    issue_dossier(assessment, root / "a.pdf", as_of=TODAY)
    return Issued(
        root / "packs", catalogue, root / "a", root / "earlier.pdf", root / "a.pdf"
    )


@pytest.fixture(autouse=True)
def mini_packs(issued, monkeypatch):
    """Verify with the mini pack as if it were shipped."""
    load = functools.partial(load_catalogue, root=issued.packs)
    monkeypatch.setattr(verify_pdf, "load_catalogue", load)


@pytest.fixture
def folder(issued, tmp_path):
    shutil.copytree(issued.folder, tmp_path / "a")
    return tmp_path / "a"


def embedded_files(writer):
    """The streams of the files inside, by name (a file may be named twice)."""
    found = []
    for item in writer._objects:
        value = item.get_object() if item is not None else None
        if isinstance(value, DictionaryObject) and value.get("/Type") == "/Filespec":
            found.append((str(value["/UF"]), value["/EF"]["/F"].get_object(), value))
    return found


def contents_of(pdf):
    reader = pypdf.PdfReader(pdf)
    return {item.name: bytes(item.content) for item in reader.attachment_list}


def rewritten(source, target, files=None, change=None):
    """Rewrite a dossier with other files inside, or with another change."""
    writer = pypdf.PdfWriter(clone_from=source)
    for name, stream, _ in embedded_files(writer):
        if name in (files or {}):
            stream.set_data(files[name])
            stream.get("/Params", {}).pop("/CheckSum", None)
    if change is not None:
        change(writer)
    with target.open("wb") as handle:
        writer.write(handle)
    return target


def with_record(issued, target, content):
    return rewritten(issued.pdf, target, {RECORD_NAME: content})


def with_journal(issued, target, content):
    return rewritten(issued.pdf, target, {JOURNAL_NAME: content})


def messages(result):
    return " ".join(item.message for item in result.problems)


# --- Untouched


def test_a_dossier_is_intact_alone_and_against_its_folder(issued):
    result = verified(issued.pdf, issued.folder)
    assert result.intact
    assert not result.notes
    for part in (
        "8 embedded records chained up to the head printed on its pages",
        "answers, findings and evidence register follow from its journal",
        "a continues the journal of a.pdf and has the same head",
    ):
        assert any(part in line for line in result.checked), part


def test_a_dossier_carries_the_journal_of_its_folder_byte_by_byte(issued):
    assert contents_of(issued.pdf)[JOURNAL_NAME] == journal_of(issued.folder)


def test_the_tool_of_these_tests_changes_nothing_by_itself(issued, tmp_path):
    """Otherwise the tests below could show the tool and not the change."""
    pdf = rewritten(issued.pdf, tmp_path / "a.pdf", contents_of(issued.pdf))
    assert verified(pdf).intact


def test_a_folder_that_went_on_continues_its_dossier(issued, folder):
    record(reopen(folder, issued.catalogue), "fact.note", "later")
    result = verified(issued.pdf, folder)
    assert result.intact
    assert any("with 1 later records" in line for line in result.checked)
    assert verified(issued.earlier, issued.folder).intact


# --- The record inside


def changed_record(issued, change):
    value = json.loads(contents_of(issued.pdf)[RECORD_NAME])
    change(value)
    return canonical_json(value)


def set_status(value):
    (finding,) = (item for item in value["findings"] if item["requirement"] == "tell")
    assert finding["status"] == "not-met"
    finding["status"] = "met"


def set_answer(value):
    (answer,) = (item for item in value["answers"] if item["question"] == "tell")
    answer["value"] = "yes"


def drop_gap(value):
    (finding,) = (item for item in value["findings"] if item["requirement"] == "tell")
    assert finding["gaps"]
    finding["gaps"] = []


def set_digest_of_evidence(value):
    value["evidence"][0]["sha256"] = "0" * 64


def drop_evidence(value):
    value["evidence"] = []


def set_author(value):
    value["answers"][0]["by"] = "Somebody"


def set_day(value):
    value["as_of"] = MONTHS_LATER.isoformat()


def add_key(value):
    value["certified"] = True


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (set_status, "findings[tell].status"),
        (set_answer, "answers[tell].value"),
        (drop_gap, "findings[tell].gaps"),
        (set_digest_of_evidence, "evidence[EV-0001].sha256"),
        (drop_evidence, "evidence[EV-0001]"),
        (set_author, ".by does not follow"),
        (set_day, "findings[risk.list]"),
        (add_key, "certified"),
    ],
)
def test_a_changed_record_is_named_with_the_place_of_the_change(
    issued, tmp_path, change, named
):
    pdf = with_record(issued, tmp_path / "a.pdf", changed_record(issued, change))
    result = verified(pdf)
    assert codes(result) == {"dossier.record-changed"}
    assert named in messages(result)


def indented(content):
    return json.dumps(json.loads(content), indent=1, ensure_ascii=False).encode()


def doubled_key(content):
    """A reader that takes the first of two equal keys sees another status."""
    return content.replace(b'"status":"not-met"', b'"status":"met","status":"not-met"', 1)


@pytest.mark.parametrize(
    "change",
    [
        indented,
        doubled_key,
        lambda content: content + b"\n",
        lambda content: content[:-1],
        lambda content: b"",
        lambda content: b"null",
        lambda content: b"[]",
        lambda content: b"{}",
        lambda content: b"\xff",
        lambda content: b'{"as_of":1,"tool_version":1}',
        lambda content: b"[" * 100_000,
        lambda content: content.replace(b'"as_of":"2030-06-01"', b'"as_of":"soon"'),
    ],
)
def test_a_record_in_another_form_is_named(issued, tmp_path, change):
    before = contents_of(issued.pdf)[RECORD_NAME]
    after = change(before)
    assert after != before
    result = verified(with_record(issued, tmp_path / "a.pdf", after))
    assert "dossier.record-changed" in codes(result)


def test_answers_are_compared_even_if_other_checklists_are_claimed(issued, tmp_path):
    """Claiming an unknown revision does not switch the comparison off."""

    def change(value):
        value["checklists"]["digest"] = "0" * 64
        set_answer(value)

    pdf = with_record(issued, tmp_path / "a.pdf", changed_record(issued, change))
    result = verified(pdf)
    assert any("another revision of the checklists" in note for note in result.notes)
    assert "answers[tell].value" in messages(result)


def test_the_claim_of_other_checklists_is_said_and_not_passed_over(issued, tmp_path):
    def change(value):
        value["checklists"]["digest"] = "0" * 64

    pdf = with_record(issued, tmp_path / "a.pdf", changed_record(issued, change))
    result = verified(pdf)
    assert any("another revision of the checklists" in note for note in result.notes)
    assert not any("findings" in line for line in result.checked)


# --- The journal inside


def test_a_journal_of_another_history_is_named_against_the_printed_head(issued, tmp_path):
    records = read_lines(journal_of(issued.folder), "x").records
    forged = chain(*(item.data for item in records), by=BEN)
    content = b"".join(item.line() for item in forged)
    result = verified(with_journal(issued, tmp_path / "a.pdf", content))
    assert codes(result) == {"journal.truncated", "dossier.record-changed"}
    assert "The pages print the head" in messages(result)
    assert forged[-1].hash in messages(result)


def test_journal_and_record_replaced_together_are_named_by_the_printed_head(
    issued, tmp_path
):
    files = contents_of(issued.earlier)
    pdf = rewritten(issued.pdf, tmp_path / "a.pdf", files)
    (problem,) = verified(pdf).problems
    assert problem.code == "journal.truncated"
    assert "The pages print the head" in problem.message


@pytest.mark.parametrize("removed", [1, 3, 7])
def test_records_cut_off_the_journal_inside_are_named(issued, tmp_path, removed):
    lines = journal_of(issued.folder).splitlines(keepends=True)
    content = b"".join(lines[:-removed])
    result = verified(with_journal(issued, tmp_path / "a.pdf", content))
    assert "journal.truncated" in codes(result)
    assert f"ends at record {len(lines) - removed} " in messages(result)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda content: content.replace(b"Ask again.", b"Ask never."), "broken-chain"),
        (lambda content: content[:-1], "truncated"),
        (lambda content: content[:-50], "truncated"),
        (lambda content: b"", "truncated"),
        (lambda content: b"\n", "unreadable"),
        (lambda content: content.replace(b"\n", b"\r\n"), "broken-chain"),
        (lambda content: content.replace(b'"no"', b'"\\ud800"'), "unreadable"),
    ],
)
def test_a_changed_journal_inside_is_named(issued, tmp_path, change, code):
    before = contents_of(issued.pdf)[JOURNAL_NAME]
    after = change(before)
    assert after != before
    result = verified(with_journal(issued, tmp_path / "a.pdf", after))
    assert f"journal.{code}" in codes(result)


@pytest.mark.parametrize("value", [None, 7, [], {"a": 1}, "lost", "yes", 1e300], ids=repr)
@pytest.mark.parametrize("question", ["fact.uses", "fact.count", "risk.list", "lost.id"])
def test_a_forged_journal_with_impossible_values_is_named_without_a_crash(
    issued, tmp_path, question, value
):
    from compliance.assessment.records import Answer

    records = read_lines(journal_of(issued.folder), "x").records
    data = [item.data for item in records] + [Answer(question=question, value=value)]
    content = b"".join(item.line() for item in chain(*data))
    result = verified(with_journal(issued, tmp_path / "a.pdf", content))
    assert "journal.truncated" in codes(result)


# --- The pages


def page_of(pdf, number):
    return pypdf.PdfReader(pdf).pages[number]


def replace_page(writer, number, other):
    """Show the content of another page at this place."""
    page = writer.pages[number]
    for key in ("/Contents", "/Resources"):
        page[NameObject(key)] = other[key].clone(writer)


def test_a_cover_of_another_dossier_is_named(issued, tmp_path):
    def change(writer):
        replace_page(writer, 0, page_of(issued.earlier, 0))

    (problem,) = verified(rewritten(issued.pdf, tmp_path / "a.pdf", None, change)).problems
    assert problem.code == "journal.truncated"
    assert "The pages print the head" in problem.message


def test_pages_of_another_dossier_behind_the_cover_are_named(issued, tmp_path):
    def change(writer):
        replace_page(writer, 2, page_of(issued.earlier, 2))

    (problem,) = verified(rewritten(issued.pdf, tmp_path / "a.pdf", None, change)).problems
    assert problem.code == "dossier.record-changed"
    assert "footers" in problem.message


def test_a_cover_with_journal_and_record_of_another_dossier_is_named_by_the_footers(
    issued, tmp_path
):
    def change(writer):
        replace_page(writer, 0, page_of(issued.earlier, 0))

    files = contents_of(issued.earlier)
    (problem,) = verified(rewritten(issued.pdf, tmp_path / "a.pdf", files, change)).problems
    assert problem.code == "dossier.record-changed"
    assert "footers" in problem.message


def test_a_cover_without_a_head_is_named(issued, tmp_path):
    def change(writer):
        empty = StreamObject()
        empty.set_data(b" ")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(empty)

    (problem,) = verified(rewritten(issued.pdf, tmp_path / "a.pdf", None, change)).problems
    assert problem.code == "dossier.record-changed"
    assert "no journal head" in problem.message


# --- Against the folder


def test_a_record_removed_at_the_end_of_the_folder_is_named_against_the_dossier(
    issued, folder
):
    lines = journal_of(folder).splitlines(keepends=True)
    (folder / JOURNAL_NAME).write_bytes(b"".join(lines[:-1]))
    without_anchor(folder)
    assert verified(folder).intact, "nothing but the dossier can show this"
    (problem,) = verified(issued.pdf, folder).problems
    assert (problem.place, problem.code) == (f"a/{JOURNAL_NAME}", "journal.truncated")
    assert "1 records that a.pdf carries are missing" in problem.message
    assert f"record {len(lines)} onwards" in problem.message


def test_a_rewritten_history_of_the_folder_is_named_against_the_dossier(issued, folder):
    records = read_lines(journal_of(folder), "x").records
    data = [item.data for item in records]
    data[2] = data[2].model_copy(update={"value": "yes"})
    forged = chain(*data, by=records[2].by)
    kept = records[:2]
    assert [item.hash for item in forged[:2]] == [item.hash for item in kept]
    (folder / JOURNAL_NAME).write_bytes(b"".join(item.line() for item in forged))
    without_anchor(folder)
    (problem,) = verified(issued.pdf, folder).problems
    assert problem.code == "journal.broken-chain"
    assert "Record 3 differs between a.pdf and a." in problem.message


def test_another_folder_is_named_against_the_dossier(issued, tmp_path):
    other = sample(tmp_path / "b", issued.catalogue)
    record(other, "tell", "yes")
    record(other, "tell", "no")
    (problem,) = verified(issued.pdf, tmp_path / "b").problems
    assert problem.code == "journal.broken-chain"
    assert "Record 8 differs" in problem.message


# --- No dossiers


def blank(path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    with path.open("wb") as handle:
        writer.write(handle)
    return path.read_bytes()


def encrypted(issued, path):
    writer = pypdf.PdfWriter(clone_from=issued.pdf)
    writer.encrypt("secret", algorithm="RC4-128")
    with path.open("wb") as handle:
        writer.write(handle)
    return path.read_bytes()


def without_files(issued, path, *names):
    def change(writer):
        for name, _, spec in embedded_files(writer):
            if name in names:
                for key in ("/UF", "/F"):
                    spec[NameObject(key)] = pypdf.generic.TextStringObject("other")
        tree = writer._root_object["/Names"]["/EmbeddedFiles"]["/Names"]
        for at, item in enumerate(tree):
            if str(item) in names:
                tree[at] = pypdf.generic.TextStringObject("other")

    return rewritten(issued.pdf, path, None, change).read_bytes()


def with_twice(issued, path):
    def change(writer):
        writer.add_attachment(RECORD_NAME, b"{}")

    return rewritten(issued.pdf, path, None, change).read_bytes()


NO_DOSSIERS = {
    "nothing": lambda issued, path: b"",
    "text": lambda issued, path: b"Dear Sir or Madam",
    "the head of a PDF": lambda issued, path: b"%PDF-1.7\n",
    "a broken PDF": lambda issued, path: b"%PDF-1.7\n%%EOF" + bytes(range(256)),
    "half a dossier": lambda issued, path: issued.pdf.read_bytes()[:40_000],
    "a blank page": lambda issued, path: blank(path),
    "an encrypted dossier": encrypted,
    "a dossier without record": functools.partial(without_files),
    "a record twice": with_twice,
}


@pytest.mark.parametrize("case", NO_DOSSIERS)
def test_what_is_no_dossier_is_refused_with_one_code(issued, tmp_path, case):
    path = tmp_path / "x.pdf"
    arguments = (RECORD_NAME,) if "without" in case else ()
    content = NO_DOSSIERS[case](issued, path, *arguments)
    path.write_bytes(content)
    with pytest.raises(ConformityError) as raised:
        verified(path)
    assert raised.value.code == "dossier.not-a-dossier"


def test_the_command_line_refuses_what_is_no_dossier(tmp_path):
    blank(tmp_path / "x.pdf")
    ended = conformity("verify", "x.pdf", home=tmp_path)
    assert ended.returncode == 2
    assert "[dossier.not-a-dossier]" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_damaged_dossier_never_crashes_the_check(issued, tmp_path):
    content = issued.pdf.read_bytes()
    path = tmp_path / "a.pdf"
    for at in range(len(content) // 26, len(content), len(content) // 25):
        path.write_bytes(content[:at] + b"\x00\xff\x00" + content[at + 3 :])
        try:
            verified(path)
        except ConformityError as error:
            assert error.code == "dossier.not-a-dossier"


# --- Issuing


def test_two_processes_write_the_same_bytes(issued, tmp_path):
    """Other seeds of hashes, other seconds, other time zones, other languages."""
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    command = ("make-dossier", issued.packs, issued.folder)
    surroundings = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    )
    told = []
    children = [
        child(tmp_path, *command, target, **more)
        for target, more in zip((first, second), surroundings, strict=True)
    ]
    for process in children:
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(1.1)
    for process in children:
        told.append(process.communicate(timeout=120)[0].split(maxsplit=1))
        assert process.returncode == 0
    assert told[0][0] == told[1][0]
    assert told[0][1] != told[1][1], "the second should have been another one"
    assert first.read_bytes() == second.read_bytes() == issued.pdf.read_bytes()


def test_another_answer_gives_other_bytes(issued):
    assert issued.pdf.read_bytes() != issued.earlier.read_bytes()


def test_a_dossier_shows_what_others_wrote_until_it_is_issued(
    issued, folder, tmp_path, monkeypatch
):
    """The journal inside and the state on the pages must have the same head."""
    assessment = reopen(folder, issued.catalogue)
    record(reopen(folder, issued.catalogue), "fact.note", "meanwhile", by=BEN)
    seen = {}

    def make(catalogue, state, journal, *_):
        seen.update(head=state.head, journal=journal)
        return b"%PDF"

    monkeypatch.setattr(issuing, "make_dossier", make)
    issue_dossier(assessment, tmp_path / "b.pdf", as_of=TODAY)
    assert seen["journal"] == journal_of(folder)
    assert seen["head"] == read_lines(seen["journal"], "x").head


def test_a_dossier_that_cannot_be_written_leaves_the_earlier_one(
    issued, tmp_path, monkeypatch
):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"earlier")
    monkeypatch.setattr(issuing, "make_dossier", lambda *_: b"%PDF")

    def replace(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(ConformityError) as raised:
        issue_dossier(reopen(issued.folder, issued.catalogue), target, as_of=TODAY)
    assert raised.value.code == "file.write-failed"
    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
