"""The imported official text: where it is kept, and quoting provisions from it.

A text that is older than the law of the checklists is never shown without
saying, beside each provision that was amended or deleted since, that it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compliance.checklist.catalogue import Catalogue
from compliance.data.files import read_bytes
from compliance.errors import ConformityError, Problem, fail
from compliance.law.official.text import OfficialText, Quote, QuotedLine
from compliance.law.provision import is_within, outermost

HALF: Final = 0.5
MAX_BYTES: Final = 256 << 20
"""Most bytes of an imported text as it is kept; the Act has about two million."""


def data_folder() -> Path:
    """Folder of the user's data: ``CONFORMITY_DATA``, or by the system's custom."""
    named = os.environ.get("CONFORMITY_DATA")
    if named:
        return Path(named).expanduser()
    import platformdirs  # noqa: PLC0415 - only when something is looked up there

    return Path(platformdirs.user_data_dir("conformity-dossier", appauthor=False))


def kept_at(pack: str, folder: Path | None = None) -> Path:
    """The file in which the official text of a pack is kept."""
    return (folder or data_folder()) / "law" / f"{pack}.json"


def load_official(pack: str, folder: Path | None = None) -> OfficialText | None:
    """The official text imported for a pack, or nothing if there is none.

    Raises:
        ConformityError: ``law.import-kept`` or ``file.*``.
    """
    path = kept_at(pack, folder)
    try:
        content = read_bytes(path, MAX_BYTES, "Import the text again.")
    except ConformityError as error:
        if error.code == "file.missing":
            return None
        raise
    return OfficialText.from_json(content, str(path))


def imported_text(pack: str, folder: Path | None = None) -> OfficialText:
    """The official text imported for a pack, where one is needed.

    Raises:
        ConformityError: ``law.not-imported``, ``law.import-kept`` or
            ``file.unreadable``.
    """
    text = load_official(pack, folder)
    if text is None:
        raise fail(
            pack,
            "law.not-imported",
            "No official text is imported, so there is nothing to quote.",
            "Import it with: conformity law import FILE|FOLDER; "
            "see docs/how-to/import-official-text.md.",
        )
    return text


def is_behind(catalogue: Catalogue, text: OfficialText) -> bool:
    """Whether a text lacks amendments that the checklists take into account.

    The day decides. A text that lacks most amended provisions of the articles
    it has is behind as well, whatever day it was given.
    """
    if text.date < catalogue.law.state:
        return True
    outline = catalogue.outline
    amended = [
        known
        for known in outline.ids()
        if outline.get(known).amended
        and not outline.get(known).deleted
        and outermost(known) in text
    ]
    found = sum(known in text for known in amended)
    return bool(amended) and found < HALF * len(amended)


def remark_on(catalogue: Catalogue, provision: str) -> str:
    """What happened to a provision (or what it lies in) since first publication."""
    outline = catalogue.outline
    known = outline.canonical(provision)
    while known:
        if known in outline:
            found = outline.get(known)
            if found.deleted:
                return "deleted since"
            if found.amended:
                return "amended since"
        known = outline.parent(known)
    return ""


def official_quotes(
    catalogue: Catalogue,
    provisions: Iterable[str],
    *,
    text: OfficialText | None = None,
    folder: Path | None = None,
) -> list[Quote]:
    """Quote provisions from the imported official text, in the order asked for.

    Args:
        catalogue: the pack; its law says which day and which notice count.
        provisions: ids or aliases; what stands twice is quoted once.
        text: the imported text, if it is loaded already.
        folder: the data folder, if it is not the usual one.

    Returns:
        One quote for each provision; none at all where nothing was imported.

    Raises:
        ConformityError: ``law.import-kept``; ``law.unknown-provision`` and
            ``law.bad-provision`` for what is neither in outline nor text.
    """
    text = text or load_official(catalogue.pack.pack, folder)
    if text is None:
        return []
    quoter = _Quoter(catalogue, text)
    ids = dict.fromkeys(catalogue.outline.canonical(item) for item in provisions)
    return [quoter.quote(known) for known in ids]


@dataclass(frozen=True)
class Official:
    """The official text of some provisions, or why there is none to show."""

    quotes: tuple[Quote, ...]
    problems: tuple[Problem, ...]
    """Why what is kept cannot be read; that is no reason to stop."""
    importable: bool


def official_text(catalogue: Catalogue, provisions: Iterable[str]) -> Official:
    """Quote provisions where the official text is imported and can be read."""
    importable = bool(catalogue.law.importer)
    try:
        return Official(tuple(official_quotes(catalogue, provisions)), (), importable)
    except ConformityError as error:
        return Official((), tuple(error.problems), importable)


class _Quoter:
    """Quotes from one text; knows once what amendments it lacks."""

    def __init__(self, catalogue: Catalogue, text: OfficialText) -> None:
        self.catalogue = catalogue
        self.text = text
        self.behind = is_behind(catalogue, text)
        outline = catalogue.outline
        lacking = [
            known
            for known in outline.ids()
            if known not in text and outline.get(known).amended and not outline.get(known).deleted
        ]
        inner = {known for known in lacking if outline.parent(known) in lacking}
        self.lacking = [known for known in lacking if known not in inner]
        """Amended provisions that the text has not, outermost only."""

    def quote(self, known: str) -> Quote:
        text = self.text
        if known not in text:
            self.catalogue.outline.get(known)
        lines = tuple(self._line(inside, known) for inside in text.inside(known))
        added: tuple[str, ...] = ()
        if self.behind and lines:
            added = tuple(item for item in self.lacking if is_within(item, known))
        return Quote(
            known,
            self.catalogue.outline.printed(known),
            lines,
            tuple(text.notes_in("".join(line.text for line in lines)).items()),
            text.source,
            text.date,
            text.language,
            text.digest,
            self.catalogue.law.authentic,
            self._warning(known, lines, added),
            added,
        )

    def _line(self, inside: str, known: str) -> QuotedLine:
        text = self.text
        return QuotedLine(
            inside,
            text.labels.get(inside, ""),
            text.titles.get(inside, ""),
            text.provisions[inside],
            inside.count(".") - known.count("."),
            remark_on(self.catalogue, inside) if self.behind else "",
        )

    def _warning(self, known: str, lines: tuple[QuotedLine, ...], added: tuple[str, ...]) -> str:
        law, text = self.catalogue.law, self.text
        days = f"This text is of {text.date}; the checklists follow the law of {law.state}."
        by = f"Amended by {'; '.join(law.amended_by)}."
        if not lines:
            missing = f"The imported text has no {self.catalogue.outline.printed(known)}."
            changed = self.behind and remark_on(self.catalogue, known)
            return f"{missing} {days} {by}" if changed else missing
        if lines[0].remark:
            remark = lines[0].remark.upper()
            return f"{remark}: not the wording that applies now. {days} {by}"
        if added or any(line.remark for line in lines):
            return f"PARTS AMENDED SINCE, marked below. {days} {by}"
        if text.date > law.state:
            return f"Newer than the checklists: compare. {days}"
        return ""
