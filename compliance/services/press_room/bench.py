"""What runs in the process beside the server: one order after the other, kept warm.

The process has no thread, so that it can be copied where the system can do that. It ends
when the server closes its end of the pipe, or is gone.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import logging
import sys
from collections import OrderedDict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from compliance.data.trace import log_unexpected
from compliance.documents.render.paper import Paper
from compliance.documents.render.press import Press
from compliance.errors import ConformityError
from compliance.services.assess.open import open_binder
from compliance.services.editions.load import Editions
from compliance.services.issue_document import document_of
from compliance.services.issue_dossier import SUMMARY, kept_sheets, prepare_dossier, prepare_summary
from compliance.services.pack.make import pack_of
from compliance.services.press_room.orders import Order, stopped
from compliance.storage.opened import OpenAssessment

MOST_PAPERS: Final = 4
"""Prepared papers that are remembered, about 2 MB each."""


class Stop(Exception):  # noqa: N818 - no error: somebody waits for something else
    """The server said something while nothing urgent was done."""


class Gone(Exception):  # noqa: N818 - no error: nobody waits any more
    """The server closed its end of the pipe, or is gone."""


def work(pipe: Connection, *, keep: bool) -> None:
    """Carry out what the server asks for, until it closes the pipe.

    Args:
        pipe: to the server; takes orders, and tells of each how it goes.
        keep: whether pages are kept on disk from one dossier to the next.
    """
    bench = Bench(pipe, keep=keep)
    with contextlib.suppress(EOFError, OSError, Gone):
        while bench.carry_out(pipe.recv()):
            pass
    pipe.close()


class Bench:
    """Everything that stays loaded between two orders."""

    def __init__(self, pipe: Connection, *, keep: bool) -> None:
        self._pipe = pipe
        self._editions = Editions()
        self._press = Press(kept_sheets(keep=keep))
        self._papers: OrderedDict[str, tuple[tuple[str, datetime.date], Paper]] = OrderedDict()
        """By the place of an assessment, with the head and the day it shows."""

    def carry_out(self, order: Order) -> bool:
        """Do what is asked, and tell how it ended.

        Returns:
            Whether the process is fit for another order.
        """
        fit = True
        word: tuple[object, ...]
        self._say("begun")
        try:
            if order.document or order.addressee:
                self._write(order)
            elif order.file:
                self._issue(order)
            else:
                self._get_ready(order)
        except Gone:
            raise
        except Stop:
            word = ("stopped", 0)
        except ConformityError as error:
            word = ("failed", tuple(error.problems))
        except Exception as error:  # noqa: BLE001 - told in words where somebody waits
            log_unexpected(logging.getLogger(__name__), "laying out a dossier", error)
            word, fit = ("failed", (stopped(type(error).__name__),)), False
        else:
            word = ("done", len(self._press.laid_out))
        self._say(*word, memory())
        return fit

    def _issue(self, order: Order) -> None:
        assessment, paper = self._paper(order)
        file = order.named(assessment.head)
        summary = self._press.print(prepare_summary(assessment, as_of=order.as_of))
        content = self._press.print(paper, functools.partial(self._say, "progress"))
        assessment.scratch.keep_paper(f"{SUMMARY}-{file}", summary)
        assessment.scratch.keep_paper(file, content)

    def _write(self, order: Order) -> None:
        """A document that the law asks for, or a pack of them."""
        assessment = open_binder(order.binder, self._editions.load)
        told = functools.partial(self._say, "progress")
        content = (
            pack_of(
                assessment,
                order.addressee,
                order.as_of,
                self._press,
                told,
                requested=order.requested,
            )
            if order.addressee
            else document_of(assessment, order.document, order.as_of, self._press, order.language)
        )
        assessment.scratch.keep_paper(order.named(assessment.head), content)

    def _get_ready(self, order: Order) -> None:
        assessment, paper = self._paper(order)
        self._look_up()
        self._press.lay_out(paper, lambda *_: self._look_up())
        summary = prepare_summary(assessment, as_of=order.as_of)
        self._press.lay_out(summary, lambda *_: self._look_up())

    def _say(self, *words: object) -> None:
        try:
            self._pipe.send(words)
        except OSError:
            raise Gone from None

    def _look_up(self) -> None:
        """Stop where the server said something, or is gone."""
        try:
            said = self._pipe.poll()
        except OSError:
            raise Gone from None
        if said:
            raise Stop

    def _paper(self, order: Order) -> tuple[OpenAssessment, Paper]:
        """The assessment as it is now, and its paper.

        The journal is read from its beginning each time, so that what somebody changed in
        it is found. The paper follows from its head and the day.
        """
        place = order.binder.place
        assessment = open_binder(order.binder, self._editions.load)
        key = (assessment.head, order.as_of)
        known = self._papers.pop(place, None)
        if known is None or known[0] != key:
            paper = prepare_dossier(assessment, as_of=order.as_of)
            known = (assessment.head, order.as_of), paper
        self._papers[place] = known
        if len(self._papers) > MOST_PAPERS:
            self._papers.popitem(last=False)
        return assessment, known[1]


def memory() -> int:
    """Most bytes that this process had in memory so far; 0 where the system does not say.

    Linux counts what the process that began this one had in `ru_maxrss` too, so it is
    asked for what this program alone had.
    """
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/self/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
