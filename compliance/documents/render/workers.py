"""Laying out fragments in processes of their own, several at the same time.

A process lays out a batch and ends: nobody pays for looking for garbage or for taking
its memory apart, and however long a paper is, no process grows large. Where the system
can fork safely, what was loaded once is there in each of them.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from compliance.data.apart import no_room
from compliance.documents.render.assets import Assets
from compliance.errors import ConformityError, ProblemsError, fail

BATCH: Final = 400_000
"""Work that one process does before it ends; see :func:`work_of`."""
SMALL: Final = 240_000
"""Below this the calling process does it: another would only cost."""
SMALL_SPAWNED: Final = 900_000
"""The same where every process has to load everything anew."""
ELEMENT_WORK: Final = 110
"""What an element costs beyond its characters, in characters."""
FRAGMENT_WORK: Final = 1500
"""What a fragment costs beyond what is in it."""
MOST: Final = 8
"""Most processes at the same time, each of which takes about 150 MB."""
QUIET: Final = 5
"""By how much work that nobody waits for gives way to other work of the machine."""

WARM: Final = "<p>a <b>b</b> <code>c</code></p><table><tr><td>d</td></tr></table>"
"""What is laid out before processes are copied: what the first page alone has to pay for,
such as opening fonts and parsing declarations of the libraries, is paid once."""

Task = tuple[str, Assets, str]
"""Key, assets and HTML of a fragment."""
Done = tuple[str, bytes]
"""Key and sheet."""


class Renderer:
    """Lays out fragments; keeps what it loaded for the next one."""

    def __init__(self) -> None:
        self._compositors: dict[Assets, Any] = {}

    def warm(self, tasks: Sequence[Task]) -> None:
        """Load what these tasks need, so that forked processes have it.

        Raises:
            ConformityError: ``dossier.renderer``.
        """
        from compliance.documents.render.laying_out import lay_out  # noqa: PLC0415 - heavy

        for assets in dict.fromkeys(assets for _, assets, _ in tasks):
            lay_out(self._compositor(assets), WARM)

    def render(self, task: Task) -> Done:
        """Lay out one fragment.

        Raises:
            ConformityError: ``dossier.renderer``.
        """
        from compliance.documents.render.laying_out import lay_out  # noqa: PLC0415 - heavy

        key, assets, html = task
        return key, lay_out(self._compositor(assets), html).dump()

    def close(self) -> None:
        """Remove what it put into files; only at the end of its process."""
        for compositor in self._compositors.values():
            compositor.close()

    def _compositor(self, assets: Assets) -> Any:
        if assets not in self._compositors:
            from compliance.documents.render.weasy import Compositor  # noqa: PLC0415 - heavy

            made = Compositor(assets.texts(), assets.fonts(), assets.language)
            self._compositors[assets] = made
        return self._compositors[assets]


def render_all(
    renderer: Renderer, tasks: Sequence[Task], workers: int = 0, *, quietly: bool = False
) -> Generator[Done, None, None]:
    """Lay out fragments, in any order.

    Args:
        renderer: of this process.
        tasks: what is to be laid out.
        workers: processes at the same time; 0 for as many as the machine has processors.
        quietly: one after the other, and giving way to other work of the machine where
            the system knows how; nobody waits for it.

    Raises:
        ConformityError: ``dossier.renderer``.
    """
    if not tasks:
        return
    workers = 1 if quietly else workers or min(processors(), MOST)
    # A process that once gave way can never take that back: so it is another one.
    quiet = QUIET if quietly and hasattr(os, "nice") else 0
    forks = can_fork()
    small = SMALL if forks else SMALL_SPAWNED
    size = sum(work_of(html) for _, _, html in tasks)
    if not quiet and ((workers == 1 and size < BATCH) or size < small):
        with without_gc():
            for task in tasks:
                yield renderer.render(task)
        return
    if forks:
        renderer.warm(tasks)
        gc.collect()
        gc.freeze()
    try:
        yield from _spread(renderer if forks else None, _batches(tasks, workers), workers, quiet)
    finally:
        if forks:
            gc.unfreeze()


def processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Whether this process can be copied safely: a thread could hold a lock for ever."""
    return sys.platform == "linux" and threading.active_count() == 1


