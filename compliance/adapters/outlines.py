"""Documents that a company has, by their headings: PDF, Word and Markdown.

Nothing of what stands under a heading is understood: what comes out is where something
stands, and what the file says of itself: title, day, version.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from compliance.adapters.base import Foreign
from compliance.adapters.json_file import damaged, read_whole
from compliance.adapters.markdown import take_apart
from compliance.adapters.run_folder import is_zip
from compliance.adapters.values import day_of, line
from compliance.adapters.yaml_part import text_of
from compliance.errors import fail
from compliance.language.words import quoted

PDF: Final = b"%PDF-"
MAX_DOCUMENT: Final = 64 << 20
MAX_TEXT_FILE: Final = 4 << 20
MAX_HEADINGS: Final = 2_000
_MARKDOWN: Final = (".md", ".markdown", ".mdx")
_WORD: Final = (".docx", ".docm")


@dataclass(frozen=True)
class Heading:
    """A heading and where it stands."""

    title: str
    level: int
    """1 for the highest."""
    page: int | None = None
    """Page of a PDF, from 1."""
    line: int | None = None
    """Line of a text, from 1."""
    sure: str = ""
    """How it was recognised, where the file does not mark it as a heading."""

    def place(self) -> str:
        """Where it stands, as a person finds it.

        >>> Heading("Human oversight", 2, page=4).place()
        'page 4, heading “Human oversight”'
        """
        page = f"page {self.page}, " if self.page is not None else ""
        at = f" (line {self.line})" if self.line is not None else ""
        return f"{page}heading {quoted(self.title, 120)}{at}"


@dataclass(frozen=True)
class Outline:
    """What a document says of itself, and its headings in order."""

    format: str
    headings: tuple[Heading, ...]
    title: str = ""
    version: str = ""
    day: datetime.date | None = None
    """Day on which it was last changed or made, as it says itself."""
    author: str = ""
    language: str = ""
    pages: int | None = None
    notes: tuple[str, ...] = ()


def is_document(file: Foreign) -> bool:
    """Whether it is a document whose headings can be read, by its name and first bytes."""
    name = file.name.casefold()
    if file.path.is_dir():
        return False
    if file.head.lstrip()[:5] == PDF:
        return True
    return (is_zip(file) and name.endswith(_WORD)) or name.endswith(_MARKDOWN)


def outline_of(file: Foreign) -> Outline:
    """The headings of a document.

    Runs in a process with limits of time and memory.

    Raises:
        ConformityError: ``adapter.unknown-format``, ``adapter.damaged`` or
            ``adapter.too-large``.
    """
    if not is_document(file):
        hint = "Headings are read in PDF, Word (.docx) and Markdown."
        raise fail(file.name, "adapter.unknown-format", "It is no document of these.", hint)
    if file.head.lstrip()[:5] == PDF:
        from compliance.adapters.pdf_outline import outline_of_pdf  # noqa: PLC0415 - slow

        return outline_of_pdf(read_whole(file.path, file.name, MAX_DOCUMENT), file.name)
    if is_zip(file):
        from compliance.adapters.docx_outline import outline_of_word  # noqa: PLC0415 - slow

        return outline_of_word(read_whole(file.path, file.name, MAX_DOCUMENT), file.name)
    content = text_of(read_whole(file.path, file.name, MAX_TEXT_FILE), file.name)
    return outline_of_markdown(content, file.name)


def outline_of_markdown(content: str, place: str) -> Outline:
    """The headings of a text in Markdown, and its front matter.

    Raises:
        ConformityError: ``adapter.damaged`` or ``adapter.too-large``.
    """
    document = take_apart(content, place)
    front = document.front.value if document.front is not None else None
    if front is not None and not isinstance(front, dict):
        raise damaged(place, "Its front matter is no list of keys with values.")
    told: Mapping[str, Any] = {str(key).casefold(): one for key, one in (front or {}).items()}
    headings = tuple(
        Heading(line(one.title), one.level, line=one.line)
        for one in document.sections
        if one.level and line(one.title)
    )
    first = next((one.title for one in headings if one.level == 1), "")
    return Outline(
        "Markdown",
        headings[:MAX_HEADINGS],
        title=line(told.get("title")) or first,
        version=line(told.get("version"), 100),
        day=day_of(told.get("date")) or day_of(told.get("updated")),
        author=line(told.get("author")),
        language=line(told.get("lang") or told.get("language"), 20),
    )
