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
from compliance.language.tongue import tongue
from compliance.language.words import shortened

TYPE: Final = "application/json"
STYLES: Final = ("css/fonts", "papers/css/paper")
"""Style sheets of papers, in order."""
RUNNING: Final = 70
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
    say = tongue(document.language).say
    return Paper(
        fragments=tuple(_fragment(document, part, proof) for part in _parts(document)),
        frame=_frame(document),
        embeds=(Embed(NAME, content, say("proof.inside"), TYPE, "Data", at),),
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

    say = tongue(document.language).say
    template = environment("papers").get_template("paper.html.j2")
    html = template.render(
        d=document,
        part=part,
        index=document.index and part.first,
        proof=proof if part.last else None,
        not_to_sign=say("sign.draft") if document.state else "",
        say=say,
    )
    return Fragment(part.id, legible(html), opens=part.first)


def _proof(document: FilledDocument, content: bytes) -> Proof:
    digest = sha256(content)
    groups = " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))
    spoken = tongue(document.language)
    code = qr_code(digest, spoken.say("proof.code", digest=digest[:SHORT]))
    return Proof(code, groups, spoken.day(document.as_of))


def _frame(document: FilledDocument) -> Frame:
    say = tongue(document.language).say
    return Frame(
        left=shortened(document.title, RUNNING),
        foot=say("foot.journal", assessment=document.assessment, head=document.head[:SHORT]),
        state=document.state,
        state_note=say("state.note") if document.state else "",
        page=say("foot.link"),
        page_of=say("foot.page"),
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
