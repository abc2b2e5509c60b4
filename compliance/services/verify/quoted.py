"""Verifying which official text a dossier quotes."""

from __future__ import annotations

import datetime
from typing import Any

from compliance.assessment.assessment import Assessment
from compliance.documents.dossier.quoted import provisions_shown, quoted_record
from compliance.errors import ConformityError, Problem
from compliance.services.official_law.quote import load_official, official_quotes
from compliance.services.verify.result import Verification


def check_quoted(
    name: str, claimed: Any, assessment: Assessment, as_of: datetime.date, result: Verification
) -> None:
    """Compare what a record says about quoted law with the text imported here.

    Without that text nothing is compared, and a note says so.
    """
    digest = claimed.get("digest") if isinstance(claimed, dict) else None
    try:
        text = load_official(assessment.catalogue.pack.pack)
    except ConformityError:
        text = None
    if text is None or text.digest != digest:
        result.notes.append(
            f"{name}: it quotes an official text (imported files SHA-256 {digest}) that "
            "is not the one imported here; its wording was not compared."
        )
        return
    # Who imports may name source and day; the digest of the files is what counts.
    try:
        named = {"source": str(claimed["source"]), "date": _day(claimed["date"])}
    except (KeyError, TypeError, ValueError):
        named = {}
    text = text.model_copy(update=named)
    shown = provisions_shown(assessment, as_of)
    quotes = official_quotes(assessment.catalogue, shown, text=text)
    if quotes and quoted_record(quotes) == claimed:
        result.checked.append(
            f"{name}: it quotes the official text imported here, {text.source}, text of "
            f"{text.date}, SHA-256 {digest}"
        )
        return
    result.problems.append(
        Problem(
            f"{name}: assessment.json",
            "dossier.record-changed",
            "What it says about the official text quoted does not follow from that text.",
            "Ask for the original dossier.",
        )
    )


def _day(text: Any) -> datetime.date:
    return datetime.date.fromisoformat(text)
