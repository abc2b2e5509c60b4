"""Having a dossier written beside the server, in pages and in real servers."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode

import pytest

from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.import_answers import import_answers
from compliance.services.clock import today
from compliance.services.press_room.room import PressRoom
from compliance.storage.locate import workspace_at
from compliance.web.server.options import Wanted, make_settings
from tests.builders import ANN, AT, LONG_AGO, ROOT, TODAY, begin, environment, reopen
from tests.services.helpers import record
from tests.web.conftest import TOKEN
from tests.web.wire import fetch

COMMAND = (sys.executable, "-m", "compliance", "serve")
WITH_SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")


def until(true, what, seconds=120.0):
    """Wait until something holds, and give it."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, what
        time.sleep(0.05)
    return found


# --- Pages


def cannot_start(_self):
    raise OSError(12, "Cannot allocate memory")


def no_thread(_self):
    raise RuntimeError("can't start new thread")


@pytest.fixture
def room(app):
    """The room of the application, closed at the end."""
    found = app.extensions["conformity-press-room"]
    yield found
    found.close()


@pytest.mark.parametrize(
    ("kind", "start"),
    [(multiprocessing.get_context("spawn").Process, cannot_start), (threading.Thread, no_thread)],
)
def test_a_dossier_that_cannot_be_begun_is_said_and_can_be_begun_again(
    workspace, alone, room, monkeypatch, kind, start
):
    binder = workspace_at(workspace, links=False).binder("looms")
    with monkeypatch.context() as patched:
        patched.setattr(kind, "start", start)
        answer = alone.post("/a/looms/issue/")
        assert answer.status_code == 303
        until(lambda: not room.job_of(binder).open, "it did not end")
    assert room.job_of(binder).state == "failed"
    assert "could not be begun" in alone.get("/a/looms/issue/").text

    monkeypatch.setattr(PressRoom, "_hand_over", finish_at_once)
    job = room.issue(binder, "x.pdf", TODAY)
    until(lambda: not job.open, "it did not end")
    assert job.state == "done"


def finish_at_once(room):
    while room._asked:
        room._asked.popleft().job.state = "done"


def test_a_dossier_that_waits_for_another_is_said(alone, room, monkeypatch):
    monkeypatch.setattr(PressRoom, "_hand_over", lambda _: None)
    alone.post("/a/looms/issue/")
    page = alone.get("/a/looms/issue/").text
    assert "waits until others are written" in page
    assert 'data-state="waiting"' in page
    assert alone.get("/a/looms/issue/progress").json["state"] == "waiting"


# --- When something is got ready


@pytest.fixture
def told(room, monkeypatch):
    """Names of the assessments that were to be got ready."""
    found = []
    monkeypatch.setattr(room, "get_ready", lambda binder, _day: found.append(binder.name))
    return found


def test_every_page_that_records_has_the_assessment_got_ready_once(alone, told):
    name, finding = "/a/looms/q/fact.name", "/a/looms/findings/tell"
    forms = [
        (name, name, {"action": "save", "value": "Loom"}),
        (f"{name}/withdraw", name, {"reason": "Another name."}),
        (f"{name}/note", name, {"note": "Ask again."}),
        (f"{finding}/owner", finding, {"owner": "Cleo Owner", "due": ""}),
        ("/a/looms/q/tell", "/a/looms/q/tell", {"action": "save", "value": "yes"}),
    ]
    for at, (path, page, fields) in enumerate(forms, 1):
        seen = re.search(r'name="seen" value="([^"]+)"', alone.get(page).text)
        assert len(told) == at - 1, f"looking at {page} recorded nothing"
        alone.post(path, {"seen": seen[1] if seen else "", **fields}, page=page)
        assert told == ["looms"] * at, path


def test_what_another_program_recorded_is_got_ready_once_somebody_looks(
    alone, told, workspace, web_catalogue
):
    assert alone.get("/a/looms/").status_code == 200
    record(reopen(workspace / "looms", web_catalogue), "fact.name", "Loom")
    for _ in range(2):
        alone.get("/a/looms/")
        assert told == ["looms"]


