"""Shared by the tests of services: a pack with many questions, small assessments."""

from __future__ import annotations

import datetime
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pytest

from compliance.assessment.journal.chain import read_lines
from compliance.assessment.journal.records import JOURNAL, Answer, Record
from compliance.checklist.catalogue import Catalogue
from compliance.services.assess.attach_evidence import attach_evidence
from compliance.services.assess.follow_up import add_note, review_requirement
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.services.verify import dossier
from compliance.services.verify.result import Verification
from compliance.services.verify.sealed import Trust
from compliance.storage.folder.journal import ANCHOR
from compliance.storage.opened import OpenAssessment
from tests.builders import ANN, AT, BEN, ROOT, TODAY, begin, environment, load_mini

MANY = 600


@dataclass(frozen=True)
class Issued:
    """An assessment of the mini pack, its dossier, and one issued a record earlier."""

    packs: Path
    catalogue: Catalogue
    folder: Path
    earlier: Path
    pdf: Path


HOUR = datetime.timedelta(hours=1)


def many_pack(root: Path) -> Catalogue:
    """The mini pack with 600 more facts, ``many.000`` to ``many.599``."""
    lines = ['section: {id: many, title: "Many", order: 30}', "facts:"]
    lines += [
        f'  - {{id: many.{at:03}, type: text, label: "m{at}", ask: "What is {at}?"}}'
        for at in range(MANY)
    ]
    return load_mini(root, {"facts/many.yaml": "\n".join(lines) + "\n"})


def record(
    assessment: OpenAssessment, question: str, value: Any, by: str = ANN, **more: Any
) -> Record:
    """Answer a question as a face would."""
    seen = more.pop("seen", None)
    answer = build_answer(assessment, question, value, **more)
    return record_answer(assessment, answer, by=by, at=AT, seen=seen)


def attach(assessment: OpenAssessment, source: Path, *supports: str, by: str = ANN) -> str:
    held, _ = attach_evidence(
        assessment, source, kind="report", supports=supports, by=by, at=AT, collected=TODAY
    )
    return held.data.evidence


def sample(folder: Path, catalogue: Catalogue) -> OpenAssessment:
    """A small assessment with every common kind of record (7 records, 1 file)."""
    assessment = begin(folder, catalogue)
    record(assessment, "fact.listed", "yes")
    record(assessment, "risk.list", "partly", explanation="Übersicht “R-1”")
    source = folder.with_name(f"{folder.name}-report.txt")
    source.write_bytes(b"n=412, differences by group\n\xff\x00end")
    attach(assessment, source, "risk.list")
    record(assessment, "fact.uses", ["a", "b"])
    add_note(assessment, "risk.list", "Ask again.", by=BEN, at=AT)
    review_requirement(assessment, "risk.list", approve=False, comment="Where?", by=BEN, at=AT)
    return assessment


def journal_of(folder: Path) -> bytes:
    return (folder / JOURNAL).read_bytes()


def records_of(folder: Path) -> list[Record]:
    """The records of a folder; it must be readable to its last byte."""
    reading = read_lines(journal_of(folder), JOURNAL)
    assert not reading.problems
    assert not reading.tail
    return reading.records


def answers_of(folder: Path) -> dict[str, list[Any]]:
    """Every value ever given, by question."""
    found: dict[str, list[Any]] = {}
    for item in records_of(folder):
        if isinstance(item.data, Answer):
            found.setdefault(item.data.question, []).append(item.data.value)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the lock, to see whether anything changed."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def codes(result: Verification) -> set[str]:
    return {problem.code for problem in result.problems}


class WithinThisProcess:
    """Does work here that is otherwise done apart, so that what a test changed counts."""

    def watched(self, _place: str, _progress: Any, work: Any, *args: Any) -> Any:
        return work(*args)


def verified(*targets: Path, pages: bool = True, trust: Trust | None = None) -> Verification:
    """Verify within this process; without ``pages``, nothing is made again to compare."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dossier, "HERE", WithinThisProcess())
        if not pages:
            patch.setattr(dossier, "_maker", lambda _wish: None)
        return dossier.verify(list(targets), trust=trust)


def messages(result: Verification) -> str:
    return " ".join(problem.message for problem in result.problems)


def files_in(pdf: Path) -> dict[str, bytes]:
    """The files inside a dossier."""
    return {item.name: bytes(item.content) for item in pypdf.PdfReader(pdf).attachment_list}


def without_anchor(folder: Path) -> None:
    """Forget which record was acknowledged last, as a forger would."""
    (folder / ANCHOR).unlink()


def child(home: Path, *arguments: object, **more: str) -> subprocess.Popen[str]:
    """Start ``tests.services.children`` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services.children", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(home, **more),
        cwd=ROOT,
    )


def run_together(*children: subprocess.Popen[str]) -> list[str]:
    """Let children begin at the same moment; what they printed."""
    for process in children:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in children:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    printed = [process.communicate(timeout=120)[0] for process in children]
    assert [process.returncode for process in children] == [0] * len(children)
    return printed
