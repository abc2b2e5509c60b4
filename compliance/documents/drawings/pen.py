"""Strokes, shapes, words and scales of a picture; millimetres, one path a style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final
from unicodedata import east_asian_width

from compliance.documents.figures import GREY, INK

WHITE: Final = "#fff"
SMALL: Final = 2.6
"""Height of letters."""
FONT: Final = "Dossier Sans,Dossier Chinese,IBM Plex Sans,Noto Sans,Noto Sans CJK SC,sans-serif"
WIDE: Final = 0.55
"""Width of a letter, of its height: enough for words to be given room."""


@dataclass(frozen=True)
class Drawing:
    """A picture with the words that stand for it, and the table that is its data."""

    title: str
    desc: str
    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Scale:
    """A straight scale from values to millimetres."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, value: float) -> float:
        """Place of a value, kept within the plot."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def ticks(self, most: int = 6) -> list[float]:
        """Round values along the scale."""
        width = (self.high - self.low) / most
        step = 10.0**-12
        for digit in range(-12, 12):
            for times in (1, 2, 5):
                step = times * 10.0**digit
                if step >= width:
                    start = -(-self.low // step)
                    many = int((self.high - start * step) / step + 1e-9) + 1
                    return [round((start + at) * step, 12) for at in range(many)]
        return [self.low, self.high]


def around(values: Sequence[float], *fixed: float) -> tuple[float, float]:
    """Ends of a scale that shows all values, with some room."""
    every = [*values, *fixed]
    low, high = min(every, default=0.0), max(every, default=1.0)
    room = (high - low) * 0.06 or 0.5
    return low - room, high + room


@dataclass
class Pen:
    """Collects strokes by style, and words."""

    width: float
    height: float
    _paths: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    _words: list[str] = field(default_factory=list)

    def stroke(self, d: str, colour: str = INK, width: float = 0.25, dash: str = "") -> None:
        """A line without filling."""
        more = f' stroke-dasharray="{dash}"' if dash else ""
        self._add(1, f'fill="none" stroke="{colour}" stroke-width="{width:g}"{more}', d)

    def fill(self, d: str, colour: str, layer: int = 0) -> None:
        """A filled shape; it lies under strokes unless told otherwise."""
        self._add(layer, f'fill="{colour}"', d)

    def outline(self, d: str, colour: str, width: float = 0.45) -> None:
        """A shape filled white with a coloured edge."""
        self._add(2, f'fill="{WHITE}" stroke="{colour}" stroke-width="{width:g}"', d)

    def _add(self, layer: int, style: str, d: str) -> None:
        self._paths.setdefault((layer, style), []).append(d)

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Words; ``y`` is their base line."""
        weight = ' font-weight="600"' if bold else ""
        end = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._words.append(
            f'<text x="{short(x)}" y="{short(y)}" fill="{colour}"{end}{weight}>'
            f"{escape(words)}</text>"
        )

    def svg(self, title: str, desc: str) -> str:
        """The picture, which stands alone: lowest layer first, then all words."""
        ordered = sorted(self._paths.items(), key=lambda item: item[0][0])
        paths = "".join(f'<path {style} d="{"".join(d)}"/>' for (_, style), d in ordered)
        wide, high = short(self.width), short(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" '
            f'width="{wide}mm" height="{high}mm" viewBox="0 0 {wide} {high}">'
            f'<title id="t">{escape(title)}</title><desc id="d">{escape(desc)}</desc>'
            f'<rect width="{wide}" height="{high}" fill="{WHITE}"/>{paths}'
            f'<g font-family="{FONT}" font-size="{SMALL}">{"".join(self._words)}</g></svg>\n'
        )


def axis(pen: Pen, scale: Scale, y: float) -> None:
    """Ticks with numbers under a plot."""
    for value in scale.ticks():
        pen.stroke(line(scale(value), y, scale(value), y + 1), GREY, 0.2)
        pen.text(scale(value), y + 4, f"{value:g}", anchor="middle", colour=GREY)
    pen.stroke(line(scale.left, y, scale.right, y), GREY, 0.2)


def room_for(words: Sequence[str], most: float = 70.0) -> float:
    """Millimetres that the longest of some words takes; wide letters take two places."""
    wide = {True: 2, False: 1}
    places = (sum(wide[east_asian_width(one) in "WF"] for one in text) for text in words)
    longest = max(places, default=0)
    return min(most, longest * SMALL * WIDE + 2)


def short(value: float) -> str:
    """A number with two digits at most, without empty ones."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Path of a straight line."""
    return f"M{short(x1)} {short(y1)}L{short(x2)} {short(y2)}"


def square(x: float, y: float, r: float) -> str:
    """Path of a square around its middle."""
    side = short(2 * r)
    return f"M{short(x - r)} {short(y - r)}h{side}v{side}h-{side}z"


def diamond(x: float, y: float, r: float) -> str:
    """Path of a square on its corner, around its middle."""
    r_ = short(r)
    return f"M{short(x)} {short(y - r)}l{r_} {r_}l-{r_} {r_}l-{r_}-{r_}z"