def test_looking_drafting_and_what_is_refused_have_nothing_got_ready(alone, told):
    for path in ("/", "/a/looms/", "/a/looms/q/fact.name", "/a/looms/findings/"):
        assert alone.get(path, follow_redirects=True).status_code == 200
    alone.post("/a/looms/q/fact.name/draft", {"value": "Lo"})
    alone.post("/a/looms/q/fact.name", {"action": "save", "value": " "})
    assert told == []


def test_whoever_opens_the_page_to_issue_has_the_pages_of_today_got_ready(alone, room, monkeypatch):
    days = []
    monkeypatch.setattr(room, "get_ready", lambda binder, day: days.append((binder.name, day)))
    for _ in range(2):  # the day may have become another one, or the server another
        alone.get("/a/looms/issue/")
    assert days == [("looms", today())] * 2
    monkeypatch.setattr(PressRoom, "_hand_over", lambda _: None)
    alone.post("/a/looms/issue/")
    alone.get("/a/looms/issue/")
    assert len(days) == 2, "a dossier that waits is laid out anyway"


def test_the_page_names_the_journal_head_of_each_dossier(alone, workspace, web_catalogue):
    assessment = reopen(workspace / "looms", web_catalogue)
    for at, head in (("01", assessment.head[:12]), ("02", "0123456789ab")):
        assessment.scratch.keep_paper(f"203006{at}T080000-{head}.pdf", b"%PDF-")
    page = alone.get("/a/looms/issue/").text
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    assert ["0123456789ab…" in row for row in rows] == [True, False]
    assert ["The assessment as it is" in row for row in rows] == [False, True]
    assert f"{assessment.head[:12]}…" in rows[1]


def test_the_command_says_whether_pages_are_kept(tmp_path):
    assert make_settings(Wanted(tmp_path / "w")).keep_pages
    assert not make_settings(Wanted(tmp_path / "w", keep_pages=False)).keep_pages


# --- Real servers


