"""What pages paint: runs of text and shapes, with their inks, in the order of painting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from compliance.documents.reading.embedded import Face
from compliance.documents.reading.geometry import Box, Subpath

Colour = tuple[float, float, float]
BLACK: Final[Colour] = (0.0, 0.0, 0.0)
WHITE: Final[Colour] = (1.0, 1.0, 1.0)


class Ink(NamedTuple):
    """A colour, and how opaque it is."""

    colour: Colour
    alpha: float


@dataclass(slots=True)
class Text:
    """A run of text: one string that is shown."""

    at: int
    """When it is drawn, counted over all that the page paints."""
    mark: int | None
    face: Face
    size: float
    ink: Ink
    text: str
    left: float
    right: float
    line: float
    """Height of its baseline."""
    ground: tuple[Ink, ...] = ()
    """What lies beneath it, white paper apart; see :mod:`ground`."""
    hidden: str = ""
    """What keeps it from being read, in words."""

    @property
    def _end(self) -> float:
        """Where its last letter surely has not ended: widths of letters are rounded."""
        blank = 0.2 if self.text[-1:].isspace() else 0.0
        slack = 0.2 + self.size * (0.03 + 0.001 * len(self.text) + blank)
        return max(self.right - slack, self.left + 0.3)

    @property
    def core(self) -> Box:
        """Where small letters stand: what must be free for it to be read."""
        low, top = self.line + 0.06 * self.size, self.line + 0.46 * self.size
        return Box(self.left + 0.2, low, self._end, top)

    @property
    def free(self) -> Box:
        """Where nothing may be drawn later: the box of the next line may touch what hangs down."""
        low, top = self.line - 0.02 * self.size, self.line + 0.7 * self.size
        return Box(self.left + 0.2, low, self._end, top)

    @property
    def box(self) -> Box:
        """About all that it takes up."""
        low, top = self.line - 0.22 * self.size, self.line + 0.72 * self.size
        return Box(self.left, low, self.right, top)


@dataclass(slots=True)
class Shape:
    """A path that is filled or drawn along."""

    at: int
    mark: int | None
    ink: Ink
    along: float | None
    """Width of the line that is drawn along it; ``None`` where it is filled."""
    dash: str
    paths: list[Subpath]
    rings: bool
    """Whether of paths within each other only what lies between them is painted."""
    clip: Clip
    boxes: list[Box] = field(default_factory=list)
    """Boxes within which all lies that it paints; see :mod:`ground`."""


class Clip(NamedTuple):
    """What is left of what is painted."""

    box: Box
    plain: bool
    """Whether it is just that box."""


@dataclass
class Painted:
    """What one content paints."""

    texts: list[Text] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
