"""Heads, feet and the signs of a draft, drawn when a paper is bound.

They hold what changes with every record of the journal, and what no fragment can know:
its place among the pages. All of it is an artifact of pagination, as PDF/UA wants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.documents.render.extra import extra_for
from compliance.documents.render.glyphs import CHINESE
from compliance.documents.render.page import MM
from compliance.documents.render.paper import Frame
from compliance.documents.render.syntax import number, numbers
from compliance.documents.render.typefaces import Typefaces

GAP: Final = 2.2 * MM
"""Between a rule and the text beside it."""
BETWEEN: Final = 6 * MM
"""Least room between the text at the left and the text at the right."""
EDGE: Final = (9 * MM, 12 * MM)
"""Where the hatched edge of a draft lies: within what printers print."""
EDGE_ENDS: Final = 12 * MM
HATCH: Final = 2 * MM
STATE: Final = (26 * MM, 5.2 * MM, 6 * MM)
"""Width and height of the frame around the word of the state, and how far from the top."""
INK: Final = "0.043 0.235 0.286"
GREY: Final = "0.263 0.329 0.353"
RED: Final = "0.561 0.063 0.086"
CUT: Final = "…"
INSTEAD: Final = ("IBMPlexSans-Regular.ttf", CHINESE)
"""Fonts for what the font of a style does not have, such as Greek in that of the foot."""


@dataclass(frozen=True)
class Style:
    """Font, size and colour."""

    font: str
    size: float
    colour: str


@dataclass(frozen=True)
class Run:
    """A piece of a line in one font, ready to be drawn."""

    font: str
    shown: str


@dataclass(frozen=True)
class Shaped:
    """A line of text: its runs, and its width in points."""

    style: Style
    runs: tuple[Run, ...]
    width: float


class Furniture:
    """Draws what stands around pages."""

    def __init__(self, typefaces: Typefaces, frame: Frame, pages: int) -> None:
        """Draw a frame around the pages of a paper."""
        self._typefaces, self._frame, self._pages = typefaces, frame, pages
        self._margins = frame.margins
        self._left = self._style("IBMPlexSans-SemiBold.ttf", 7.4, INK)
        self._right = self._style("IBMPlexSans-Regular.ttf", 7.4, GREY)
        self._foot = self._style("IBMPlexMono-Regular.ttf", 6.6, GREY)
        colour = RED if frame.state_note else INK
        self._number = self._style("IBMPlexSans-SemiBold.ttf", 7.4, colour)
        self._state = self._style("IBMPlexSans-Bold.ttf", 7.6, RED) if frame.state else None

    def _style(self, file: str, size: float, colour: str) -> Style:
        return Style(self._typefaces.key(file), size, colour)

    def _font(self, style: Style, character: str) -> str:
        """The font of a character; another than that of the style only where it has none."""
        for file in (None, *INSTEAD):
            font = style.font if file is None else self._typefaces.key(file)
            if self._typefaces.has(font, character):
                return font
        added = extra_for(ord(character))
        return style.font if added is None else self._typefaces.key(added.name)

    def edge(self, height: float) -> bytes:
        """The hatched edge, the same on every page of one height; empty if there is none."""
        if not self._frame.state:
            return b""
        left, right = EDGE
        lines, y = [], EDGE_ENDS
        while y + HATCH * 1.5 <= height - EDGE_ENDS:
            lines.append(f"{numbers(left, y)} m {numbers(right, y + HATCH * 1.5)} l")
            y += HATCH
        drawn = "\n".join(lines)
        content = f"q {RED} RG 2 w\n{drawn}\nS Q"
        return f"/Artifact<</Type/Pagination>>BDC\n{content}\nEMC\n".encode()

    def page(self, at: int, width: float, height: float, running: str | None) -> bytes:
        """What frames a page.

        Args:
            at: its number, from 1.
            width: of the page, in points.
            height: of the page, in points.
            running: what the head says at the right; ``None`` for a page without a head.
        """
        right = width - self._margins.right * MM
        head = [] if running is None else self._head(right, height, running)
        if self._state is not None:
            head += self._word(width, height)
        foot = self._feet(right, at)
        return "\n".join(
            [
                "q",
                "/Artifact<</Type/Pagination/Subtype/Header/Attached[/Top]>>BDC",
                *head,
                "EMC",
                "/Artifact<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>BDC",
                *foot,
                "EMC",
                "Q\n",
            ]
        ).encode()

    def _head(self, right: float, height: float, running: str) -> list[str]:
        left, low = self._margins.left * MM, height - self._margins.top * MM
        room = right - left - BETWEEN
        own = self._fit(self._left, self._frame.left, room * 0.6)
        chapter = self._fit(self._right, running, room - own.width)
        return [_text(own, left, low + GAP), _text(chapter, right - chapter.width, low + GAP)]

    def _feet(self, right: float, at: int) -> list[str]:
        bottom = self._margins.bottom * MM
        left, low = self._margins.left * MM, bottom - GAP - 5.4
        place = self._frame.page_of.format(page=at, pages=self._pages)
        note = self._frame.state_note
        number = self._shape(self._number, f"{note} · {place}" if note else place)
        room = right - left - BETWEEN - number.width
        foot = self._fit(self._foot, self._frame.foot, room)
        return [_text(foot, left, low), _text(number, right - number.width, low)]

    def _word(self, width: float, height: float) -> list[str]:
        """The word of the state in its frame, in the middle of the upper margin."""
        wide, high, top = STATE
        if self._state is None:
            return []
        word = self._shape(self._state, self._frame.state)
        wide = max(wide, word.width + 4 * MM)
        left, low = (width - wide) / 2, height - top - high
        area = numbers(left, low, wide, high)
        return [
            f"q {RED} RG 0.9 w {area} re S Q",
            _text(word, (width - word.width) / 2, low + (high - self._state.size * 0.7) / 2),
        ]

    def _fit(self, style: Style, text: str, room: float) -> Shaped:
        """A line of text that was cut where it is longer than the room."""
        shaped, cut = self._shape(style, text), text
        while shaped.width > room and cut:
            # Texts are about evenly wide: cut to what should fit, then letter by letter.
            fits = int(len(cut) * room / shaped.width)
            cut = cut[: min(fits, len(cut) - 1)]
            shaped = self._shape(style, cut.rstrip() + CUT)
        return shaped

    def _shape(self, style: Style, text: str) -> Shaped:
        pieces: list[tuple[str, str]] = []
        for character in text:
            font = self._font(style, character)
            if pieces and pieces[-1][0] == font:
                pieces[-1] = (font, pieces[-1][1] + character)
            else:
                pieces.append((font, character))
        width, runs = 0, []
        for font, piece in pieces:
            line = self._typefaces.shape(font, piece)
            width += line.width
            shown = "".join(
                f"{glyph:04x}" + (f">{kern}<" if kern else "") for glyph, kern in line.glyphs
            )
            runs.append(Run(font, shown))
        return Shaped(style, tuple(runs), width * style.size / 1000)


def _text(line: Shaped, x: float, y: float) -> str:
    size = number(line.style.size)
    shown = " ".join(f"/{run.font} {size} Tf[<{run.shown}>]TJ" for run in line.runs)
    return f"BT {line.style.colour} rg 1 0 0 1 {numbers(x, y)} Tm {shown} ET"
