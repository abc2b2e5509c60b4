"""Writing a dossier beside the server, so that pages stay quick meanwhile.

A dossier takes up to a minute of computing; it is written by a process of its own. One
dossier is written at a time for an assessment.
"""

from __future__ import annotations

import datetime
import multiprocessing
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from compliance.errors import Problem
from compliance.storage.workspace import Binder


@dataclass
class Job:
    """A dossier being written, or how writing it ended."""

    file: str
    state: str = "running"
    """``running``, ``done`` or ``failed``."""
    done: int = 0
    total: int = 1
    problems: tuple[Problem, ...] = ()


_jobs: dict[str, Job] = {}
"""By the place of the assessment."""
_lock = threading.Lock()


def job_of(binder: Binder) -> Job | None:
    """The last dossier begun for an assessment since the server started."""
    with _lock:
        return _jobs.get(binder.place)


def begin(binder: Binder, file: str, as_of: datetime.date) -> Job:
    """Begin writing; while one is being written, that one is returned."""
    with _lock:
        running = _jobs.get(binder.place)
        if running is not None and running.state == "running":
            return running
        job = _jobs[binder.place] = Job(file)
    try:
        _start(job, binder, as_of)
    except (OSError, RuntimeError) as error:  # what a thread raises that cannot start
        job.state, job.problems = "failed", (_not_begun(error),)
    return job


def _start(job: Job, binder: Binder, as_of: datetime.date) -> None:
    """Start the process that writes, and the thread that listens to it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_write, args=(binder, job.file, as_of, theirs), daemon=True)
    try:
        process.start()
        threading.Thread(target=_watch, args=(job, ours, process), daemon=True).start()
    except (OSError, RuntimeError):
        ours.close()
        if process.pid is not None:  # nobody would listen to it
            process.terminate()
        raise
    finally:
        theirs.close()  # the process has its own end of it


def _not_begun(error: Exception) -> Problem:
    why = getattr(error, "strerror", None) or str(error)
    return Problem(
        "dossier",
        "dossier.renderer",
        f"Writing the dossier could not be begun: {why}.",
        "The machine has no room for another process: try again a little later.",
    )


def _watch(job: Job, ours: Connection, process: Any) -> None:
    """Take in what the process says until it ends."""
    try:
        while True:
            word, *rest = ours.recv()
            if word == "progress":
                job.done, job.total = rest
            elif word == "done":
                job.state = "done"
            else:
                job.state, job.problems = "failed", tuple(rest[0])
    except (EOFError, OSError):  # it ended, or was killed
        pass
    process.join()
    if job.state == "running":
        job.state, job.problems = "failed", (_died(process.exitcode),)


def _died(status: int | None) -> Problem:
    return Problem(
        "dossier",
        "dossier.renderer",
        f"Writing the dossier stopped (exit status {status}).",
        "Try again; the log of the server may say more.",
    )


def _write(binder: Binder, file: str, as_of: datetime.date, pipe: Connection) -> None:
    """Runs in the process of its own."""
    from compliance.errors import ConformityError  # noqa: PLC0415
    from compliance.services.assess.open import open_binder  # noqa: PLC0415
    from compliance.services.issue_dossier import compose_dossier  # noqa: PLC0415

    def progress(done: int, total: int) -> None:
        pipe.send(("progress", done, total))

    try:
        assessment = open_binder(binder)
        content = compose_dossier(assessment, as_of=as_of, progress=progress)
        assessment.scratch.keep_paper(file, content)
    except ConformityError as error:
        pipe.send(("failed", list(error.problems)))
    else:
        pipe.send(("done",))
    finally:
        pipe.close()
