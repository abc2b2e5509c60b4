"""From the pieces of a printed law to provisions with ids.

The readers of the formats (:mod:`compliance.law.official.formex`,
:mod:`compliance.law.official.xhtml`) give what an article, annex or recital consists of,
in order. This module says which id each piece has, by one rule for all formats:

- points, paragraphs and sections are named by their printed number or letter;
- a further subparagraph is ``sub-2``, ``sub-3`` ..., and points after it are
  inside it; words that merely close a list are the ``tail``;
- dashes are counted (``-1``, ``-2``), quoted amendments too (``quote1``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from compliance.law.provision import from_roman, is_provision_id

Kind = Literal["text", "item", "quote"]
_DASHES: Final = frozenset("-–—―•·")
MAX_PROVISIONS: Final = 20_000


@dataclass
class Piece:
    """One piece in the order of the print."""

    kind: Kind
    """``item``: a numbered or lettered paragraph, point or section."""
    text: str = ""
    label: str = ""
    """As printed: "1.", "(a)", "Section A"; only for items."""
    title: str = ""
    closing: bool = False
    """For a text: it goes on after a list, without a subparagraph of its own."""
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class Passage:
    """One provision of the official text."""

    text: str
    label: str = ""
    title: str = ""


@dataclass
class Parsed:
    """What one file holds, and what it says about itself."""

    place: str
    passages: dict[str, Passage] = field(default_factory=dict)
    """In the order of the law."""
    footnotes: dict[str, str] = field(default_factory=dict)
    doubles: list[str] = field(default_factory=list)
    """Ids that came twice; the first text was kept."""
    act: tuple[int, int] | None = None
    """Year and number of the act, where the file names it."""
    date: str = ""
    """Day of the text, ISO; of the act itself where nothing better is said."""
    published: str = ""
    """Day of publication, ISO, where the file says it."""
    language: str = ""
    source: str = ""
    """The publication as it names itself."""

    def add(self, known: str, label: str, title: str, pieces: list[Piece]) -> None:
        """Place an article, annex or recital with all inside it."""
        if self._place(known, Passage("", label, title)):
            self._fill(known, pieces)

    def _place(self, known: str, passage: Passage) -> bool:
        if known in self.passages:
            self.doubles.append(known)
            return False
        if not is_provision_id(known) or len(self.passages) >= MAX_PROVISIONS:
            return False
        self.passages[known] = passage
        return True

    def _fill(self, known: str, pieces: list[Piece]) -> None:
        """Give ids to what lies inside a provision."""
        inside = known  # where points go: the provision or its last subparagraph
        subs, dashes, quotes = 1, 0, 0
        for at, piece in enumerate(pieces):
            if piece.kind == "text" and at == 0:
                self.passages[known].text = piece.text
            elif piece.kind == "text" and piece.closing and inside == known:
                self._place(f"{known}.tail", Passage(piece.text))
            elif piece.kind == "text":
                subs, dashes, quotes = subs + 1, 0, 0
                inside = f"{known}.sub-{subs}"
                self._place(inside, Passage(piece.text))
            elif piece.kind == "quote":
                quotes += 1
                self._place(f"{inside}.quote{quotes}", Passage(piece.text))
            else:
                part = slug(piece.label, known)
                dashes += not part
                self._item(f"{inside}.{part or -dashes}", piece)

    def _item(self, known: str, piece: Piece) -> None:
        if self._place(known, Passage("", piece.label, piece.title)):
            self._fill(known, piece.pieces)


def slug(label: str, container: str = "") -> str:
    """The part of an id that a printed label stands for; empty for a dash.

    >>> slug("(a)"), slug("1."), slug("3.2.", "annex-7.3"), slug("—")
    ('a', '1', '2', '')
    >>> slug("Section A"), slug("Section 1"), slug("(14a)")
    ('A', 's1', '14a')
    """
    section = re.fullmatch(r"[^\W\d_]{4,}\s+(?:([A-Z])|([0-9]{1,2}))", label)
    if section:
        return section[1] or f"s{section[2]}"
    text = label.strip(" .()’‘“”'\"")
    if not text or set(text) <= _DASHES:
        return ""
    above = container.rpartition(".")[2]
    if above and text.startswith(above + "."):
        text = text.removeprefix(above + ".")
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:12]


def clean(text: str) -> str:
    r"""Text on one line, without anything a terminal or a page would act on.

    >>> clean(" 10\u00a0 000\n\x1b[1m ")
    '10 000 [1m'
    """
    spaced = " ".join(text.split())
    return "".join(sign for sign in spaced if sign.isprintable()).strip()


def article_id(heading: str) -> str:
    """Id of an article by its printed heading ("Article 4a"), or nothing.

    >>> article_id("Article 4a"), article_id("4a. cikk"), article_id("Annex")
    ('art-4a', 'art-4a', '')
    """
    match = re.search(r"(?<![0-9])([1-9][0-9]{0,2})\s?([a-z]{0,2})\b", heading)
    if match is None:
        return ""
    letters = match[2] if len(match[2]) == 1 else ""
    return f"art-{match[1]}{letters}"


def annex_id(heading: str) -> str:
    """Id of an annex by its printed heading ("ANNEX IV"), or nothing.

    >>> annex_id("ANNEX IV"), annex_id("XIV PRIEDAS"), annex_id("Regulation")
    ('annex-4', 'annex-14', '')
    """
    match = re.search(r"(?:^|\s)([IVXL]{1,7})(?:\s|$)", heading)
    if match is None:
        return ""
    return f"annex-{from_roman(match[1])}"


SECTION: Final = re.compile(
    r"(?P<label>[^\W\d_]{4,}\s+(?:[A-Z]|[0-9]{1,2})\b|[0-9]{1,2}\.(?=\s))"
    r"[\s.:—–-]*(?P<title>.*)",
    re.DOTALL,
)


def section_heading(text: str) -> tuple[str, str]:
    """Label and title of the heading of a part of an annex.

    >>> section_heading("Section A. List of machines")
    ('Section A', 'List of machines')
    >>> section_heading("3. Overview")
    ('3.', 'Overview')
    >>> section_heading("Model form")
    ('', 'Model form')
    """
    match = SECTION.fullmatch(text)
    if match is None:
        return "", text
    return match["label"], match["title"]
