"""What stands beside the cells of an Excel workbook: comments, joined cells, hidden sheets.

openpyxl reads none of it where it reads within bounds, so it is read here from the parts
themselves: each is unpacked within the bounds of the archive and gone through once.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple

from compliance.data.archive import Archive, damaged
from compliance.data.workbook import Worksheet, read_workbook

MAX_COMMENTS: Final = 5_000
MAX_COMMENT: Final = 4_000
"""Most characters of one comment; what is longer is cut, and says so."""
MAX_JOINED: Final = 20_000
_PERCENT: Final = frozenset({"9", "10"})
_AREA: Final = re.compile(r"([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})")
_PLACE: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_THREADED: Final = "[Threaded comment]"
"""How the plain copy of a comment begins that is kept whole in another part."""


def read_foreign_workbook(content: bytes, place: str) -> list[Worksheet]:
    """The sheets of a workbook of others, with what stands beside their cells.

    Raises:
        ConformityError: codes ``exchange.*`` that say why it is not read.
    """
    sheets = read_workbook(content, place, theirs=True)
    archive = Archive(content, place)
    add_comments(archive, sheets)
    percent = _percent_styles(archive)
    named = {sheet.name: sheet for sheet in sheets}
    for name, part, hidden in _parts(archive):
        if name in named:
            named[name].hidden = hidden
            _scan_sheet(archive, part, named[name], percent)
    return sheets


def add_comments(archive: Archive, sheets: list[Worksheet]) -> None:
    """Add the comments on cells to the sheets of a workbook that was read."""
    named, persons = {sheet.name: sheet for sheet in sheets}, _persons(archive)
    left = MAX_COMMENTS
    for name, part, _ in _parts(archive):
        if name not in named:
            continue
        found: dict[tuple[int, int], list[str]] = {}
        links = _links(archive, part)
        for kind, target in links:
            if kind.endswith("/threadedComment"):
                for at, text in _threaded(archive, target, persons):
                    found.setdefault(at, []).append(text)
        for kind, target in links:
            if kind.endswith("/comments"):
                for at, text in _plain_comments(archive, target):
                    if at not in found and not text.startswith(_THREADED):
                        found[at] = [text]
        for at, texts in list(found.items())[:left]:
            named[name].comments[at] = _cut("\n".join(texts))
        left -= len(found)
        if left <= 0:
            return


def _cut(text: str) -> str:
    return text if len(text) <= MAX_COMMENT else f"{text[:MAX_COMMENT].rstrip()} (cut)"


class _Elements:
    """Goes through a part and hands over elements, with the texts inside some of them."""

    def __init__(self, archive: Archive, part: str) -> None:
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.open: list[tuple[str, dict[str, str], list[str]]] = []
        self.texts = self.skipped = 0
        self.most = MAX_COMMENTS * 8
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self.place = archive.place
        content = archive.read(part)
        if not content:
            return
        try:
            parser.Parse(content, True)  # noqa: FBT003 - the signature of expat
        except expat.ExpatError as error:
            raise damaged(self.place, f"A part of it is no XML: {error}.") from None

    def _doctype(self, *_: Any) -> None:
        raise damaged(self.place, "It declares a type of document; no workbook does.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self.open.append((local, plain, []))
        if local == "rPh":
            self.skipped += 1

    def _end(self, _tag: str) -> None:
        element = self.open.pop()
        if element[0] == "rPh":
            self.skipped -= 1
        if len(self.found) < self.most:
            self.found.append(element)

    def _text(self, text: str) -> None:
        if self.skipped or self.texts > MAX_COMMENTS * MAX_COMMENT:
            return
        self.texts += len(text)
        if not self.open or self.open[-1][0] not in {"t", "text", "author"}:
            return
        for name, _, texts in self.open:
            if name in {"comment", "threadedComment", "author"}:
                texts.append(text)


def _parts(archive: Archive) -> Iterator[tuple[str, str, bool]]:
    """Name of each sheet, its part, and whether it is hidden."""
    targets = {
        attributes.get("Id", ""): _target("xl", attributes.get("Target", ""))
        for name, attributes, _ in _Elements(archive, "xl/_rels/workbook.xml.rels").found
        if name == "Relationship"
    }
    for name, attributes, _ in _Elements(archive, "xl/workbook.xml").found:
        part = targets.get(attributes.get("id", ""), "")
        if name == "sheet" and part:
            yield attributes.get("name", ""), part, attributes.get("state", "visible") != "visible"


def _target(folder: str, target: str) -> str:
    """The part that a link leads to; an absolute one begins at the root of the archive."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def _links(archive: Archive, part: str) -> list[tuple[str, str]]:
    folder, _, name = part.rpartition("/")
    return [
        (attributes.get("Type", ""), _target(folder, attributes.get("Target", "")))
        for element, attributes, _ in _Elements(archive, f"{folder}/_rels/{name}.rels").found
        if element == "Relationship" and attributes.get("TargetMode") != "External"
    ]