@contextlib.contextmanager
def without_gc() -> Iterator[None]:
    """Laying out makes millions of objects and no garbage worth looking for."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def work_of(html: str) -> int:
    """About how much work a fragment is, in characters of plain text."""
    return len(html) + ELEMENT_WORK * html.count("</") + FRAGMENT_WORK


def _batches(tasks: Sequence[Task], workers: int) -> list[list[Task]]:
    """Batches of about equal work, the largest fragments first.

    Which fragment is in which batch decides about time and memory only: a fragment looks
    the same in any company.
    """
    items = sorted(tasks, key=lambda task: (-work_of(task[2]), task[0]))
    total = sum(work_of(html) for _, _, html in tasks)
    count = min(len(items), workers * -(-total // (BATCH * workers)))
    batches: list[list[Task]] = [[] for _ in range(count)]
    weights = [0] * count
    for task in items:
        at = weights.index(min(weights))
        batches[at].append(task)
        weights[at] += work_of(task[2])
    return batches


def _spread(
    renderer: Renderer | None, batches: list[list[Task]], workers: int, quiet: int
) -> Iterator[Done]:
    """Run batches, ``workers`` of them at the same time."""
    context: Any = multiprocessing.get_context("spawn" if renderer is None else "fork")
    waiting = list(reversed(batches))
    running: dict[Any, Any] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                ours, process = _start(context, renderer, waiting.pop(), quiet)
                running[ours] = process
            for pipe in wait(list(running)):
                said = _receive(pipe)
                if said is not None:
                    yield from said
                    continue
                _end(running.pop(pipe))
    finally:
        for process in running.values():
            process.kill()
            process.join()


def _start(
    context: Any, renderer: Renderer | None, batch: list[Task], quiet: int
) -> tuple[Connection, Any]:
    ours, theirs = context.Pipe(duplex=False)
    # A forked process has our end too. It must close it, or it would not see that we ended.
    copy = None if renderer is None else ours
    process = context.Process(
        target=_work, args=(theirs, copy, renderer, batch, quiet), daemon=True
    )
    try:
        process.start()
    except OSError as error:
        raise ConformityError(no_room("dossier", "dossier.renderer", error)) from None
    finally:
        theirs.close()
    return ours, process


def _receive(ours: Any) -> list[Done] | None:
    """What a process said: sheets; ``None`` once it ended."""
    try:
        word, value = ours.recv()
    except (EOFError, OSError):
        return None
    if word == "refused":
        raise ProblemsError(value)
    if word == "failed":
        raise RuntimeError(value)
    return [value]


def _end(process: Any) -> None:
    process.join()
    if process.exitcode:
        raise fail(
            "dossier",
            "dossier.renderer",
            f"A process that lays out pages stopped (exit status {process.exitcode}).",
            "The machine may have run out of memory: close other programs and try again.",
        )


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, in the middle of a fragment too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(
    pipe: Connection,
    other_end: Connection | None,
    renderer: Renderer | None,
    batch: list[Task],
    quiet: int,
) -> None:
    """Runs in a process of its own, and ends it."""
    gc.disable()
    status = 0
    if other_end is not None:
        other_end.close()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if quiet:
        os.nice(quiet)
    try:
        mine = renderer or Renderer()
        for task in batch:
            pipe.send(("done", mine.render(task)))
        if renderer is None:
            mine.close()
    except ConformityError as error:
        pipe.send(("refused", tuple(error.problems)))
    except BrokenPipeError:  # nobody waits for it any more
        status = 1
    except Exception as error:  # noqa: BLE001 - raised again where somebody waits
        pipe.send(("failed", f"{type(error).__name__}: {error}"))
    pipe.close()
    os._exit(status)  # nothing is taken apart
