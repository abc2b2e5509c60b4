"""Composition: a filled document becomes a paper, by templates that compute nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

from compliance.data.digests import sha256
from compliance.documents.direction import directed
from compliance.documents.figures import qr_code
from compliance.documents.papers.carried import (
    SHORT,
    Proof,
    embed_of,
    frame_of,
    proof_of,
    properties_of,
)
from compliance.documents.papers.filled import FilledDocument, FilledSection, Table, content_of
from compliance.documents.plots import Plotted, plotted
from compliance.documents.render.glyphs import legible
from compliance.documents.render.paper import Fragment, Paper
from compliance.language.tongue import Tongue, tongue
from compliance.language.words import MONTHS

STYLES: Final = ("css/fonts", "papers/css/paper")
"""Style sheets of papers, in order."""
_DAY: Final = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
_NUMBERED: Final = re.compile(r"\b([A-Z][a-z]+) (?=\d)")
"""A word with a capital letter before a number, as provisions are cited."""
DRAWN: Final = 44.0
"""Width of a drawing beside a table, in millimetres."""


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

    words = tongue(document.language)
    template = environment("papers").get_template("paper.html.j2")
    html = template.render(
        d=document,
        part=part,
        index=document.index and part.first,
        proof=proof if part.last else None,
        not_to_sign=_not_to_sign(document),
        say=words.say,
        plot=partial(_plot, words),
        bound=_bound,
        titled=_titled,
    )
    return Fragment(part.id, directed(legible(html)), opens=part.first)


def _bound(text: str) -> str:
    r"""A text in whose lines no part of a day stands apart.

    >>> _bound("Asked on 3 August 2026")
    'Asked on 3\xa0August\xa02026'
    """
    return _DAY.sub("\\1\u00a0\\2\u00a0\\3", text)


def _titled(title: str) -> str:
    r"""A title in whose lines no number stands apart from what it is the number of.

    >>> _titled("Request under Clause 25(4)")
    'Request under Clause\xa025(4)'
    """
    return _NUMBERED.sub("\\1\u00a0", title)


def _plot(words: Tongue, table: Table) -> Plotted | None:
    """The drawing of a table, if it has one."""
    if table.drawing is None:
        return None
    return plotted(table.drawing, [cells[0] for cells in table.rows], words, DRAWN)


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
