"""What all papers share that carry inside them everything that their pages say."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from compliance.documents.figures import Figure
from compliance.documents.papers.filled import NAME, Carried
from compliance.documents.render.maker import creator
from compliance.documents.render.paper import Embed, Frame, Properties
from compliance.language.tongue import tongue
from compliance.language.words import shortened

TYPE: Final = "application/json"
RUNNING: Final = 70
SHORT: Final = 16
"""Of a digest where it only names what it is of."""
GROUP: Final = 8


@dataclass(frozen=True)
class Proof:
    """How a reader checks that the pages are those that were issued."""

    code: Figure
    digest: str
    """SHA-256 of what stands inside, in groups."""
    as_of: str


def proof_of(paper: Carried, digest: str, code: Figure) -> Proof:
    """How the pages of a paper are checked: by the digest of what it carries, and a QR code."""
    groups = " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))
    return Proof(code, groups, tongue(paper.language).day(paper.as_of))


def embed_of(paper: Carried, content: bytes) -> Embed:
    """What the pages say, as a file inside."""
    text = tongue(paper.language).say("proof.inside")
    return Embed(NAME, content, text, TYPE, "Data", _written(paper))


def frame_of(paper: Carried, note: str) -> Frame:
    """What stands around its pages.

    Args:
        paper: the paper.
        note: what it is not while it is a draft; empty for a final one.
    """
    say = tongue(paper.language).say
    return Frame(
        left=shortened(paper.title, RUNNING),
        foot=say("foot.journal", assessment=paper.assessment, head=paper.head[:SHORT]),
        state=paper.state,
        state_note=note,
        page=say("foot.link"),
        page_of=say("foot.page"),
    )


def properties_of(paper: Carried) -> Properties:
    """The properties of its PDF."""
    start = datetime.datetime.combine(paper.as_of, datetime.time(), datetime.UTC)
    return Properties(
        title=f"{paper.title}: {paper.subject}",
        author=paper.operator,
        subject=paper.basis,
        keywords=(
            f"document:{paper.document}",
            f"journal-head:{paper.head}",
            "state:draft" if paper.state else "state:final",
        ),
        creator=creator(paper.tool),
        at=max(start, _written(paper)),
        language=paper.language,
    )


def _written(paper: Carried) -> datetime.datetime:
    return datetime.datetime.fromisoformat(paper.at)
