"""The process beside a server that lays out dossiers, and the room that keeps it."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid

import pypdf
import pytest

from compliance.services.issue_dossier import compose_summary_of
from compliance.services.press_room import bench, child, room
from compliance.services.press_room.bench import Bench, Gone
from compliance.services.press_room.child import Child
from compliance.services.press_room.orders import Order
from compliance.services.press_room.room import Limits, PressRoom
from compliance.storage.folder.workspace import FolderBinder
from tests.builders import TODAY, reopen
from tests.services.helpers import record

NEXT_DAY = TODAY + datetime.timedelta(days=1)
WITH_SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")


@pytest.fixture(scope="module")
def kept(issued, tmp_path_factory):
    """A cache in which every page of the sample is kept, and where the sample lies."""
    place = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONFORMITY_CHECKLISTS", str(issued.packs))
        patched.setenv("CONFORMITY_CACHE", str(place / "cache"))
        shutil.copytree(issued.folder, place / "a")
        line = Line()
        Bench(line, keep=True).carry_out(Order(FolderBinder(place / "a", "a"), TODAY, "1.pdf"))
    assert line.said[-1][0] == "done", line.said[-1]
    assert (place / "a/dossiers/1.pdf").read_bytes() == issued.pdf.read_bytes()
    return place / "cache"


@pytest.fixture(autouse=True)
def surroundings(issued, kept, monkeypatch):
    """The mini pack as if it were shipped, and the cache."""
    monkeypatch.setenv("CONFORMITY_CHECKLISTS", str(issued.packs))
    monkeypatch.setenv("CONFORMITY_CACHE", str(kept))


@pytest.fixture
def cold(tmp_path, monkeypatch):
    """A cache that holds nothing."""
    monkeypatch.setenv("CONFORMITY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "sheets"


@pytest.fixture
def binder(issued, tmp_path):
    """A copy of the sample."""
    shutil.copytree(issued.folder, tmp_path / "a")
    return FolderBinder(tmp_path / "a", "a")


@pytest.fixture
def copy(binder, tmp_path):
    """Another copy beside it."""
    shutil.copytree(binder.folder, tmp_path / "b")
    return FolderBinder(tmp_path / "b", "b")


@pytest.fixture
def answer(binder, issued):
    """Records something that was never laid out."""

    def new():
        assessment = reopen(binder.folder, issued.catalogue)
        record(assessment, "fact.note", f"another note, {uuid.uuid4()}")

    return new


@pytest.fixture
def make():
    """Makes rooms that are closed again."""
    made = []

    def new(*, keep=True, **limits):
        made.append(PressRoom(keep=keep, limits=Limits(**{"pause": 0.01, **limits})))
        return made[-1]

    yield new
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def running(kept, issued):
    """A room whose process runs already, for tests that leave it as it is."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONFORMITY_CHECKLISTS", str(issued.packs))
        patched.setenv("CONFORMITY_CACHE", str(kept))
        made = PressRoom(keep=True, limits=Limits(pause=0.3))
        ended(made.issue(FolderBinder(kept.parent / "a", "a"), "2.pdf", TODAY))
    yield made
    made.close()


class Line:
    """The end of a pipe that a bench holds; somebody speaks after it was asked so often."""

    def __init__(self, interrupt_after=10**9):
        self.said, self.left = [], interrupt_after

    def send(self, words):
        self.said.append(words)

    def poll(self):
        self.left -= 1
        return self.left < 0


def until(true, what, seconds=60.0):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def ended(job):
    """A job once it has ended."""
    until(lambda: not job.open, "the dossier is still being written")
    return job


@contextlib.contextmanager
def settle(made, orders=1):
    """Wait until the process has finished a number of orders more."""
    before = made._child.finished if made._child else 0
    yield
    until(lambda: made._child and made._child.finished >= before + orders, "it was not got ready")


# --- What it is for


def proofs(binder):
    """The proofs that are kept; the summary lies beside each."""
    papers = list(binder.scratch().papers())
    found = [name for name in papers if not name.startswith("summary-")]
    assert {f"summary-{name}" for name in found} == set(papers) - set(found)
    return found


