"""What a document says of itself: its title, version, day and author.

They stand in the properties of the file, in the front matter of a text, or in the lines
under its title (“Version 4 of 23 October 2026”). Nothing else of it is read; where in it
something is answered is another matter (:mod:`compliance.adapters.placing`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Final

from compliance.adapters import items
from compliance.adapters.base import About, Foreign, Reading, Said
from compliance.adapters.checks import dated
from compliance.adapters.markdown import take_apart
from compliance.adapters.outlines import PDF, Outline, is_document, outline_of
from compliance.adapters.values import line

LINES: Final = 6
"""Lines under the title in which a document tells its version and day."""
LONGEST: Final = 4_000
"""Characters of them that are looked at."""
_VERSION: Final = re.compile(
    r"\b(?:version|revision|edition|fassung|ausgabe)\b[ :]*(?:no\.? ?|nr\.? ?)?"
    r"v?(\d[\w.\-]{0,20}?)(?=[\s,;.)]*(?:\s|$))|版本[ ::]*v?(\d[\w.\-]{0,20})",
    re.IGNORECASE,
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january januar jan", "february februar feb", "march märz mar", "april apr", "may mai",
            "june juni jun", "july juli jul", "august aug", "september sep", "october oktober oct",
            "november nov", "december dezember dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WRITTEN: Final = re.compile(r"\b(\d{1,2})\.? ([A-Za-zä]{3,9})\.? (\d{4})\b")
_NUMBERED: Final = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b|(\d{4})年(\d{1,2})月(\d{1,2})日")


class Documents:
    """Reads what documents in Markdown, Word and PDF say of themselves."""

    id = "document"
    version = "1"
    title = "a document with a title"

    def recognise(self, file: Foreign) -> bool:
        """Texts and Word files; a PDF is read only where somebody asks for it."""
        return is_document(file) and file.head.lstrip()[:5] != PDF

    def read(self, file: Foreign, about: About) -> Reading:
        """Title, version, day and author.

        Raises:
            ConformityError: ``adapter.damaged`` or ``adapter.too-large``.
        """
        outline = outline_of(file)
        told = under_title(file) if outline.format == "Markdown" else ""
        version = outline.version or version_in(told)
        day = outline.day or day_in(told)
        at = "under the title" if told and not outline.day else "properties of the file"
        return Reading(
            format=f"document ({outline.format})",
            said=tuple(_said(outline, version, day, at)),
            checks=(dated(day, about),) if day else (),
            day=day,
            kind=items.DOCUMENT,
            version=version,
            notes=outline.notes,
        )


def _said(outline: Outline, version: str, day: datetime.date | None, at: str) -> Iterator[Said]:
    if outline.title:
        yield Said("document.title", outline.title, "title")
    if version:
        yield Said("document.version", version, at)
    if day is not None:
        yield Said("document.date", day.isoformat(), at)
    if outline.author:
        yield Said("document.author", outline.author, "properties of the file")


def under_title(file: Foreign) -> str:
    """The lines that follow the title of a text."""
    content = file.path.read_bytes()[: 4 * LONGEST].decode("utf-8", "replace")
    document = take_apart(content, file.name)
    first = next((one for one in document.sections if one.body.strip()), None)
    lines = first.body.strip().splitlines()[:LINES] if first else []
    told = [one for one in lines if not one.lstrip().startswith(("|", "```"))]
    return "\n".join(told)[:LONGEST]


def version_in(text: str) -> str:
    """The version that a text tells first; empty where it tells none.

    >>> version_in("Version 3 of 23 October 2026. Tang Jiahui."), version_in("版本:2.1")
    ('3', '2.1')
    >>> version_in("The version that is supplied."), version_in("Fassung 1.4, 2. Mai 2026")
    ('', '1.4')
    """
    found = _VERSION.search(text)
    return line(found[1] or found[2], 40).rstrip(".") if found else ""


def day_in(text: str) -> datetime.date | None:
    """The day that a text tells first, where a calendar has it.

    >>> day_in("Version 3 of 23 October 2026"), day_in("Stand 2. Mai 2026")
    (datetime.date(2026, 10, 23), datetime.date(2026, 5, 2))
    >>> day_in("2026-11-16"), day_in("2026年10月9日"), day_in("23 Oktember 2026")
    (datetime.date(2026, 11, 16), datetime.date(2026, 10, 9), None)
    """
    found: list[tuple[int, tuple[int, int, int]]] = []
    for one in _WRITTEN.finditer(text):
        month = _MONTHS.get(one[2].casefold())
        if month:
            found.append((one.start(), (int(one[3]), month, int(one[1]))))
    for one in _NUMBERED.finditer(text):
        year, month_, day = (int(part) for part in one.groups() if part is not None)
        found.append((one.start(), (year, month_, day)))
    for _, (year, month_, day) in sorted(found):
        try:
            return datetime.date(year, month_, day)
        except ValueError:
            continue
    return None


ADAPTER: Final = Documents()
