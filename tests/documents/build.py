"""Assessments for tests: journals written record by record, with fixed times."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compliance.assessment.findings import review_basis
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import (
    GENESIS,
    Answer,
    Assignment,
    Begin,
    Data,
    Evidence,
    EvidenceWithdrawn,
    Record,
    ReviewGiven,
    seal,
)
from compliance.assessment.journal.state import State
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from tests.documents.pack import EDITION, write_pack

HOSTILE = (
    "<script>alert(1)</script><style>*{display:none}</style>"
    '<img src="file:///etc/passwd"><link rel=stylesheet href=https://example.org/x>'
    " url(file:///etc/passwd) {{ 7*7 }} {% raw %} ${x} &amp; \"'"
)
TURNED = "a\u202ecod.exe\u200b"
WIDE = "南山人才 \U0001f600 \u0627\u0644\u0639\u0631\u0628\u064a\u0629"
AS_OF = datetime.date(2030, 6, 1)
START = datetime.datetime(2030, 5, 1, 9, 0, tzinfo=datetime.UTC)
ANN, BEN = "Ann Author", "Ben Reviewer"


@dataclass
class Journal:
    """A journal that grows in memory."""

    catalogue: Catalogue
    name: str = "Sample assessment"
    records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.add(
            Begin(
                assessment="A-0001",
                name=self.name,
                pack=self.catalogue.pack.pack,
                edition=self.catalogue.edition.id,
                edition_digest=self.catalogue.digest,
            )
        )

    def add(self, data: Data, by: str = ANN) -> None:
        prev = self.records[-1].hash if self.records else GENESIS
        seq = len(self.records) + 1
        at = START + datetime.timedelta(minutes=seq)
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.records.append(seal(seq, stamp, by, data, prev))

    def answer(self, question: str, value: Any, explanation: str = "") -> None:
        self.add(Answer(question=question, value=value, explanation=explanation))

    def approve(self, *requirements: str, by: str = BEN) -> None:
        for known in requirements:
            requirement = self.catalogue.requirement(known)
            basis = review_basis(self.state, requirement)
            self.add(ReviewGiven(requirement=known, decision="approved", basis=basis), by)

    @property
    def state(self) -> State:
        return fold(self.records)

    @property
    def content(self) -> bytes:
        return b"".join(record.line() for record in self.records)


def load_sample(root: Path | None = None) -> Catalogue:
    """The catalogue of the small pack."""
    if root is None:
        root = Path(tempfile.mkdtemp())
    return load_catalogue("sample", EDITION, write_pack(root))


def fill(journal: Journal) -> Journal:
    """Answer everything so that nothing is open."""
    for question, value in {
        "system.name": "Sorter",
        "system.version": "4.2",
        "system.listed": "yes",
        "system.steers": "no",
        "system.outputs": ["text"],
        "operator.name": "Example Machines Ltd",
        "operator.established-in": "fr",
        "law.reading": "late",
    }.items():
        journal.answer(question, value)
    journal.answer("risk.list", "yes", "Register R-1, looked at each month.")
    rows = [
        {"name": "Wrong bin", "chance": 0.25, "seen": "2030-04-30"},
        {"name": "Jam", "chance": 3, "seen": "2030-04-29"},
    ]
    journal.answer("risk.list.entries", rows)
    journal.answer("stop.control", "yes", "A red button.")
    journal.answer("stop.control.how", "Press it.\n\nIt stops within a second.")
    journal.answer("tell", "yes", "First screen.")
    journal.answer("scope.note", "yes", "Note N-1.")
    journal.add(
        Evidence(
            evidence="EV-0001",
            sha256="ab" * 32,
            size=123456,
            name="risks.pdf",
            evidence_kind="report",
            supports=("risk.list",),
            collected=datetime.date(2030, 4, 1),
        )
    )
    journal.approve("risk.list", "stop.control")
    return journal


def complete(catalogue: Catalogue) -> Journal:
    """An assessment in which nothing stands in the way of a declaration."""
    return fill(Journal(catalogue))


def open_ended(catalogue: Catalogue) -> Journal:
    """An assessment with gaps of several kinds."""
    journal = fill(Journal(catalogue))
    journal.answer("stop.control", "no", "Not yet.")
    journal.answer("system.outputs", ["text", "score"])
    journal.add(EvidenceWithdrawn(evidence="EV-0001", reason="Wrong version attached."))
    journal.add(
        Assignment(requirement="stop.control", owner="Cleo Owner", due=datetime.date(2030, 7, 31))
    )
    return journal


def hostile(catalogue: Catalogue) -> Journal:
    """Texts that try to be markup, style, template or another direction."""
    journal = fill(Journal(catalogue, name=HOSTILE[:290]))
    journal.answer("system.name", HOSTILE)
    journal.answer("operator.name", TURNED)
    journal.answer("system.description", WIDE)
    journal.answer("risk.list", "yes", HOSTILE)
    journal.answer("risk.list.entries", [{"name": HOSTILE, "chance": 1, "seen": HOSTILE}])
    journal.answer("stop.control.how", f"{HOSTILE}\n\n{HOSTILE}")
    return journal