def _plain_comments(archive: Archive, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    elements = _Elements(archive, part).found
    authors = ["".join(texts).strip() for name, _, texts in elements if name == "author"]
    for name, attributes, texts in elements:
        at = attributes.get("ref", "")
        text = "".join(texts).strip()
        if name != "comment" or not text or not _PLACE.fullmatch(at):
            continue
        number = attributes.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        yield coordinate_to_tuple(at), _signed(author, text)


def _threaded(
    archive: Archive, part: str, persons: dict[str, str]
) -> Iterator[tuple[tuple[int, int], str]]:
    for name, attributes, texts in _Elements(archive, part).found:
        at, text = attributes.get("ref", ""), "".join(texts).strip()
        if name == "threadedComment" and text and _PLACE.fullmatch(at):
            author = persons.get(attributes.get("personId", ""), "")
            yield coordinate_to_tuple(at), _signed(author, text)


def _persons(archive: Archive) -> dict[str, str]:
    """Who wrote threaded comments, by id."""
    return {
        attributes.get("id", ""): attributes.get("displayName", "")
        for part in archive.names()
        if part.startswith("xl/persons/") and part.endswith(".xml")
        for name, attributes, _ in _Elements(archive, part).found
        if name == "person"
    }


def _signed(author: str, text: str) -> str:
    """A comment with its author, who often stands in its first line already."""
    author = author.strip()[:100]
    if not author or author.casefold() == "tc" or author.startswith("tc={"):
        return text
    if text.casefold().startswith(f"{author.casefold()}:"):
        rest = text[len(author) + 1 :].strip()
        return f"{author}: {rest}"
    return f"{author}: {text}"


def _percent_styles(archive: Archive) -> frozenset[str]:
    """Numbers of the styles that show a number in percent."""
    formats, inside, at, found = set(_PERCENT), False, 0, set()
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside, at
        local = tag.rpartition(" ")[2]
        if local == "numFmt" and "%" in attributes.get("formatCode", ""):
            formats.add(attributes.get("numFmtId", ""))
        elif local == "cellXfs":
            inside = True
        elif local == "xf" and inside:
            if attributes.get("numFmtId", "") in formats:
                found.add(str(at))
            at += 1

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag.rpartition(" ")[2] != "cellXfs"

    parser.StartElementHandler, parser.EndElementHandler = start, end
    content = archive.read("xl/styles.xml")
    if content:
        try:
            parser.Parse(content, True)  # noqa: FBT003 - the signature of expat
        except expat.ExpatError:
            return frozenset()
    return frozenset(found)


def _scan_sheet(archive: Archive, part: str, sheet: Worksheet, percent: frozenset[str]) -> None:
    """Note which cells of a sheet are one, and which show percent."""

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "c" and attributes.get("s", "") in percent:
            at = attributes.get("r", "")
            if _PLACE.fullmatch(at) and coordinate_to_tuple(at) in sheet.cells:
                sheet.shares.add(coordinate_to_tuple(at))
        elif local == "mergeCell" and len(sheet.joined) < MAX_JOINED:
            area = _AREA.fullmatch(attributes.get("ref", ""))
            if area:
                first, last = coordinate_to_tuple(area[1]), coordinate_to_tuple(area[2])
                sheet.joined.append((*first, *last))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    try:
        parser.Parse(archive.read(part), True)  # noqa: FBT003 - the signature of expat
    except expat.ExpatError:
        return  # the cells were read from it: what stands beside them is left out
