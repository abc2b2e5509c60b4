"""A source as it is said: what it is, where it lies, when it was read, and how old that is."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from compliance.assessment.journal.records import Source
from compliance.assessment.journal.state import HeldEvidence
from compliance.language.words import ago, day, months_between

OLD: Final = 6
"""Months after which something that was read is said to be old."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
KINDS: Final = {"public": "Public source", "file": "File", "edition": "Earlier edition"}


@dataclass(frozen=True)
class SourceView:
    """What said something that no person here had answered."""

    kind: str
    """``public``, ``file`` or ``edition``."""
    title: str
    where: str
    """Address, revision and place, as far as they are known."""
    read: datetime.date | None
    sure: str
    age: str = ""
    """How long ago it was read; empty where no day was asked for."""
    old: str = ""
    """That this is long ago; empty where it is not."""

    @property
    def word(self) -> str:
        """The kind in words."""
        return KINDS[self.kind]

    @property
    def dated(self) -> str:
        """When it was read, and how long ago."""
        if self.read is None:
            return ""
        verb = "" if self.kind == "edition" else "read "
        return ", ".join(filter(None, (f"{verb}{day(self.read)}", self.age)))

    @property
    def said(self) -> str:
        """The whole source in a line."""
        parts = (self.title, self.where, self.sure, self.dated, self.old)
        return "; ".join(filter(None, parts))


def view_source(source: Source, today: datetime.date | None = None) -> SourceView:
    """A source, with its age where a day is given.

    Args:
        source: as the journal has it.
        today: the day on which somebody looks; nothing on paper that must not age.
    """
    age = old = ""
    if today is not None and source.read is not None and source.kind != "edition":
        age = ago(source.read, today)
        if months_between(source.read, today) >= OLD:
            old = f"old: more than {OLD} months"
    revision = f"revision {source.revision}" if source.revision else ""
    # The digest of a file of the locker stands with the evidence, whose number its title has.
    address = "" if _DIGEST.fullmatch(source.address) else source.address
    where = ", ".join(filter(None, (address, revision, source.place)))
    return SourceView(source.kind, source.title, where, source.read, source.sure, age, old)


def source_line(source: Source | None) -> str:
    """A source in a line without its age; empty where there is none."""
    return "" if source is None else view_source(source).said


def pointer(source: Source | None) -> str:
    """The file that something was read in and the place in it; empty for other sources.

    >>> pointer(Source(kind="file", title="run.json (EV-0003)", place="/results/arc/acc"))
    'run.json (EV-0003), /results/arc/acc'
    """
    if source is None or source.kind != "file":
        return ""
    return ", ".join(filter(None, (source.title, source.place)))


def evidence_of(source: Source, evidence: Mapping[str, HeldEvidence]) -> str:
    """Number of the evidence that a source is; empty where it is none.

    Args:
        source: as the journal has it.
        evidence: what is held, by number.
    """
    if source.kind != "file":
        return ""
    number = source.title.removesuffix(")").rpartition("(")[2]
    held = evidence.get(number)
    return number if held is not None and held.data.sha256 == source.address else ""
