"""Two programs that write at the same moment lose nothing of each other."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from compliance.storage.folder.blobs import FOLDER
from tests.builders import ANN, begin, conformity, reopen
from tests.services.helpers import (
    answers_of,
    attach,
    child,
    many_pack,
    record,
    records_of,
    run_together,
    verified,
)

EACH = 300
FILES = 25


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    return tmp_path_factory.mktemp("many")


@pytest.fixture(scope="module")
def catalogue(packs):
    return many_pack(packs)


def interleaved(folder):
    """How often the author changes from one record to the next."""
    authors = [item.by for item in records_of(folder)[1:]]
    return sum(one != other for one, other in itertools.pairwise(authors))


def test_three_hundred_answers_each_to_different_questions_are_all_kept(packs, catalogue, tmp_path):
    folder = tmp_path / "a"
    begin(folder, catalogue)
    run_together(
        child(tmp_path, "answer-many", packs, folder, "Ann", 0, EACH),
        child(tmp_path, "answer-many", packs, folder, "Ben", EACH, EACH),
    )
    assert answers_of(folder) == {
        f"many.{at:03}": [f"{'Ann' if at < EACH else 'Ben'} {at}"] for at in range(2 * EACH)
    }
    assert len(reopen(folder, catalogue).state.answers) == 2 * EACH
    assert interleaved(folder) > 1, "the two did not write at the same time"
    assert verified(folder).intact


def test_three_hundred_answers_each_to_one_question_are_all_kept(packs, catalogue, tmp_path):
    folder = tmp_path / "a"
    begin(folder, catalogue)
    run_together(
        child(tmp_path, "answer-one", packs, folder, "Ann", EACH),
        child(tmp_path, "answer-one", packs, folder, "Ben", EACH),
    )
    (values,) = answers_of(folder).values()
    for name in ("Ann", "Ben"):
        mine = [value for value in values if value.startswith(name)]
        assert mine == [f"{name} {at}" for at in range(EACH)]
    assert len(values) == 2 * EACH
    assert reopen(folder, catalogue).state.answers["many.000"].value == values[-1]
    assert interleaved(folder) > 1, "the two did not write at the same time"
    assert verified(folder).intact


def test_answers_by_two_command_lines_at_once_are_all_kept(tmp_path):
    assert conformity("new", "a", home=tmp_path).returncode == 0
    questions = {
        "Ann": ["operator.name", "operator.address", "operator.contact"],
        "Ben": ["system.name", "system.type", "system.version"],
    }

    def work(by):
        return [
            conformity("answer", "a", known, f"{by} {known}", "--by", by, home=tmp_path)
            for known in questions[by]
        ]

    with ThreadPoolExecutor() as pool:
        ended = [item for items in pool.map(work, questions) for item in items]
    assert [item.returncode for item in ended] == [0] * 6
    assert answers_of(tmp_path / "a") == {
        known: [f"{by} {known}"] for by, asked in questions.items() for known in asked
    }
    assert verified(tmp_path / "a").intact


def test_evidence_attached_by_two_at_once_gets_no_number_twice(packs, catalogue, tmp_path):
    folder = tmp_path / "a"
    begin(folder, catalogue)
    children = []
    for by in ("Ann", "Ben"):
        sources = tmp_path / by
        sources.mkdir()
        for at in range(FILES):
            (sources / f"{at:02}.txt").write_text(f"{by} {at}")
        children.append(child(tmp_path, "attach-many", packs, folder, by, sources))
    printed = [text.split() for text in run_together(*children)]
    every = [f"EV-{at:04}" for at in range(1, 2 * FILES + 1)]
    assert sorted(printed[0] + printed[1]) == every
    state = reopen(folder, catalogue).state
    assert list(state.evidence) == every
    assert len({held.data.sha256 for held in state.evidence.values()}) == 2 * FILES
    for by, numbers in zip(("Ann", "Ben"), printed, strict=True):
        assert {state.evidence[number].by for number in numbers} == {by}
    assert interleaved(folder) > 1, "the two did not attach at the same time"
    assert verified(folder).intact


def test_the_same_files_attached_by_two_at_once_are_recorded_once(packs, catalogue, tmp_path):
    folder = tmp_path / "a"
    begin(folder, catalogue)
    sources = tmp_path / "sources"
    sources.mkdir()
    for at in range(FILES):
        (sources / f"{at:02}.txt").write_text(f"{at}")
    printed = run_together(
        child(tmp_path, "attach-many", packs, folder, "Ann", sources),
        child(tmp_path, "attach-many", packs, folder, "Ben", sources),
    )
    every = [f"EV-{at:04}" for at in range(1, FILES + 1)]
    assert [text.split() for text in printed] == [every, every]
    assert len(records_of(folder)) == FILES + 1
    assert verified(folder).intact


def test_evidence_attached_between_the_look_and_the_record_is_not_attached_twice(
    catalogue, tmp_path, monkeypatch
):
    """The same race as above, made certain."""
    source = tmp_path / "report.txt"
    source.write_text("report")
    assessment = begin(tmp_path / "a", catalogue)
    other = reopen(assessment.store.folder, catalogue)
    append = assessment.store.append

    def late(*arguments):
        monkeypatch.undo()
        attach(other, source, "risk.list", by="Ben")
        return append(*arguments)

    monkeypatch.setattr(assessment.store, "append", late)
    assert attach(assessment, source, "risk.list") == "EV-0001"
    assert list(assessment.state.evidence) == ["EV-0001"]
    assert len(records_of(assessment.store.folder)) == 2


def test_a_number_of_evidence_taken_meanwhile_is_not_given_again(catalogue, tmp_path, monkeypatch):
    mine, theirs = tmp_path / "mine.txt", tmp_path / "theirs.txt"
    mine.write_text("mine")
    theirs.write_text("theirs")
    assessment = begin(tmp_path / "a", catalogue)
    other = reopen(assessment.store.folder, catalogue)
    append = assessment.store.append

    def late(*arguments):
        monkeypatch.undo()
        attach(other, theirs, "risk.list", by="Ben")
        return append(*arguments)

    monkeypatch.setattr(assessment.store, "append", late)
    assert attach(assessment, mine, "risk.list") == "EV-0002"
    held = reopen(assessment.store.folder, catalogue).state.evidence
    assert [held[number].data.name for number in held] == ["theirs.txt", "mine.txt"]


def test_a_reader_sees_whole_records_while_another_writes(packs, catalogue, tmp_path):
    folder = tmp_path / "a"
    assessment = begin(folder, catalogue)
    writer = child(tmp_path, "answer-many", packs, folder, "Ben", 0, EACH)
    assert writer.stdout.readline() == "ready\n"
    writer.stdin.write("go\n")
    writer.stdin.flush()
    looks = 0
    while writer.poll() is None:
        looks += 1
        fresh = assessment.refresh()
        assert [item.seq for item in fresh] == list(
            range(assessment.state.seq - len(fresh) + 1, assessment.state.seq + 1)
        )
        reopen(folder, catalogue)
    writer.communicate()
    assert writer.returncode == 0
    assert looks > 1
    record(assessment, "fact.note", "end", by=ANN)
    assert assessment.state.seq == EACH + 2
    assert not (folder / FOLDER).exists()
