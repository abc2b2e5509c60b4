"""Issuing: from an assessment and a day to the bytes of its dossier."""

from __future__ import annotations

import datetime
from typing import Any, Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import State
from compliance.data.digests import canonical_json, sha256
from compliance.documents.dossier.compose import compose, gather
from compliance.documents.dossier.material import Attached
from compliance.documents.dossier.parts import Header
from compliance.documents.dossier.quoted import Quoter, quote_shown, quoted_record
from compliance.documents.render.maker import creator
from compliance.documents.render.paper import Embed, Paper, Properties
from compliance.documents.render.press import Press
from compliance.documents.render.sheets import Progress
from compliance.views import reports

RECORD_NAME: Final = "assessment.json"
JOURNAL_NAME: Final = "journal.jsonl"
RECORD_TYPE: Final = "application/json"
JOURNAL_TYPE: Final = "application/jsonl"
RECORD_TEXT: Final = "Machine-readable record of everything the pages show"
JOURNAL_TEXT: Final = "Journal of the assessment, from which everything follows"
DRAFT: Final = "state:draft"
FINAL: Final = "state:final"
"""Keywords that say whether a dossier is a draft."""


def make_dossier(
    assessment: Assessment,
    journal: bytes,
    as_of: datetime.date,
    tool_version: str,
    progress: Progress | None = None,
    quoter: Quoter | None = None,
    press: Press | None = None,
) -> bytes:
    """Make the PDF dossier of an assessment.

    Args:
        assessment: folded from ``journal``.
        journal: the bytes of the journal, embedded as they are.
        as_of: day on which ages, expiries and dates of application count.
        tool_version: version of the program, printed and recorded.
        progress: called as ``progress(done, total)`` after each fragment.
        quoter: quotes provisions from the official text, where that is wanted.
        press: what prints it; one that keeps nothing where none is given.

    Raises:
        ConformityError: ``dossier.renderer``.
    """
    paper = prepare(assessment, journal, as_of, tool_version, quoter)
    return (press or Press()).print(paper, progress)


def prepare(
    assessment: Assessment,
    journal: bytes,
    as_of: datetime.date,
    tool_version: str,
    quoter: Quoter | None = None,
) -> Paper:
    """Everything of a dossier short of laying it out."""
    # Heavy, and not needed to read a dossier.
    from compliance.documents.render.html import STYLES, frame_of, render_fragments  # noqa: PLC0415

    law = None if quoter is None else quote_shown(assessment, as_of, quoter)
    quoted = None if law is None else quoted_record(law.quotes)
    record = build_record(assessment, as_of, tool_version, quoted)
    at = journal_moment(assessment.state)
    embeds = (
        Embed(RECORD_NAME, record, RECORD_TEXT, RECORD_TYPE, "Data", at),
        Embed(JOURNAL_NAME, journal, JOURNAL_TEXT, JOURNAL_TYPE, "Source", at),
    )
    attached = [
        Attached(item.name, item.description, len(item.content), sha256(item.content))
        for item in embeds
    ]
    material = gather(assessment, as_of, attached, tool_version, law)
    dossier = compose(material)
    return Paper(
        fragments=render_fragments(dossier.chapters),
        frame=frame_of(dossier.header),
        embeds=embeds,
        properties=properties_of(dossier.header, as_of, at, tool_version),
        styles=STYLES,
    )


def journal_moment(state: State) -> datetime.datetime:
    """When the last record was written; the date of the files inside."""
    return datetime.datetime.fromisoformat(state.changed_at)


def properties_of(
    header: Header, as_of: datetime.date, at: datetime.datetime, tool_version: str
) -> Properties:
    """Properties of the file; dated the day it speaks of, never before its journal."""
    start = datetime.datetime.combine(as_of, datetime.time(), datetime.UTC)
    return Properties(
        title=header.title,
        author=header.author,
        subject=header.subject,
        keywords=(
            "conformity dossier",
            f"journal-head:{header.head}",
            DRAFT if header.draft else FINAL,
        ),
        creator=creator(tool_version),
        at=max(start, at),
    )


def build_record(
    assessment: Assessment,
    as_of: datetime.date,
    tool_version: str,
    quoted: dict[str, Any] | None = None,
) -> bytes:
    """Write the record of an assessment on a day as canonical JSON.

    Args:
        assessment: what was recorded.
        as_of: day on which ages, expiries and dates of application count.
        tool_version: version of the program that evaluated it.
        quoted: which official text the pages quote, where they do.
    """
    made = reports.record(assessment, as_of, tool_version, quoted)
    return canonical_json(made.model_dump(mode="json"))
