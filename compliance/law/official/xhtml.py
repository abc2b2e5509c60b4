"""Reads the HTML pages of EUR-Lex: of the Official Journal and consolidated.

Both layouts name what a paragraph is by its class, and both are read by their
headings, since consolidated pages leave out the anchors of inserted articles:

- Official Journal: ``oj-ti-art``, ``oj-sti-art``, ``oj-normal`` (older pages
  without ``oj-``), points as tables of two cells, recitals in ``rct_`` blocks;
- consolidated: ``title-article-norm``, ``norm`` with ``no-parag``, points as
  ``grid-list`` with two columns, and marks of amendments that are not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from compliance.data.markup import Element, contents, read_html, text_of
from compliance.errors import fail
from compliance.law.official.pieces import (
    Parsed,
    Piece,
    annex_id,
    article_id,
    clean,
    section_heading,
)

_ARTICLE: Final = frozenset({"ti-art", "title-article-norm"})
_ARTICLE_TITLE: Final = frozenset({"sti-art", "stitle-article-norm"})
_ANNEX: Final = frozenset({"doc-ti", "title-annex-1", "title-annex-2"})
_HEADINGS: Final = _ARTICLE | _ARTICLE_TITLE | _ANNEX
_DIVISION: Final = frozenset(
    {"ti-section-1", "ti-section-2", "title-division-1", "title-division-2", "final"}
    | {"title-doc-first", "signatory", "separator-annex"}
)
_NOTE: Final = frozenset({"note", "footnote"})
_MARKS: Final = re.compile(r"[►▼]\s?[A-Z][0-9]*\s?|◄\s?")
_NOTE_CALL: Final = re.compile(r" ?\(? ?\x00([0-9]{1,4})\x00(?: ?\))?")
_LABEL: Final = re.compile(
    r"\(?[0-9A-Za-z]{1,5}[.)]{1,2}|[-–—]|[0-9]{1,2}(?:\.[0-9]{1,2})+\.?|[A-Z]{2,4}\s?[0-9]{4}"
)
_OPENER: Final = re.compile(
    r"\s*((?:[0-9]{1,3}[a-z]{0,2}|[0-9]{1,2}(?:\.[0-9]{1,2})+)\.|\([0-9]{1,3}[a-z]?\))"
    r"[\s\u00a0]{2,}(?=\S)"
)
HEAD: Final = 200
"""Signs in which the number of a paragraph must stand."""
_GONE: Final = re.compile(r"[-–—\s]{3,}")


def read_xhtml(content: bytes, place: str) -> Parsed:
    """Read one page of EUR-Lex.

    Raises:
        ConformityError: ``markup.unsafe``, ``file.not-utf8``, or
            ``law.import-format`` where the page holds no article or annex.
    """
    root = read_html(content, place)
    reader = _Reader(Parsed(place), root)
    reader.read()
    particulars(reader.parsed, root, place)
    if not reader.parsed.passages:
        raise fail(
            place,
            "law.import-format",
            "This page has no article, annex or recital as EUR-Lex marks them.",
            "Save the page of the act itself (the document view “HTML”), as it is.",
        )
    return reader.parsed


class _Reader:
    """Goes through a page once, from heading to heading."""

    def __init__(self, parsed: Parsed, root: Element) -> None:
        self.parsed = parsed
        self.root = root
        self.known = ""
        """Id of the unit that is open; empty between units."""
        self.label = self.title = ""
        self.pieces: list[Piece] = []
        self.here = self.pieces
        """Where the next piece goes: the unit, its section or its paragraph."""
        self.section: Piece | None = None

    def read(self) -> None:
        self._blocks([self.root])
        self._close()

    def _open(self, known: str, label: str, title: str = "") -> None:
        self._close()
        self.known, self.label, self.title = known, label, title
        self.pieces = self.here = []
        self.section = None

    def _close(self) -> None:
        if self.known:
            self.parsed.add(self.known, self.label, self.title, self.pieces)
        self.known = ""

    def _blocks(self, parts: Iterable[Element | str]) -> None:
        for block in split(parts):
            if isinstance(block, list):
                self._paragraph(_inline(block), "")
            else:
                self._block(block)

    def _block(self, element: Element) -> None:
        classes = classes_of(element)
        anchor = element.get("id", "")
        recital = re.fullmatch(r"rct_([0-9]{1,3})", anchor)
        if classes & PASSED_OVER:
            return
        if recital:
            self._recital(element, recital[1])
        elif classes & _NOTE:
            self._footnote(element)
        elif classes & _DIVISION or anchor.startswith("fnp_"):
            self._close()
        elif not self._heading(element, classes):
            self._body(element, classes)

    def _recital(self, element: Element, number: str) -> None:
        pieces = self._pieces(element)
        if pieces and pieces[0].kind == "item":
            pieces = pieces[0].pieces
        elif pieces and clean(pieces[0].text).strip("()") == number:
            pieces = pieces[1:]
        self._close()
        self.parsed.add(f"rec-{number}", f"({number})", "", pieces)

    def _heading(self, element: Element, classes: set[str]) -> bool:
        """Take a heading; says whether it was one."""
        if not classes & _HEADINGS and not is_section(classes):
            return False
        text = _inline(contents(element))
        if text[:1] in set("‘“'\""):  # quoted from another act
            return False
        if classes & _ARTICLE:
            self._open(article_id(text), text)
        elif classes & _ARTICLE_TITLE:
            self.title = self.title or text.rstrip("`'’")
        elif classes & _ANNEX:
            known = annex_id(text) if len(text.split()) <= 2 else ""  # noqa: PLR2004
            if known:
                self._open(known, text)
            elif self.known.startswith("annex-") and not self.pieces:
                self.title = f"{self.title} {text}".strip()
            else:
                self._close()
        elif self.known.startswith("annex-"):
            self._section(text)
        return True

    def _section(self, text: str) -> None:
        label, title = section_heading(text)
        if not label and self.section and not self.section.pieces:
            self.section.title = f"{self.section.title} {text}".strip()
            return
        self.section = Piece("item", label=label, title=title)
        self.pieces.append(self.section)
        self.here = self.section.pieces

    def _body(self, element: Element, classes: set[str]) -> None:
        number = number_of(element)
        if number is not None:
            self._item(_inline(contents(number)))
            self._blocks(part for part in contents(element) if part is not number)
        elif element.tag == "table" or "grid-list" in classes:
            self.here += self._points(element)
        elif has_blocks(element):
            self._blocks(contents(element))
        else:
            raw = "".join(runs(contents(element)))
            self._paragraph(_without_marks(raw), raw)

    def _item(self, label: str) -> None:
        """Open a numbered paragraph; what follows belongs to it."""
        item = Piece("item", label=label)
        (self.section.pieces if self.section else self.pieces).append(item)
        self.here = item.pieces

    def _paragraph(self, text: str, raw: str) -> None:
        opener = _OPENER.match(raw[:HEAD])
        if opener:
            self._item(clean(opener[1]))
            text = text.removeprefix(clean(opener[1])).strip()
        if text:
            self.here.append(Piece("text", text))

    def _pieces(self, element: Element) -> list[Piece]:
        """The pieces of a cell or column: texts and points."""
        pieces: list[Piece] = []
        for block in split(contents(element)):
            if isinstance(block, list):
                text = _inline(block)
                pieces += [Piece("text", text)] if text else []
            elif classes_of(block) & (PASSED_OVER | _NOTE):
                continue
            elif block.tag == "table" or "grid-list" in classes_of(block):
                pieces += self._points(block)
            elif has_blocks(block):
                pieces += self._pieces(block)
            elif text := _inline(contents(block)):
                pieces.append(Piece("text", text))
        return pieces

    def _points(self, element: Element) -> list[Piece]:
        """Points of a table of two cells, or of a grid with two columns."""
        pieces: list[Piece] = []
        for cells in rows(element):
            label = _inline(contents(cells[0])) if cells else ""
            if len(cells) == 2 and _LABEL.fullmatch(label):  # noqa: PLR2004
                inside = self._pieces(cells[1])
                if inside:
                    pieces.append(Piece("item", label=label, pieces=inside))
            else:
                texts = (_inline(contents(cell)) for cell in cells)
                text = " ".join(filter(None, texts))
                pieces += [Piece("text", text)] if text else []
        return pieces

    def _footnote(self, element: Element) -> None:
        text = _inline(contents(element))
        match = re.match(r"\[fn:([0-9]{1,4})\]\s*|\(?\s*([0-9]{1,4})\s*\)\s*", text)
        if match:
            number = match[1] or match[2]
            self.parsed.footnotes.setdefault(number, text[match.end() :])


def _inline(parts: Iterable[Element | str]) -> str:
    return _without_marks("".join(runs(parts)))


def _without_marks(raw: str) -> str:
    """Running text without marks of amendments; deleted text is empty."""
    plain = " ".join(_MARKS.sub("", raw).split())
    text = clean(_NOTE_CALL.sub(r"[fn:\1]", plain))
    return "" if _GONE.fullmatch(text) else text


PASSED_OVER: Final = frozenset({"modref", "arrow", "hd-table", "hd-date", "reference"})
BLOCK_TAGS: Final = frozenset({"p", "div", "table", "ul", "ol", "hr"})
_FILE: Final = re.compile(r"(?<!\d)3(\d{4})[A-Z](\d{4})(?!\d)|L_(\d{4})(\d{5})(?!\d)")


def classes_of(element: Element) -> set[str]:
    """The classes of an element, without the prefix of the Official Journal."""
    names = element.get("class", "").split()
    return {name.removeprefix("oj-") for name in names}


def is_section(classes: set[str]) -> bool:
    """Whether an element is the heading of a part of an annex."""
    return any(name.startswith(("ti-grseq-", "title-gr-seq-level-")) for name in classes)


def has_blocks(element: Element) -> bool:
    """Whether there are blocks anywhere inside an element."""
    return next(element.iterdescendants(*BLOCK_TAGS), None) is not None


def split(parts: Iterable[Element | str]) -> Iterator[Element | list[Element | str]]:
    """The blocks among parts; running text between them as lists of its parts."""
    run: list[Element | str] = []
    for part in parts:
        if not isinstance(part, str) and (part.tag in BLOCK_TAGS or has_blocks(part)):
            if run:
                yield run
            run = []
            yield part
        else:
            run.append(part)
    if run:
        yield run


def number_of(element: Element) -> Element | None:
    """The number that a consolidated page sets before a paragraph."""
    return next((part for part in element if "no-parag" in classes_of(part)), None)


def rows(element: Element) -> Iterator[list[Element]]:
    """Cells of each row of a table or grid, not of those nested in it."""
    if element.tag != "table":
        columns = [part for part in element if part.tag == "div"]
        for at in range(0, len(columns) - 1, 2):
            yield columns[at : at + 2]
        return
    waiting = list(element)
    for part in waiting:
        if part.tag == "tr":
            yield [cell for cell in part if cell.tag in {"td", "th"}]
        elif part.tag in {"tbody", "thead", "tfoot"}:
            waiting.extend(part)


def runs(parts: Iterable[Element | str]) -> Iterator[str]:
    """The running text of parts, piece by piece; notes as ``NUL number NUL``."""
    for part in parts:
        if isinstance(part, str):
            yield part
        elif part.tag == "br":
            yield " "
        elif (classes := classes_of(part)) & PASSED_OVER:
            continue
        elif call := note_call(part, classes):
            yield f"\x00{call}\x00"
        elif part.tag in {"sup", "sub"} or classes & {"super", "superscript"}:
            yield ("_" if part.tag == "sub" else "^") + text_of(part)
        else:
            yield from runs(contents(part))


def note_call(element: Element, classes: set[str]) -> str:
    """The number of the footnote that a link calls, or nothing."""
    link = element.tag == "a" and element.get("href", "").startswith("#")
    if not link and "note-tag" not in classes:
        return ""
    number = clean(text_of(element)).strip("() ")
    return number if re.fullmatch(r"[0-9]{1,4}", number) else ""


def particulars(parsed: Parsed, root: Element, place: str) -> None:
    """What page and file name say about act, date and language."""
    parsed.language = root.get("lang") or root.get("xml:lang") or ""
    text = clean(" ".join(map(str, root.itertext()))[:200_000])
    head = re.search(
        r"\b0(\d{4})[A-Z](\d{4})\s*[—–-]\s*([A-Z]{2})\s*[—–-]\s*(\d\d)\.(\d\d)\.(\d{4})", text
    )
    named = re.search(r"0(\d{4})[A-Z](\d{4})-(\d{4})(\d\d)(\d\d)", f"{place} {text[:2000]}")
    if head:
        parsed.act = (int(head[1]), int(head[2]))
        parsed.date = f"{head[6]}-{head[5]}-{head[4]}"
        parsed.language = parsed.language or head[3]
    elif named:
        parsed.act = (int(named[1]), int(named[2]))
        parsed.date = "-".join(named.groups()[2:])
    else:
        _journal(parsed, root, place)
    parsed.language = parsed.language.lower()[:2]
    if parsed.date and not parsed.source:
        parsed.source = f"EUR-Lex, consolidated text of {parsed.date}"


def _journal(parsed: Parsed, root: Element, place: str) -> None:
    """The number and day that the head of the Official Journal prints."""
    heads = {
        name: clean(text_of(part))
        for part in root.iter()
        for name in classes_of(part) & {"hd-date", "hd-oj", "hd-lg"}
    }
    day = re.search(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", heads.get("hd-date", ""))
    number = re.search(r"\b(\d{4})/(\d{1,5})\b", heads.get("hd-oj", ""))
    number = number or _FILE.search(place)
    if day:
        parsed.published = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if number:
        year, current = [group for group in number.groups() if group]
        parsed.act = (int(year), int(current))
        parsed.source = f"OJ L, {int(year)}/{int(current)}"
    parsed.language = parsed.language or heads.get("hd-lg", "")