def test_a_dossier_has_the_same_bytes_here_as_anywhere(running, binder, issued):
    job = ended(running.issue(binder, "1.pdf", TODAY))
    assert (job.state, job.laid_out) == ("done", 0)
    assert running.job_of(binder) is job
    with binder.scratch().paper("1.pdf") as paper:
        assert paper.read() == issued.pdf.read_bytes()
    assessment = reopen(binder.folder, issued.catalogue)
    with binder.scratch().paper("summary-1.pdf") as paper:
        assert paper.read() == compose_summary_of(assessment, as_of=TODAY, keep=False)


def test_a_dossier_asked_for_some_time_after_an_answer_lays_nothing_out(
    running, binder, answer, kept
):
    answer()
    assert 0 < ended(running.issue(binder, "1.pdf", TODAY)).laid_out < 10
    answer()
    before = len(list((kept / "sheets").iterdir()))
    with settle(running):
        running.get_ready(binder, TODAY)
    assert len(list((kept / "sheets").iterdir())) > before
    assert proofs(binder) == ["1.pdf"], "nobody asked for another yet"
    assert ended(running.issue(binder, "2.pdf", TODAY)).laid_out == 0


def test_a_dossier_is_named_by_the_head_that_it_bears_and_not_by_that_when_it_was_asked_for(
    running, binder, answer, issued
):
    """Somebody answered while it waited for its turn."""
    asked = reopen(binder.folder, issued.catalogue).head
    answer()
    assert ended(running.issue(binder, f"20300601T080000-{asked[:12]}.pdf", TODAY)).state == "done"
    head = reopen(binder.folder, issued.catalogue).head
    (name,) = proofs(binder)
    assert f"summary-{name}" in binder.scratch().papers()
    assert name == f"20300601T080000-{head[:12]}.pdf"
    with binder.scratch().paper(name) as paper:
        assert f"journal-head:{head}" in pypdf.PdfReader(paper).metadata["/Keywords"]


def test_answers_that_follow_each_other_are_laid_out_once_and_as_the_last_one_left_it(
    running, binder
):
    before = running._child.finished
    with settle(running):
        for day in (TODAY, TODAY, NEXT_DAY):
            running.get_ready(binder, day)
    assert ended(running.issue(binder, "1.pdf", NEXT_DAY)).laid_out == 0
    assert running._child.finished == before + 2


def test_without_a_cache_nothing_is_got_ready_and_nothing_kept(make, binder, cold, monkeypatch):
    made = make(keep=False)
    made.get_ready(binder, TODAY)
    assert made._thread is None
    assert ended(made.issue(binder, "1.pdf", TODAY)).state == "done"
    assert not cold.exists()
    monkeypatch.setenv("CONFORMITY_CACHE", "off")
    made = make(keep=True)
    made.get_ready(binder, TODAY)
    assert made._thread is None


def test_getting_ready_costs_the_page_next_to_nothing(make, binder):
    made = make(pause=60)
    made.get_ready(binder, TODAY)
    before = time.thread_time()
    for _ in range(100):
        made.get_ready(binder, TODAY)
    assert time.thread_time() - before < 0.1
    assert made._child is None, "no process before it is needed"


def test_only_so_many_assessments_wait_to_be_got_ready(make, tmp_path):
    made = make(pause=60)
    names = [f"a{at}" for at in range(room.MOST_READY + 3)]
    for name in names:
        made.get_ready(FolderBinder(tmp_path / name, name), TODAY)
    waiting = [wanted.order.binder.name for wanted in made._ready.values()]
    assert waiting == names[3:]


# --- In which order


def test_getting_ready_stops_at_the_next_fragment_and_keeps_what_it_has(binder, cold):
    line = Line(interrupt_after=3)
    assert Bench(line, keep=True).carry_out(Order(binder, TODAY))
    assert [words[0] for words in line.said] == ["begun", "stopped"]
    # Asked once before the first fragment and once after each.
    assert len(list(cold.iterdir())) == 3
    again = Line()
    Bench(again, keep=True).carry_out(Order(binder, TODAY, "1.pdf"))
    (total,) = {words[2] for words in again.said if words[0] == "progress"}
    word, laid_out, _ = again.said[-1]
    assert (word, laid_out) == ("done", total - 3)


def test_a_dossier_that_is_asked_for_overtakes_what_is_got_ready(
    running, binder, copy, answer, monkeypatch
):
    told, tell = [], Child.tell
    monkeypatch.setattr(
        Child, "tell", lambda self, order: (told.append(order.file), tell(self, order))
    )
    answer()
    with settle(running, 2):
        running.get_ready(binder, TODAY)
        until(lambda: told, "it was not begun")
        ended(running.issue(copy, "1.pdf", TODAY))
    # What was stopped goes on afterwards; what was finished before needs not.
    until(lambda: not (running._given or running._ready), "something is left")
    assert told in (["", "1.pdf"], ["", "1.pdf", ""])
    assert ended(running.issue(binder, "2.pdf", TODAY)).laid_out == 0


