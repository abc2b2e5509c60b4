"""Work in a process of its own ends when its time or its memory is over."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from compliance.data.apart import Apart, BusyError, report
from compliance.errors import ConformityError, Problem, ProblemsError


def double(number):
    return 2 * number


def refuse():
    raise ProblemsError(
        [Problem("a", "exchange.damaged", "One."), Problem("b", "file.limits", "2")]
    )


def fail():
    raise LookupError("a text that somebody typed")


def think():
    while True:
        pass


def fill():
    return len(bytearray(4 << 30))


def die():
    os._exit(3)


def limits(work, place):
    with pytest.raises(ConformityError) as raised:
        place.run("a.xlsx", work)
    assert raised.value.code == "file.limits"
    assert raised.value.problems[0].place == "a.xlsx"


def test_what_the_work_gives_or_refuses_comes_back():
    place = Apart(seconds=60, megabytes=1024)
    assert place.run("a", double, 21) == 42
    with pytest.raises(ConformityError) as raised:
        place.run("a", refuse)
    assert [item.code for item in raised.value.problems] == ["exchange.damaged", "file.limits"]
    with pytest.raises(RuntimeError, match=r"^LookupError$"):
        place.run("a", fail)


def test_work_without_an_end_is_ended():
    started = time.monotonic()
    limits(think, Apart(seconds=3, megabytes=1024))
    assert time.monotonic() - started < 30


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux")
def test_work_that_needs_too_much_memory_is_ended():
    limits(fill, Apart(seconds=60, megabytes=1024))


def test_a_process_that_dies_takes_nobody_with_it():
    limits(die, Apart(seconds=60, megabytes=1024))


def test_whoever_finds_the_place_full_is_refused_at_once():
    place = Apart(seconds=6, megabytes=1024, waiting=0)
    busy = threading.Thread(target=limits, args=(think, place))
    busy.start()
    time.sleep(1)
    started = time.monotonic()
    with pytest.raises(ConformityError, match="Try again") as raised:
        place.run("b", double, 1)
    assert raised.value.code == "file.limits"
    assert time.monotonic() - started < 1
    busy.join()
    assert Apart(seconds=60, megabytes=1024).run("c", double, 1) == 2


def tell():
    for done in (1, 2):
        report(done, 2)
    return "told"


def start_another():
    """Start a process of its own, and think on for ever."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=think, daemon=True)
    process.start()
    report(process.pid, 0)
    think()


def test_how_far_the_work_is_comes_on_the_way():
    heard = []
    place = Apart(seconds=60, megabytes=1024)
    assert place.watched("a", lambda *said: heard.append(said), tell) == "told"
    assert heard == [(1, 2), (2, 2)]
    assert place.run("a", tell) == "told"
    report(1, 2)  # nobody listens here


@pytest.mark.skipif(sys.platform == "win32", reason="it has no groups of processes")
def test_what_the_work_started_ends_with_it():
    heard = []
    place = Apart(seconds=8, megabytes=1024)
    with pytest.raises(ConformityError):
        place.watched("a", lambda *said: heard.append(said), start_another)
    ((started, _),) = heard
    for _ in range(50):
        try:
            os.kill(started, 0)
        except ProcessLookupError:
            return
        if b"Z" in Path(f"/proc/{started}/stat").read_bytes().split()[2:3]:
            return
        time.sleep(0.1)
    raise AssertionError(started)


def test_the_same_place_is_shared_by_work_of_another_length():
    place = Apart(seconds=6, megabytes=1024, waiting=0)
    busy = threading.Thread(target=limits, args=(think, place))
    busy.start()
    time.sleep(1)
    with pytest.raises(BusyError):
        place.within(1).run("b", double, 1)
    busy.join()
    limits(think, place.within(1))


@pytest.mark.skipif(not hasattr(os, "nice"), reason="the system has no such ranks")
def test_others_go_first_where_that_is_wished():
    assert Apart(seconds=60, megabytes=1024, gently=True).run("a", rank) == os.nice(0) + 10


def rank():
    return os.nice(0)
