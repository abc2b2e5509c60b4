"""Composition: a filled document becomes a paper, by templates that compute nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from compliance.data.digests import sha256
from compliance.documents.figures import Figure, qr_code
from compliance.documents.papers.filled import NAME, FilledDocument, FilledSection, content_of
from compliance.documents.render.glyphs import legible
from compliance.documents.render.maker import creator
from compliance.documents.render.paper import Embed, Fragment, Frame, Paper, Properties
from compliance.language.words import day, shortened

TYPE: Final = "application/json"
TEXT: Final = "Everything that the pages say, for machines"
STYLES: Final = ("css/fonts", "papers/css/paper")
"""Style sheets of papers, in order."""
RUNNING: Final = 70
NOT_TO_SIGN: Final = "Not to be signed: draft"
STATE_NOTE: Final = "Draft, nobody may rely on it"
SHORT: Final = 16
GROUP: Final = 8


@dataclass(frozen=True)
class Proof:
    """How a reader checks that the pages are those that were issued."""

    code: Figure
    digest: str
    """SHA-256 of what stands inside, in groups."""
    as_of: str


@dataclass(frozen=True)
class Part:
    """What one fragment holds."""

    id: str
    sections: tuple[FilledSection, ...]
    first: bool
    last: bool


def compose(document: FilledDocument) -> Paper:
    """The paper of a filled document.

    It depends on nothing else, so that whoever has the paper can make it again.
    """
    document = _read_back(document)
    content = content_of(document)
    proof = _proof(document, content)
    at = datetime.datetime.fromisoformat(document.at)
    return Paper(
        fragments=tuple(_fragment(document, part, proof) for part in _parts(document)),
        frame=_frame(document),
        embeds=(Embed(NAME, content, TEXT, TYPE, "Data", at),),
        properties=_properties(document, at),
        styles=STYLES,
    )


def _read_back(document: FilledDocument) -> FilledDocument:
    """The document as whoever reads the paper has it."""
    return FilledDocument.model_validate(document.model_dump(mode="json"))


def _parts(document: FilledDocument) -> Iterator[Part]:
    """Sections by the page that they begin."""
    number, pieces = 0, []
    for section in document.sections:
        number += section.page
        pieces.append((number, section))
    found = [
        tuple(section for _, section in group) for _, group in groupby(pieces, lambda one: one[0])
    ]
    if document.sections[0].page or document.index:
        found.insert(0, ())
    for at, sections in enumerate(found):
        yield Part(f"part-{at}", sections, first=not at, last=at == len(found) - 1)


def _fragment(document: FilledDocument, part: Part, proof: Proof) -> Fragment:
    from compliance.documents.render.html import environment  # noqa: PLC0415 - heavy

    template = environment("papers").get_template("paper.html.j2")
    html = template.render(
        d=document,
        part=part,
        index=document.index and part.first,
        proof=proof if part.last else None,
        not_to_sign=NOT_TO_SIGN if document.state else "",
    )
    return Fragment(part.id, legible(html), opens=part.first)


def _proof(document: FilledDocument, content: bytes) -> Proof:
    digest = sha256(content)
    groups = " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))
    code = qr_code(digest, f"QR code of the digest {digest[:SHORT]}")
    return Proof(code, groups, day(document.as_of))


def _frame(document: FilledDocument) -> Frame:
    return Frame(
        left=shortened(document.title, RUNNING),
        foot=f"{document.assessment} · journal {document.head[:SHORT]}",
        state=document.state,
        state_note=STATE_NOTE if document.state else "",
        page_of="{page} / {pages}",
    )


def _properties(document: FilledDocument, at: datetime.datetime) -> Properties:
    start = datetime.datetime.combine(document.as_of, datetime.time(), datetime.UTC)
    return Properties(
        title=f"{document.title}: {document.subject}",
        author=document.operator,
        subject=document.basis,
        keywords=(
            f"document:{document.document}",
            f"journal-head:{document.head}",
            "state:draft" if document.state else "state:final",
        ),
        creator=creator(document.tool),
        at=max(start, at),
        language=document.language,
    )