def test_several_dossiers_are_written_one_after_the_other(running, binder, copy, answer):
    answer()  # takes a while
    first, second = running.issue(binder, "1.pdf", TODAY), running.issue(copy, "2.pdf", TODAY)
    assert running.issue(binder, "3.pdf", TODAY) is first
    until(lambda: first.state == "running", "it was not begun")
    assert second.state == "waiting"
    assert ended(first).state == ended(second).state == "done"
    assert proofs(copy) == ["2.pdf"]
    assert proofs(binder) == ["1.pdf"]


def test_the_process_remembers_the_last_papers_only(binder, tmp_path):
    made = Bench(Line(), keep=True)
    for at in range(bench.MOST_PAPERS + 2):
        shutil.copytree(binder.folder, tmp_path / f"c{at}")
        made._paper(Order(FolderBinder(tmp_path / f"c{at}", f"c{at}"), TODAY))
    assert len(made._papers) == bench.MOST_PAPERS


def test_a_paper_that_is_remembered_is_used_for_the_same_head_and_day_only(
    binder, answer, monkeypatch
):
    made, prepared = Bench(Line(), keep=True), []
    prepare = bench.prepare_dossier
    monkeypatch.setattr(
        bench, "prepare_dossier", lambda *a, **b: (prepared.append(b), prepare(*a, **b))[1]
    )
    first = made._paper(Order(binder, TODAY))[1]
    assert made._paper(Order(binder, TODAY, "1.pdf"))[1] is first
    made._paper(Order(binder, NEXT_DAY))
    assert len(prepared) == 2
    answer()
    made._paper(Order(binder, NEXT_DAY))
    assert len(prepared) == 3


# --- Where something goes wrong


def test_what_bars_a_dossier_is_told_and_the_next_one_is_written(running, binder):
    journal = binder.folder / "journal.jsonl"
    whole = journal.read_bytes()
    ended(running.issue(binder, "1.pdf", TODAY))
    journal.write_bytes(whole.replace(b"R-1", b"R-2"))
    job = ended(running.issue(binder, "2.pdf", TODAY))
    assert (job.state, job.problems[0].code) == ("failed", "journal.broken-chain")
    process = running._child.pid
    journal.write_bytes(whole)
    assert ended(running.issue(binder, "3.pdf", TODAY)).state == "done"
    assert running._child.pid == process


def test_what_fails_in_the_background_disturbs_nobody(running, binder, caplog):
    missing = FolderBinder(binder.folder.with_name("gone"), "gone")
    with settle(running):
        running.get_ready(missing, TODAY)
    assert running.job_of(missing) is None
    assert ended(running.issue(binder, "1.pdf", TODAY)).state == "done"
    assert caplog.text == ""


def test_an_unexpected_error_is_told_without_what_was_typed_and_ends_the_process(
    binder, monkeypatch, caplog
):
    def unexpected(*_, **__):
        raise ValueError("a secret that somebody typed")

    monkeypatch.setattr(bench, "prepare_dossier", unexpected)
    line = Line()
    assert not Bench(line, keep=True).carry_out(Order(binder, TODAY, "1.pdf"))
    word, (problem,), _ = line.said[-1]
    assert (word, problem.code) == ("failed", "dossier.renderer")
    assert "ValueError" in problem.message
    assert "ValueError at tests/services/test_press_room.py:" in caplog.text
    assert "secret" not in caplog.text + problem.message


@WITH_SIGNALS
def test_a_process_that_is_killed_fails_its_dossier_in_words_and_the_next_is_written(
    make, binder, copy, cold, kept, monkeypatch
):
    made = make()
    job, waiting = made.issue(binder, "1.pdf", TODAY), made.issue(copy, "2.pdf", TODAY)
    until(lambda: made._given and made._given[0].begun, "it was not begun")
    monkeypatch.setenv("CONFORMITY_CACHE", str(kept))  # the rest is quick
    os.kill(made._child.pid, signal.SIGKILL)
    assert ended(job).state == "failed"
    assert job.problems[0].code == "dossier.renderer"
    assert job.problems[0].message == "Writing the dossier stopped (exit status -9)."
    assert ended(waiting).state == "done", "it had not begun"
    assert ended(made.issue(binder, "3.pdf", TODAY)).state == "done"


