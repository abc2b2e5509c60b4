"""Composition: an assessment becomes chapters of ready values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.documents.declaration import declare
from compliance.documents.dossier.chapters import (
    begun,
    closing,
    declared,
    findings,
    front,
    lists,
    quotes,
    system,
    timing,
)
from compliance.documents.dossier.material import Attached, Material
from compliance.documents.dossier.parts import Chapter, Dossier, Header
from compliance.documents.dossier.quoted import QuotedLaw
from compliance.language.words import day, shortened

RUNNING: Final = 60
TITLE: Final = 150
"""Longer names of systems are cut at the head of pages and in the file title."""


def gather(
    assessment: Assessment,
    as_of: datetime.date,
    attached: Iterable[Attached],
    tool_version: str,
    quoted: QuotedLaw | None = None,
) -> Material:
    """Put together what the chapters are composed from."""
    return Material(
        assessment=assessment,
        as_of=as_of,
        declaration=declare(assessment, as_of),
        attached=tuple(attached),
        tool_version=tool_version,
        quoted=quoted,
    )


def compose(material: Material) -> Dossier:
    """All chapters, numbered, under the table of contents: what readers look up comes first.

    While an assessment has only begun there are a few, which need no table of contents.
    """
    if begun.is_begun(material):
        chapters = number(begun.begun_chapters(material))
        return Dossier(header(material), (begun.begun_cover(material), *chapters))
    chapters = number(
        chapter
        for chapter in (
            front.summary(material),
            system.facts_chapter(material),
            lists.gap_list(material),
            timing.deadlines(material),
            *findings.findings_chapters(material),
            lists.evidence_register(material),
            declared.open_duties(material),
            declared.declaration_chapter(material),
            closing.sign_off(material),
            system.classification(material),
            timing.dates(material),
            timing.applicability(material),
            quotes.quoted_chapter(material),
            closing.legal_basis(material),
            front.about(material),
            closing.verification(material),
        )
        if chapter is not None
    )
    return Dossier(header(material), (front.cover(material), front.contents(chapters), *chapters))


def number(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """Number chapters 1, 2, ...; those that flow count within the one before."""
    found: list[Chapter] = []
    main = sub = 0
    for chapter in chapters:
        if chapter.flows:
            sub += 1
            found.append(replace(chapter, number=f"{main}.{sub}"))
        else:
            main, sub = main + 1, 0
            found.append(replace(chapter, number=str(main)))
    return tuple(found)


def header(material: Material) -> Header:
    """What stands around every page and in the properties of the file."""
    name, as_of = shortened(material.system, TITLE), day(material.standing.as_of)
    return Header(
        title=f"{name}: conformity dossier, {as_of}",
        system=shortened(material.system, RUNNING),
        assessment=material.state.begin.assessment,
        head=material.state.head,
        draft=material.declaration.view.stamp,
        subject=f"Assessment against {material.law}",
        author=material.operator,
    )
