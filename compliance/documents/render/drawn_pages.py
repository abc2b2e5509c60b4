"""What was laid out and drawn: pages with their content, marks, links and anchors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET  # our own templates, in which all is escaped


@dataclass(frozen=True)
class Link:
    """A link of a page: where it leads, its area in points, the box it covers."""

    target: str
    area: tuple[float, float, float, float]
    box: Any


@dataclass(frozen=True)
class Drawn:
    """A page that was drawn. Places and sizes are in points, from the lower left corner."""

    width: float
    height: float
    box: Any
    """The page box; see :func:`weasy.body_boxes`."""
    items: list[Any]
    """The content, in pieces as they were drawn; see :func:`weasy.as_bytes`."""
    marks: dict[Any, int]
    """Marked content by the box that was drawn."""
    links: tuple[Link, ...]
    anchors: dict[str, tuple[float, float]]
    bookmarks: tuple[tuple[int, str, float, float, bool], ...]
    """Level, label, place, whether what is below is shown."""


@dataclass(frozen=True)
class Layout:
    """A fragment that was laid out and drawn."""

    pages: tuple[Drawn, ...]
    fonts: tuple[Any, ...]
    resources: Any
    """What contents name, but for fonts."""
    root: ET.Element
    """The markup, as it was read."""
