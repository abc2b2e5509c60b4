"""Languages of papers: which there are, and confirming the wording of one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import LanguageConfirmed
from compliance.checklist.locale.files import languages_of, read_language
from compliance.checklist.locale.translated import Translation
from compliance.documents.papers.translated import confirmed, translated
from compliance.errors import fail
from compliance.language.tongue import CODE, name_of
from compliance.language.words import counted, day_of
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_record
from compliance.storage.opened import OpenAssessment
from compliance.views.document import view_document

WORDS: Final = {
    "written": "what everything is written in",
    "confirmed": "confirmed",
    "working": "working translation, not confirmed yet",
    "changed": "working translation, its wording changed since it was confirmed",
    "incomplete": "not complete",
}


@dataclass(frozen=True)
class LanguageView:
    """A document in a language."""

    document: str
    code: str
    name: str
    """What the language calls itself."""
    state: str
    """A key of ``WORDS``."""
    said: str
    """Its state in words, with who confirmed it or how much is missing."""

    @property
    def offered(self) -> bool:
        """Whether the document can be issued in it."""
        return self.state != "incomplete"

    @property
    def to_confirm(self) -> bool:
        """Whether a person of the company may confirm its wording."""
        return self.state in {"working", "changed"}


def view_languages(assessment: Assessment) -> dict[str, tuple[LanguageView, ...]]:
    """By document, the languages of which there is something; English first.

    Raises:
        ConformityError: ``language.file``.
    """
    return assessment.kept(view_languages, lambda: dict(_views(assessment)))


def _views(assessment: Assessment) -> Iterator[tuple[str, tuple[LanguageView, ...]]]:
    catalogue = assessment.catalogue
    languages = [read_language(catalogue, code) for code in languages_of(catalogue)]
    for known in catalogue.documents:
        found = [LanguageView(known, CODE, name_of(CODE), "written", WORDS["written"])]
        found += [
            _view(assessment, Translation(catalogue, language, known))
            for language in languages
            if known in language.files
        ]
        yield known, tuple(found)


def _view(assessment: Assessment, translation: Translation) -> LanguageView:
    code, document = translation.language.code, translation.document
    state, more = "working", ""
    who = confirmed(assessment.state, translation)
    if translation.lacking:
        missing = counted(len(translation.lacking), "text")
        state, more = "incomplete", f": {missing} missing or out of date"
    elif who is not None:
        state, more = "confirmed", f" by {who.by}, {day_of(who.at)}"
    elif (code, document) in assessment.state.languages:
        state = "changed"
    return LanguageView(document, code, name_of(code), state, WORDS[state] + more)


def check_language(assessment: Assessment, code: str, document: str) -> str:
    """A language in which a document can be written; empty for English.

    Raises:
        ConformityError: ``language.unknown``, ``language.incomplete``.
    """
    return "" if translated(assessment, code, document) is None else code


def confirm_language(
    assessment: OpenAssessment, code: str, document: str, *, by: str, at: datetime.datetime
) -> LanguageView:
    """Record that somebody of the company confirmed the wording of a document as it is now.

    Raises:
        ConformityError: ``document.unknown``; ``language.unknown``,
            ``language.incomplete``; ``assessment.no-author``.
    """
    assessment.require_system()
    view_document(assessment, document, at.date())
    found = translated(assessment, code, document)
    if found is None:
        raise fail(
            code,
            "language.unknown",
            "English is what everything is written in; its wording is not confirmed.",
            "Name another language.",
        )
    data = LanguageConfirmed(language=code, document=document, texts=found.translation.digest)
    append_record(assessment, data, by=clean_author(by), at=at)
    views = {view.code: view for view in view_languages(assessment)[document]}
    return views[code]