@WITH_SIGNALS
def test_a_process_that_is_killed_while_idle_is_nobodys_loss(make, binder):
    made = make()
    ended(made.issue(binder, "1.pdf", TODAY))
    os.kill(made._child.pid, signal.SIGKILL)
    assert ended(made.issue(binder, "2.pdf", TODAY)).state == "done"


@WITH_SIGNALS
def test_a_process_that_is_killed_in_the_background_is_nobodys_loss(make, binder, answer):
    answer()
    made = make()
    made.get_ready(binder, TODAY)
    until(lambda: made._given and made._given[0].begun, "it was not begun")
    os.kill(made._child.pid, signal.SIGKILL)
    assert ended(made.issue(binder, "1.pdf", TODAY)).state == "done"


@WITH_SIGNALS
def test_a_process_that_hangs_is_ended(make, binder, cold, monkeypatch):
    monkeypatch.setattr(child, "PATIENCE", 0.2)
    made = make()
    job = made.issue(binder, "1.pdf", TODAY)
    until(lambda: made._given and made._given[0].begun, "it was not begun")
    process = made._child.pid
    os.kill(process, signal.SIGSTOP)
    made._limits = Limits(silence=0.5)
    assert "nothing happened for" in ended(job).problems[0].message
    gone(process)


def test_a_dossier_that_the_machine_has_no_room_for_is_told(make, binder, copy, monkeypatch):
    real, made = Child, make(orders=1)

    def only_one(**more):
        job = made.job_of(copy)
        if job is not None and job.state == "running":
            raise OSError(12, "Cannot allocate memory")
        return real(**more)

    monkeypatch.setattr(room, "Child", only_one)
    first, second = made.issue(binder, "1.pdf", TODAY), made.issue(copy, "2.pdf", TODAY)
    assert ended(first).state == "done"
    assert "could not be begun: Cannot allocate memory" in ended(second).problems[0].message


# --- How it ends


def gone(process):
    """Wait until a process is no more; what nobody waited for counts as such."""

    def ended():
        told = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
        )
        return not told.stdout.strip() or told.stdout.startswith("Z")

    until(ended, f"process {process} is still there", 20)


@pytest.mark.parametrize("limits", [{"orders": 1}, {"memory": 1}])
def test_a_process_that_grew_or_worked_long_ends_to_be_replaced(make, binder, limits):
    if "memory" in limits and not bench.memory():
        pytest.skip("the system does not say it")
    made = make(**limits)
    ended(made.issue(binder, "1.pdf", TODAY))
    until(lambda: made._child is None, "it is still there")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not count it")
def test_what_the_server_has_in_memory_is_not_counted():
    """A process says what it had itself, not what the one had that began it."""
    grown = """
import subprocess, sys
held = bytearray(b"x" * 300_000_000)
print(subprocess.check_output([sys.executable, "-c",
    "from compliance.services.press_room.bench import memory; print(memory())"], text=True))
"""
    said = subprocess.run([sys.executable, "-c", grown], check=True, capture_output=True, text=True)
    assert 0 < int(said.stdout) < 200_000_000


def test_a_process_without_work_ends_and_another_begins(make, binder):
    made = make(idle=0.2)
    ended(made.issue(binder, "1.pdf", TODAY))
    until(lambda: made._child is None, "it is still there")
    assert ended(made.issue(binder, "2.pdf", TODAY)).state == "done"


@WITH_SIGNALS
def test_closing_the_room_ends_the_process_in_the_middle_of_its_work(make, binder, cold):
    made = make()
    job = made.issue(binder, "1.pdf", TODAY)
    until(lambda: made._given and made._given[0].begun, "it was not begun")
    process = made._child.pid
    before = time.monotonic()
    made.close()
    assert time.monotonic() - before < 5
    gone(process)
    assert not made._thread.is_alive()
    assert job.state != "done"


def test_the_process_ends_where_nobody_listens(binder, cold):
    class Closed(Line):
        def send(self, words):
            super().send(words)
            if words[0] == "progress":
                raise BrokenPipeError

    line = Closed()
    with pytest.raises(Gone):
        Bench(line, keep=True).carry_out(Order(binder, TODAY, "1.pdf"))
    assert len([words for words in line.said if words[0] == "progress"]) == 1
