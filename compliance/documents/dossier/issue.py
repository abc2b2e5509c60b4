"""Issuing: from an assessment and a day to the bytes of its dossier."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import State
from compliance.data.digests import canonical_json, sha256
from compliance.documents.dossier.compose import compose, gather
from compliance.documents.dossier.material import Attached
from compliance.documents.dossier.parts import Frame
from compliance.documents.dossier.quoted import Quoter, quote_shown, quoted_record
from compliance.documents.render.pdf import Embed, Properties, render_pdf
from compliance.views import reports

RECORD_NAME: Final = "assessment.json"
JOURNAL_NAME: Final = "journal.jsonl"
RECORD_TYPE: Final = "application/json"
JOURNAL_TYPE: Final = "application/jsonl"
RECORD_TEXT: Final = "Machine-readable record of everything the pages show"
JOURNAL_TEXT: Final = "Journal of the assessment, from which everything follows"
STEPS: Final = ("evaluate", "compose", "render")
"""Steps reported to a progress callback, which gets the number done."""


def make_dossier(
    assessment: Assessment,
    journal: bytes,
    as_of: datetime.date,
    tool_version: str,
    progress: Callable[[int, int], None] | None = None,
    quoter: Quoter | None = None,
) -> bytes:
    """Make the PDF dossier of an assessment.

    Args:
        assessment: folded from ``journal``.
        journal: the bytes of the journal, embedded as they are.
        as_of: day on which ages, expiries and dates of application count.
        tool_version: version of the program, printed and recorded.
        progress: called as ``progress(done, total)`` after each step.
        quoter: quotes provisions from the official text, where that is wanted.

    Raises:
        ConformityError: ``dossier.renderer``.
    """
    total = len(STEPS)
    html, embeds, properties = prepare(assessment, journal, as_of, tool_version, quoter)
    if progress is not None:
        progress(total - 1, total)
    content = render_pdf(html, embeds, properties)
    if progress is not None:
        progress(total, total)
    return content


def prepare(
    assessment: Assessment,
    journal: bytes,
    as_of: datetime.date,
    tool_version: str,
    quoter: Quoter | None = None,
) -> tuple[str, tuple[Embed, ...], Properties]:
    """Everything of a dossier short of rendering: HTML, files inside, properties."""
    from compliance.documents.render.html import render_html  # noqa: PLC0415 - heavy

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
    return (render_html(dossier), embeds, properties_of(dossier.frame, as_of, at, tool_version))


def journal_moment(state: State) -> datetime.datetime:
    """When the last record was written; the date of the files inside."""
    return datetime.datetime.fromisoformat(state.changed_at)


def properties_of(
    frame: Frame, as_of: datetime.date, at: datetime.datetime, tool_version: str
) -> Properties:
    """Properties of the file; dated the day it speaks of, never before its journal."""
    start = datetime.datetime.combine(as_of, datetime.time(), datetime.UTC)
    return Properties(
        title=frame.title,
        author=frame.author,
        subject=frame.subject,
        keywords=("conformity dossier", f"journal-head:{frame.head}"),
        creator=f"conformity {tool_version}",
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
