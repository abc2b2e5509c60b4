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
from compliance.services.pack.letter import PATH as LETTER

ID: Final = "pack"
CONTENTS: Final = "Contents"
SHORT: Final = 16
FINAL, TO_SIGN = "Final", "Ready to be signed"
INSIDE: Final = (
    "This pack holds the papers that its addressee may have, and of the evidence that they name "
    "what is listed here. It does not hold the journal of the assessment, its findings or its "
    "remarks.",
    "Evidence is numbered through the whole assessment: a number that stands nowhere here belongs "
    "to evidence that none of these papers names.",
)
NOT_FOR_OUTSIDE: Final = (
    "These files hold data of persons, or were marked as not for outside. They are named with "
    "their digest, so that nobody can change them unseen, and are not handed over."
)
NO_RIGHT: Final = "The authorities that may ask for them are given them."
ELSEWHERE: Final = (
    "These documents are not held in the assessment: it names where they lie. Nobody compared "
    "them; where a digest is given, somebody stated it."
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
    held_back: Sequence[File] = (),
    right: str = "",
    elsewhere: Sequence[File] = (),
) -> FilledDocument:
    """The index of a pack.

    Args:
        like: one of its papers; assessment, operator and edition are those of all.
        addressee: for whom it is, in words.
        papers: in their order.
        evidence: each piece, with its path below the payload.
        as_of: day on which the pack was made.
        held_back: evidence that the papers name and that is not for outside.
        right: by what the addressee may ask for it; empty where it may not.
        elsewhere: documents that the papers name and that are not held.
    """
    number = iter(range(1, 7))
    points = [
        _point(next(number), "Papers", [_papers(papers)]),
        _point(next(number), "Evidence", [_evidence(evidence)]),
        *(
            [_point(next(number), "Not in this pack", _held_back(held_back, right))]
            if held_back
            else []
        ),
        *([_point(next(number), "Elsewhere", _elsewhere(elsewhere))] if elsewhere else []),
        _point(next(number), "What is inside", list(map(_said, INSIDE))),
        _point(next(number), "How to check it", list(map(_said, CHECK))),
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
                Shown(label="Papers", value=str(sum(not is_letter(paper) for paper in papers))),
                Shown(label="Evidence", value=_count(evidence, held_back)),
            ),
            "sections": (FilledSection(title=CONTENTS, points=tuple(points), wide=True),),
            "index": False,
            "signatures": (),
        }
    )


def is_letter(paper: Paper) -> bool:
    """Whether it is what covers the pack, and none of the papers that the law asks for."""
    return paper.path == LETTER


def _count(evidence: Sequence[object], held_back: Sequence[object]) -> str:
    more = f", {len(held_back)} not for outside" if held_back else ""
    return f"{number_of(len(evidence), 'file')}{more}"


def _held_back(files: Sequence[File], right: str) -> list[Block]:
    return [
        _said(NOT_FOR_OUTSIDE),
        _said(right or NO_RIGHT),
        Files(caption="Named by the papers and not in this pack", files=tuple(files)),
    ]


def _elsewhere(files: Sequence[File]) -> list[Block]:
    caption = "Named by the papers and kept elsewhere"
    return [_said(ELSEWHERE), Files(caption=caption, files=tuple(files))]


def _point(number: int, title: str, blocks: Iterable[Block]) -> FilledPoint:
    return FilledPoint(
        place=number, number=str(number), title=title, provision="", blocks=tuple(blocks)
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
        return _said("No evidence lies in this pack.")
    files = tuple(item.model_copy(update={"name": path}) for item, path in evidence)
    return Files(caption="Evidence in this pack", files=files)
