"""Writing a dossier beside the server, where the machine is at its limits."""

from __future__ import annotations

import datetime
import multiprocessing
import threading
import time

import pytest

from compliance.storage.locate import workspace_at
from compliance.web.dossier import issuing

DAY = datetime.date(2026, 11, 24)


def cannot_start(_self):
    raise OSError(12, "Cannot allocate memory")


def no_thread(_self):
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize(
    ("kind", "start"),
    [(multiprocessing.get_context("spawn").Process, cannot_start), (threading.Thread, no_thread)],
)
def test_a_dossier_that_cannot_be_begun_is_said_and_can_be_begun_again(
    workspace, alone, monkeypatch, kind, start
):
    binder = workspace_at(workspace, links=False).binder("looms")
    with monkeypatch.context() as patched:
        patched.setattr(kind, "start", start)
        answer = alone.post("/a/looms/issue/")
    assert answer.status_code == 303
    assert issuing.job_of(binder).state == "failed"
    assert "could not be begun" in alone.get("/a/looms/issue/").text

    monkeypatch.setattr(issuing, "_write", finish_at_once)
    job = issuing.begin(binder, "x.pdf", DAY)
    until = time.monotonic() + 60
    while job.state == "running" and time.monotonic() < until:
        time.sleep(0.05)
    assert job.state == "done"


def finish_at_once(_binder, _file, _as_of, pipe):
    pipe.send(("done",))
    pipe.close()
