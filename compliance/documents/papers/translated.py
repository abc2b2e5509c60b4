"""A document in another language: whether it is offered, and what a person confirmed of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import ConfirmedLanguage, State
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.locale.files import languages_of, read_language
from compliance.checklist.locale.translated import Translation
from compliance.documents.papers.filled import TextsOf
from compliance.errors import ConformityError, fail
from compliance.language.tongue import CODE, PAPER, english_name, names
from compliance.language.words import counted

SHOWN: Final = 4


@dataclass(frozen=True)
class Translated:
    """A document in a language in which all of it is there."""

    translation: Translation
    _made: list[Assessment] = field(default_factory=list)

    def assessment(self, of: Assessment) -> Assessment:
        """The same assessment, under the edition in this language."""
        if not self._made:
            self._made.append(Assessment(self.translation.edition(), of.state))
        return self._made[0]

    def said(self, state: State) -> TextsOf:
        """What the paper says of its translation."""
        found, texts = confirmed(state, self.translation), self.translation.digest
        if found is None:
            return TextsOf(texts=texts, names=names())
        on = datetime.date.fromisoformat(found.at[:10])
        day = self.translation.tongue.day(on)
        return TextsOf(texts=texts, names=names(), by=found.by, on=day)


def confirmed(state: State, translation: Translation) -> ConfirmedLanguage | None:
    """Who confirmed a translation as it is now; nobody where its texts changed since."""
    found = state.languages.get((translation.language.code, translation.document))
    return found if found is not None and found.texts == translation.digest else None


def translation_of(
    catalogue: Catalogue, code: str, document: str, root: Path | None = None
) -> Translation:
    """A document in another language, as far as it is there.

    Args:
        catalogue: the edition.
        code: the language.
        document: its id.
        root: folder with packs; the shipped ones by default.
    """
    return Translation(catalogue, read_language(catalogue, code, root), document)


def translated(assessment: Assessment, code: str, document: str) -> Translated | None:
    """A document in a language; nothing for English, in which everything is written.

    Raises:
        ConformityError: ``language.unknown``; ``language.incomplete`` where a text is
            missing or out of date; ``language.file``.
    """
    if code in {"", CODE, PAPER}:
        return None
    document = _without_entry(assessment.catalogue, document)
    asked = translated, code, document
    return assessment.kept(asked, lambda: _translated(assessment.catalogue, code, document))


def _without_entry(catalogue: Catalogue, paper: str) -> str:
    """The document of a paper, which may be about one entry after the launch."""
    return paper if paper in catalogue.documents else paper.rpartition(".")[0] or paper


def translated_if_complete(assessment: Assessment, code: str, document: str) -> Translated | None:
    """A document in a language; nothing for English, or where it is not complete.

    Raises:
        ConformityError: ``language.unknown``; ``language.file``.
    """
    try:
        return translated(assessment, code, document)
    except ConformityError as error:
        if error.problems[0].code == "language.incomplete":
            return None
        raise


def _translated(catalogue: Catalogue, code: str, document: str) -> Translated:
    known = languages_of(catalogue)
    if code not in known:
        raise fail(
            code,
            "language.unknown",
            "These checklists have no papers in this language.",
            f"They have: {', '.join((CODE, *known))}.",
        )
    found = translation_of(catalogue, code, document)
    if found.lacking:
        named = ", ".join(found.lacking[:SHOWN])
        more = f" and {len(found.lacking) - SHOWN} more" if len(found.lacking) > SHOWN else ""
        raise fail(
            document,
            "language.incomplete",
            f"It is not complete in {english_name(code)}: {counted(len(found.lacking), 'text')} "
            f"missing or out of date ({named}{more}).",
            "Issue it in English, or translate them: docs/how-to/languages.md",
        )
    return Translated(found)
