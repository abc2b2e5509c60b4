"""A server that is killed loses nothing that it acknowledged."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import urllib.parse

import pytest

from compliance.assessment.journal.chain import read_lines
from compliance.assessment.journal.records import JOURNAL, Answer
from tests.browser import pack
from tests.builders import ROOT, environment, reopen
from tests.services.helpers import codes, journal_of, verified

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and signals")

KILLS = 200
A_FOLDER = 20
LATEST = 0.06
"""Seconds after the first acknowledged answer until the server is killed."""


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    return pack.write(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def start(packs, tmp_path_factory):
    """Starts a server for a workspace: its process and its port."""
    home = tmp_path_factory.mktemp("home")
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.web.killed_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(home, TEST_PACKS=str(packs)),
    )
    assert parent.stdout.readline() == "ready\n"

    started = []

    def new(workspace):
        parent.stdin.write(f"{workspace}\n")
        parent.stdin.flush()
        process, port = (int(word) for word in parent.stdout.readline().split())
        started.append(process)
        return process, port

    yield new
    for process in started[-1:]:  # still there where a test failed
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    parent.communicate(timeout=30)
    assert parent.returncode == 0


class Client(threading.Thread):
    """Sends answers, drafts and rows as fast as they are taken, until it is cut off."""

    def __init__(self, port, name, turn):
        super().__init__()
        self.port, self.name_, self.turn = port, name, turn
        self.acknowledged = []
        self.first = threading.Event()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", f"/a/{self.name_}/q/fact.story")
            page = connection.getresponse()
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": page.headers["Set-Cookie"].partition(";")[0],
            }
            for number in range(10_000):
                value = f"story {self.turn} {number}"
                path = f"/a/{self.name_}/q/fact.story"
                for place, fields in (
                    (f"{path}/draft", {"value": value}),
                    (path, {"value": value, "action": "save"}),
                ):
                    body = urllib.parse.urlencode({**fields, "csrf_token": token[1]})
                    connection.request("POST", place, body, headers)
                    answer = connection.getresponse()
                    answer.read()
                    assert answer.status in {200, 303}
                    if answer.status == 303:
                        self.acknowledged.append(value)
                        self.first.set()
        connection.close()


def test_every_acknowledged_answer_survives_two_hundred_kills(start, packs, tmp_path):
    moments, unsaid = random.Random(8), 0  # noqa: S311 - any moments will do
    for turn in range(KILLS):
        if turn % A_FOLDER == 0:
            workspace = tmp_path / f"w{turn // A_FOLDER}"
            workspace.mkdir()
            name = pack.begin(workspace, packs)
            folder, kept = workspace / name, []
        process, port = start(workspace)
        client = Client(port, name, turn)
        client.start()
        assert client.first.wait(30)
        client.join(moments.random() * LATEST)
        os.kill(process, signal.SIGKILL)
        client.join(30)
        assert not client.is_alive()
        kept += client.acknowledged
        reading = read_lines(journal_of(folder), JOURNAL)
        assert not reading.problems
        said = [item.data.value for item in reading.records if isinstance(item.data, Answer)]
        assert [value for value in said if value in set(kept)] == kept
        # The one answer under way may be there without a word to the client.
        more = len(said) - len(kept)
        assert more <= 1
        unsaid, kept = unsaid + more, said
        assert codes(verified(folder)) <= {"journal.torn"}
    assert unsaid > 0, "no kill met a save"


def test_after_a_kill_the_folder_opens_and_holds_only_known_files(start, packs, tmp_path):
    name = pack.begin(tmp_path, packs)
    folder = tmp_path / name
    for turn in range(5):
        process, port = start(tmp_path)
        client = Client(port, name, turn)
        client.start()
        assert client.first.wait(30)
        os.kill(process, signal.SIGKILL)
        client.join(30)
    from compliance.checklist.loader import load_catalogue

    state = reopen(folder, load_catalogue(pack.NAME, "", packs)).state
    assert state.answers["fact.story"].value.startswith("story 4 ")
    known = ("journal.jsonl", "head.json", ".head.json.new", ".lock", "drafts", "journal.torn-")
    strangers = [path.name for path in folder.iterdir() if not path.name.startswith(known)]
    assert strangers == []