class Served:
    """A server in a process of its own, and a browser that is signed in nowhere."""

    def __init__(self, workspace, home, *options, **more):
        self.process = subprocess.Popen(
            [*COMMAND, str(workspace), "--no-browser", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(home, PYTHONUNBUFFERED="1", **more),
            cwd=ROOT,
        )
        self.port = int(re.search(r":(\d+)/", self.process.stdout.readline())[1])
        self.headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.token = ""

    def get(self, path):
        answer, content = fetch(self.port, path, "GET", None, self.headers)
        assert answer.status == 200, path
        page = content.decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.headers["Cookie"] = line.partition(";")[0]
        found = TOKEN.search(page)
        self.token = found[1] if found else self.token
        return page

    def post(self, path, **fields):
        seen = re.search(r'name="seen" value="([^"]+)"', self.get(path))
        fields |= {"csrf_token": self.token, "seen": seen[1] if seen else ""}
        answer, _ = fetch(self.port, path, "POST", urlencode(fields), self.headers)
        assert answer.status == 303, path

    def job(self, name):
        return json.loads(self.get(f"/a/{name}/issue/progress"))

    def dossier(self, name):
        """The job of a dossier, once it has ended."""
        return until(
            lambda: (job := self.job(name))["state"] not in {"waiting", "running"} and job,
            "the dossier is still being written",
        )

    def below(self, process=None):
        """Processes that lay out for this server, or that one of them began."""
        return [
            number
            for number, parent, words in processes()
            if parent == (process or self.process.pid) and "resource_tracker" not in words
        ]


def processes():
    """Number, parent and command of every process that runs."""
    told = subprocess.run(
        ["ps", "-Aww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    for line in told.stdout.splitlines():
        number, parent, state, words = [*line.split(None, 3), ""][:4]
        if not state.startswith("Z"):
            yield int(number), int(parent), words


def gone(numbers):
    """Wait until processes are no more."""
    until(lambda: not {number for number, _, _ in processes()} & set(numbers), "still there", 30)


@contextlib.contextmanager
def serving(workspace, home, *options, **more):
    made = Served(workspace, home, *options, **more)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.communicate(timeout=20)


@pytest.fixture(scope="module")
def example(shipped, tmp_path_factory):
    """A workspace with the largest example twice."""
    folder = tmp_path_factory.mktemp("example")
    large = begin(folder / "large", shipped, LONG_AGO)
    answers = read_answers(ROOT / "examples" / "cv-screening" / "answers.yaml")
    import_answers(large, answers, by=ANN, at=AT)
    shutil.copytree(folder / "large", folder / "other")
    return folder


@WITH_SIGNALS
def test_pages_stay_quick_and_nothing_is_lost_where_the_process_is_killed(example, tmp_path):
    with serving(example, tmp_path, CONFORMITY_CACHE=str(tmp_path / "cache")) as server:
        server.get("/a/other/")
        server.post("/a/large/issue/")
        (press,) = until(server.below, "no process was begun")
        workers = until(lambda: server.below(press), "nothing is laid out")
        server.post("/a/other/issue/")
        took = []
        for page in ("", "findings/", "issue/", "history/", "classification/") * 2:
            before = time.monotonic()
            server.get(f"/a/other/{page}")
            took.append(time.monotonic() - before)
        assert statistics.median(took) < 1
        assert server.job("large")["state"] == "running", "it must last until here"
        assert server.job("other")["state"] == "waiting"

        os.kill(press, signal.SIGKILL)
        gone([press, *workers])
        assert server.dossier("large")["state"] == "failed"
        assert "Writing the dossier stopped (exit status -9)." in server.get("/a/large/issue/")

        # The other one is begun; and where the server itself is killed, all of them end.
        until(lambda: server.job("other")["state"] == "running", "the next is not begun")
        (press,) = until(server.below, "no process was begun")
        workers = until(lambda: server.below(press), "nothing is laid out")
        server.process.kill()
        gone([press, *workers])


@WITH_SIGNALS
def test_a_dossier_some_time_after_an_answer_lays_nothing_out(workspace, web_packs, tmp_path):
    cache = tmp_path / "cache" / "sheets"
    more = {"CONFORMITY_CHECKLISTS": str(web_packs), "CONFORMITY_CACHE": str(cache.parent)}
    with serving(workspace, tmp_path, **more) as server:
        server.post("/a/looms/q/fact.name", action="save", value="Loom")
        count = -1
        until(lambda: cache.exists() and list(cache.iterdir()), "nothing was got ready")
        while count != (count := len(list(cache.iterdir()))):
            time.sleep(3)
        (press,) = server.below()
        assert server.get("/a/looms/issue/").count("No dossier has been written yet") == 1
        server.post("/a/looms/issue/")
        job = server.dossier("looms")
        assert (job["state"], job["laid_out"]) == ("done", 0)
        links = re.findall(r"/dossiers/([^\"?]+\.pdf)\"", server.get("/a/looms/issue/"))
        summary, proof = links
        assert summary == f"summary-{proof}"

        server.process.send_signal(signal.SIGTERM)
        said, _ = server.process.communicate(timeout=20)
        assert server.process.returncode == 0
        assert said.endswith("Stopped. Everything recorded is on the disk.\n")
        assert "Traceback" not in said
        gone([press])


@WITH_SIGNALS
def test_a_server_without_a_cache_keeps_nothing(workspace, web_packs, tmp_path):
    cache = tmp_path / "cache"
    more = {"CONFORMITY_CHECKLISTS": str(web_packs), "CONFORMITY_CACHE": str(cache)}
    with serving(workspace, tmp_path, "--no-cache", **more) as server:
        server.post("/a/looms/q/fact.name", action="save", value="Loom")
        assert server.below() == []
        server.post("/a/looms/issue/")
        job = server.dossier("looms")
        assert job["state"] == "done"
        assert job["laid_out"] > 0
        assert not (cache / "sheets").exists()
