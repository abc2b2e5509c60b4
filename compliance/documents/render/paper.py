"""What the press prints: fragments, what stands around them, files inside, properties.

A paper of any size is a list of fragments. Each is laid out by itself, so that one that
did not change is never laid out again, and several are laid out at the same time.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from compliance.documents.render.page import PAPERS, Margins

TO: Final = "/to#"
"""How an address begins that leads to a place of the paper: ``/to#anchor``."""
PAGE: Final = "/page#"
"""How an address begins in place of whose text the number of the page is printed."""


@dataclass(frozen=True)
class Fragment:
    """One piece of a paper: begins a page and knows no other piece.

    Its HTML is well-formed, body only, and holds nothing that changes with every record:
    no page number and no journal head. For these it has places:

    - a link: ``<a href="/to#anchor">text</a>``, to any fragment of the paper;
    - the page of a place: ``<a href="/page#anchor">000</a>``, a digit for each that may
      be needed; the number is set flush right in the room they take;
    - what the head of the page says: ``data-running="text"`` on an h1 or h2;
    - a place to sign: ``<td data-sign="Sig1" title="what is signed">``.
    """

    id: str
    html: str
    framed: bool = True
    """Whether heads and feet are drawn around its pages."""
    opens: bool = False
    """Whether its first page has the title of the paper in the place of a head."""


@dataclass(frozen=True)
class Frame:
    """What stands around every framed page; drawn while binding, part of no fragment."""

    left: str
    """At the left of the head; at the right stands what ``data-running`` says."""
    foot: str
    state: str = ""
    """One word in a frame on every page, beside a hatched edge; empty for a final paper."""
    state_note: str = ""
    """What a paper in this state is not, said beside the number of the page."""
    page: str = "Page {page}"
    """How a page is named where a link leads to it."""
    page_of: str = "Page {page} of {pages}"
    margins: Margins = PAPERS


@dataclass(frozen=True)
class Embed:
    """A file to put inside the PDF."""

    name: str
    content: bytes
    description: str
    media_type: str
    relationship: str
    """``Data`` for what the pages show, ``Source`` for what they come from."""
    at: datetime.datetime


@dataclass(frozen=True)
class Properties:
    """Properties of the PDF; every date is given, none is taken from a clock."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    creator: str
    at: datetime.datetime
    language: str = "en-GB"


@dataclass(frozen=True)
class Paper:
    """Everything of a paper short of laying it out."""

    fragments: tuple[Fragment, ...]
    frame: Frame
    embeds: tuple[Embed, ...]
    properties: Properties
    styles: tuple[str, ...]
    """Names of its style sheets, in order."""

    @property
    def html(self) -> str:
        """Everything it says as one text, for reading and searching."""
        return "\n".join(fragment.html for fragment in self.fragments)
