"""Provisions quoted: the official wording beside our words, each provision once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter, Line, Link
from compliance.documents.dossier.quoted import anchor_of
from compliance.language.words import day
from compliance.law.official.text import Quote, QuotedLine
from compliance.law.provision import is_within, outermost

_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}")
DEEPEST: Final = 5
TITLE: Final = "Provisions quoted"


@dataclass(frozen=True)
class QuotedText:
    """One numbered piece of a provision."""

    anchor: str
    """Empty for the first piece, to which the block itself leads."""
    label: str
    remark: str
    title: str
    text: str
    depth: int


@dataclass(frozen=True)
class QuotedBlock:
    """The official wording of one provision."""

    anchor: str
    printed: str
    """Empty where the heading of its group says it."""
    title: str
    warning: str
    lines: tuple[QuotedText, ...]
    added: str
    footnotes: tuple[tuple[str, str], ...]
    asked_by: tuple[Link, ...]
    """Requirements that rest on it."""


@dataclass(frozen=True)
class QuotedGroup:
    """The provisions quoted of one article or annex."""

    title: str
    blocks: tuple[QuotedBlock, ...]


@dataclass(frozen=True)
class QuotedContent:
    lines: tuple[Line, ...]
    notice: str
    language: str
    groups: tuple[QuotedGroup, ...]


def quoted_chapter(material: Material) -> Chapter | None:
    """The provisions of the requirements shown, as the imported text has them."""
    quoted = material.quoted
    if quoted is None:
        return None
    first = quoted.quotes[0]
    language = first.language.lower() if _LANGUAGE.fullmatch(first.language) else ""
    groups: dict[str, list[QuotedBlock]] = {}
    for quote in quoted.quotes:
        groups.setdefault(outermost(quote.provision), []).append(_block(material, quote))
    content = QuotedContent(
        lines=(
            Line("Source", first.source),
            Line("Text of", day(first.date)),
            Line("Law of the checklists", day(material.catalogue.law.state)),
            Line("SHA-256 of the imported files", first.digest, code=True),
        ),
        notice=first.notice,
        language=language,
        groups=tuple(
            QuotedGroup(material.catalogue.outline.title(article), tuple(blocks))
            for article, blocks in groups.items()
        ),
    )
    return Chapter("quoted", TITLE, "quoted", content)


def _block(material: Material, quote: Quote) -> QuotedBlock:
    title = quote.lines[0].title if quote.lines else ""
    alone = quote.provision == outermost(quote.provision) and not title
    return QuotedBlock(
        anchor=anchor_of(quote.provision),
        printed="" if alone else quote.printed,
        title=title,
        warning=quote.warning,
        lines=tuple(_text(line, quote) for line in quote.lines if line.text or line.title),
        added=material.cite(quote.added),
        footnotes=quote.footnotes,
        asked_by=tuple(_asked_by(material, quote.provision)),
    )


def _text(line: QuotedLine, quote: Quote) -> QuotedText:
    itself = line.provision == quote.provision
    return QuotedText(
        anchor="" if itself else anchor_of(line.provision),
        label="" if itself and line.title else line.label,
        remark=line.remark,
        title="" if itself else line.title,
        text=line.text,
        depth=min(line.depth, DEEPEST),
    )


def _asked_by(material: Material, provision: str) -> Iterable[Link]:
    canonical = material.catalogue.outline.canonical
    for finding in material.shown_findings:
        if any(is_within(canonical(item), provision) for item in finding.provisions):
            yield Link(finding.title, f"#req-{finding.id}")


def links_to_law(material: Material, provisions: Iterable[str]) -> tuple[Link, ...]:
    """Provisions with where they are quoted; nothing where no law is quoted."""
    if material.quoted is None:
        return ()
    anchors = material.quoted.anchors()
    canonical = material.catalogue.outline.canonical
    found = []
    for provision in provisions:
        anchor = anchors.get(canonical(provision), "")
        found.append(Link(material.cite([provision]), f"#{anchor}" if anchor else ""))
    return tuple(found)
