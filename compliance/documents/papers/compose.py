"""Composition: a filled document becomes a paper, by templates that compute nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from compliance.data.digests import sha256
from compliance.documents.figures import qr_code
from compliance.documents.papers.carried import (
    SHORT,
    Proof,
    embed_of,
    frame_of,
    proof_of,
    properties_of,
)
from compliance.documents.papers.filled import FilledDocument, FilledSection, content_of
from compliance.documents.render.glyphs import legible
from compliance.documents.render.paper import Fragment, Paper
from compliance.language.tongue import tongue

STYLES: Final = ("css/fonts", "papers/css/paper")
"""Style sheets of papers, in order."""


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
    proof = _proof(document, sha256(content))
    note = tongue(document.language).say("state.note") if document.state else ""
    return Paper(
        fragments=tuple(_fragment(document, part, proof) for part in _parts(document)),
        frame=frame_of(document, note),
        embeds=(embed_of(document, content),),
        properties=properties_of(document),
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
        not_to_sign=_not_to_sign(document),
        say=say,
    )
    return Fragment(part.id, legible(html), opens=part.first)


def _not_to_sign(document: FilledDocument) -> str:
    """Why there is no place to sign; nothing where there is one.

    Nobody answers for a wording that nobody of the company has read.
    """
    say, spoken = tongue(document.language).say, document.translation
    if document.state:
        return say("sign.draft")
    return say("sign.working") if spoken is not None and not spoken.by else ""


def _proof(document: FilledDocument, digest: str) -> Proof:
    say = tongue(document.language).say
    return proof_of(document, digest, qr_code(digest, say("proof.code", digest=digest[:SHORT])))
