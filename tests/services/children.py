"""What the tests run in processes of their own.

``python -m tests.services.children COMMAND ...``; every command loads the pack of
many questions (or the mini pack), says ``ready`` and waits for a line.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.errors import ConformityError
from compliance.services.issue_dossier import issue_dossier
from compliance.services.share.take_over import take_over
from compliance.storage.folder import journal as store
from compliance.storage.opened import OpenAssessment
from tests.builders import AT, EDITION, TODAY, reopen
from tests.services.helpers import attach, journal_of, record

PAUSE = 0.002
"""Between two records of a writer, so that the other one gets its turn."""


def wait_for_go() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def answer_many(packs: str, folder: str, by: str, first: str, count: str) -> None:
    """Answer ``count`` questions, all different."""
    assessment = reopen(Path(folder), load_catalogue("mini", EDITION, Path(packs)))
    wait_for_go()
    for at in range(int(first), int(first) + int(count)):
        record(assessment, f"many.{at:03}", f"{by} {at}", by=by)
        time.sleep(PAUSE)


def answer_one(packs: str, folder: str, by: str, count: str) -> None:
    """Answer one question ``count`` times without looking at others."""
    assessment = reopen(Path(folder), load_catalogue("mini", EDITION, Path(packs)))
    wait_for_go()
    for at in range(int(count)):
        record(assessment, "many.000", f"{by} {at}", by=by)
        time.sleep(PAUSE)


def attach_many(packs: str, folder: str, by: str, sources: str) -> None:
    """Attach every file of a folder and print the numbers they got."""
    assessment = reopen(Path(folder), load_catalogue("mini", EDITION, Path(packs)))
    wait_for_go()
    for source in sorted(Path(sources).iterdir()):
        print(attach(assessment, source, "risk.list", by=by), flush=True)
        time.sleep(PAUSE)


def take_over_all(packs: str, source: str, target: str, by: str) -> None:
    """Take what an organisation answered over into an assessment."""
    catalogue = load_catalogue("mini", EDITION, Path(packs))
    firm, mine = (reopen(Path(folder), catalogue) for folder in (source, target))
    wait_for_go()
    take_over(firm, mine, by=by, at=AT)


def make_dossier(packs: str, folder: str, target: str) -> None:
    """Write the dossier of a folder and print its digest and the second."""
    assessment = reopen(Path(folder), load_catalogue("mini", EDITION, Path(packs)))
    wait_for_go()
    issue_dossier(assessment, Path(target), as_of=TODAY)
    print(hashlib.sha256(Path(target).read_bytes()).hexdigest(), time.strftime("%c"))


# --- A server that forks writers and ends them


def serve(packs: str) -> None:
    """Read one JSON request a line; fork, end or restrict a writer; report."""
    catalogue = load_catalogue("mini", EDITION, Path(packs))
    wait_for_go()
    for line in sys.stdin:
        request = json.loads(line)
        job = JOBS[request.pop("job")]
        print(json.dumps(job(catalogue, **request)), flush=True)


def _write_forever(assessment: OpenAssessment, acknowledged: int) -> NoReturn:
    """Answer one question after the other; tell each record after it is returned."""
    at = 0
    while True:
        at += 1
        done = record(assessment, f"many.{at % 600:03}", f"value {at} " + "x" * (at % 90))
        os.write(acknowledged, f"{done.seq} {done.hash}\n".encode())


def _slowly(handle: int, content: bytes) -> None:
    """A disk that takes a record byte by byte, so that an end may come between."""
    for at in range(len(content)):
        os.write(handle, content[at : at + 1])
        time.sleep(0.0001)


def _end(
    catalogue: Catalogue, folder: str, after: float, *, slow: bool, hang_up: bool = False
) -> dict[str, Any]:
    """Fork a writer, let it work for ``after`` seconds, end it."""
    import pty  # not on Windows

    reader, writer = os.pipe()
    number, terminal = pty.fork() if hang_up else (os.fork(), -1)
    if not number:
        with contextlib.suppress(BaseException):
            os.close(reader)
            if slow:
                store._write_all = _slowly
            _write_forever(reopen(Path(folder), catalogue), writer)
        os._exit(9)
    os.close(writer)
    select.select([reader], [], [], 10)  # the first record is acknowledged
    time.sleep(after)
    if hang_up:
        os.close(terminal)
    else:
        os.kill(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    return {"acknowledged": _lines(reader), "signal": _signal(status)}


def _end_after_bytes(catalogue: Catalogue, folder: str, count: int) -> dict[str, Any]:
    """Fork a writer that is ended when ``count`` bytes of its record are written."""

    def write(handle: int, content: bytes) -> None:
        os.write(handle, content[:count])
        os.kill(os.getpid(), signal.SIGKILL)

    def work(_: int) -> None:
        store._write_all = write
        record(reopen(Path(folder), catalogue), "many.001", "lost or kept")

    return {"signal": _signal(_forked(work)[0])}


def _fill_disk(catalogue: Catalogue, folder: str, room: int) -> dict[str, Any]:
    """Fork a writer that may add ``room`` bytes, then has room again."""
    import resource  # not on Windows

    def work(answers: int) -> None:
        assessment = reopen(Path(folder), catalogue)
        before = journal_of(Path(folder))
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, hard))
        code = ""
        try:
            record(assessment, "many.001", "no room for this")
        except ConformityError as error:
            code = error.code
        unchanged = journal_of(Path(folder)) == before
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        later = record(assessment, "many.002", "room again")
        told = {"code": code, "unchanged": unchanged, "later": later.seq}
        os.write(answers, json.dumps(told).encode())

    status, told = _forked(work)
    return {"status": status, **json.loads(told or b"{}")}


def _forked(work: Callable[[int], None]) -> tuple[int, bytes]:
    reader, writer = os.pipe()
    number = os.fork()
    if not number:
        try:
            work(writer)
        except BaseException as error:  # noqa: BLE001 - nothing may leave the fork
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(9)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read()
    return os.waitpid(number, 0)[1], told


def _lines(reader: int) -> list[list[Any]]:
    """Whole lines that a writer told before its end."""
    with os.fdopen(reader, "rb") as stream:
        told = stream.read().decode("ascii")
    parts = [line.split() for line in told.split("\n")[:-1]]
    return [[int(seq), digest] for seq, digest in parts]


def _signal(status: int) -> int:
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "end": _end,
    "end-after-bytes": _end_after_bytes,
    "fill-disk": _fill_disk,
}
COMMANDS: dict[str, Callable[..., None]] = {
    "answer-many": answer_many,
    "answer-one": answer_one,
    "attach-many": attach_many,
    "make-dossier": make_dossier,
    "serve": serve,
    "take-over": take_over_all,
}


if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
