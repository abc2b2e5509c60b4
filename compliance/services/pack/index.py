"""The index of a pack, as a paper of the same family."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.documents.papers.filled import (
    Block,
    File,
    Files,
    FilledDocument,
    FilledPoint,
    FilledSection,
    Piece,
    Said,
    Shown,
    Table,
)
from compliance.language.furniture import FURNITURE
from compliance.language.words import day, number_of

ID: Final = "pack"
SHORT: Final = 16
FINAL, TO_SIGN = "Final", "Ready to be signed"
INSIDE: Final = (
    "This pack holds the papers that its addressee may have, and the evidence that they name. It "
    "does not hold the journal of the assessment, its findings or its remarks.",
    "Evidence is numbered through the whole assessment: a number that is left out here belongs to "
    "evidence that none of these papers names.",
)
CHECK: Final = (
    "Every file is listed with its SHA-256 in manifest-sha256.txt; any tool for BagIt bags "
    "(RFC 8493) compares them.",
    "conformity verify PACK.zip does the same, and makes each paper again from what stands inside "
    "it.",
)


@dataclass(frozen=True)
class Paper:
    """A paper of the pack."""

    document: FilledDocument
    path: str
    """Below the payload."""
    digest: str


def make_index(
    like: FilledDocument,
    addressee: str,
    papers: Sequence[Paper],
    evidence: Sequence[tuple[File, str]],
    as_of: datetime.date,
) -> FilledDocument:
    """The index of a pack.

    Args:
        like: one of its papers; assessment, operator and edition are those of all.
        addressee: for whom it is, in words.
        papers: in their order.
        evidence: each piece, with its path below the payload.
        as_of: day on which the pack was made.
    """
    points = [
        _point("1", "Papers", [_papers(papers)]),
        _point("2", "Evidence", [_evidence(evidence)]),
        _point("3", "What is inside", list(map(_said, INSIDE))),
        _point("4", "How to check it", list(map(_said, CHECK))),
    ]
    return like.model_copy(
        update={
            "document": ID,
            "title": f"Pack for: {addressee}",
            "called": "pack",
            "basis": like.law,
            "state": "",
            "open": (),
            "form": "",
            "fields": (
                Shown(label="From", value=like.operator or "not stated"),
                Shown(label="As of", value=day(as_of)),
                Shown(label="Papers", value=str(len(papers))),
                Shown(label="Evidence", value=number_of(len(evidence), "file")),
            ),
            "sections": (FilledSection(points=tuple(points), wide=True),),
            "index": False,
            "signatures": (),
        }
    )


def _point(number: str, title: str, blocks: Iterable[Block]) -> FilledPoint:
    return FilledPoint(
        place=int(number), number=number, title=title, provision="", blocks=tuple(blocks)
    )


def _said(text: str) -> Said:
    return Said(pieces=(Piece(text=text),))


def _papers(papers: Sequence[Paper]) -> Block:
    rows = tuple(
        (paper.document.title, _state(paper), paper.path, paper.digest[:SHORT]) for paper in papers
    )
    columns = ("Paper", "State", "File", "SHA-256, beginning")
    return Table(caption="Papers in this pack", columns=columns, rows=rows)


def _state(paper: Paper) -> str:
    """In English, whatever the language of the paper."""
    return FURNITURE["state.draft"] if paper.document.state else FINAL


def _evidence(evidence: Sequence[tuple[File, str]]) -> Block:
    if not evidence:
        return _said("The papers of this pack name no evidence.")
    files = tuple(item.model_copy(update={"name": path}) for item, path in evidence)
    return Files(caption="Evidence in this pack", files=files)
