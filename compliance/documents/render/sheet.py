"""A fragment that was laid out: a sheet, free of every number of the whole paper."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from compliance.documents.render.paper import Fragment

FORMAT: Final = 2
"""To be raised when sheets of an older program must not be bound any more."""
PACK: Final = 6
"""Level of compression: 9 costs twice the time of 6 for one part in a hundred."""
REF: Final = "\0"
"""Encloses, within the text of an object, what binding puts in: see :class:`Sheet`."""


@dataclass
class Face:
    """A font as the pages of a sheet use it."""

    name: str
    family: str
    digest: str
    """SHA-256 of the font file."""
    flags: int
    ascent: int
    descent: int
    glyphs: dict[str, tuple[int, str]]
    """By the number of a glyph in the whole font: its width in thousandths of the size,
    and the text it stands for."""


@dataclass
class Number:
    """A page number to put into the content of a page."""

    page: int
    offset: int
    """Where in the content its placeholder begins, in bytes."""
    length: int
    anchor: str
    """The place whose page is printed."""
    font: str
    digits: int


@dataclass
class Sheet:
    r"""A fragment that was laid out.

    Texts of objects hold references as ``\0name\0``: a decimal number is an object of
    this sheet; ``S`` and a number is a key of the parent tree; ``T`` and an anchor is the
    text of a link to it; and capital letters name what all sheets share: ``D`` the
    document element, ``P`` the page tree, ``F`` the fonts.
    """

    pages: list[dict[str, Any]] = field(default_factory=list)
    """Width and height in points, and the running title where the page begins."""
    objects: list[str] = field(default_factory=list)
    """Texts of objects by number; pages come first, then their contents."""
    streams: dict[int, bytes] = field(default_factory=dict)
    """Data of those objects that are streams, compressed unless a number goes into it."""
    roots: list[int] = field(default_factory=list)
    """Structure elements that stand directly under the document element."""
    parents: list[Any] = field(default_factory=list)
    """Parent tree: a list of elements for a page, one element for an annotation."""
    ids: list[tuple[str, int]] = field(default_factory=list)
    """Identifiers of heads of tables, unique within the sheet, with their elements."""
    anchors: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    """Page of the sheet and place on it, in points from its lower left corner."""
    titles: dict[str, str] = field(default_factory=dict)
    """What stands at an anchor, in a few words."""
    bookmarks: list[tuple[int, str, int, float, float, bool]] = field(default_factory=list)
    """Level, label, page, place, whether what is below it is shown."""
    fonts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Faces by the key under which contents name them; see :class:`Face`."""
    fields: list[tuple[str, int]] = field(default_factory=list)
    """Places to sign: name of the field and number of its widget."""
    targets: list[str] = field(default_factory=list)
    """Anchors, here or elsewhere, that links of this sheet lead to."""
    numbers: list[dict[str, Any]] = field(default_factory=list)
    """Page numbers to put in; see :class:`Number`."""

    def faces(self) -> dict[str, Face]:
        """The fonts used, by key."""
        return {key: Face(**values) for key, values in self.fonts.items()}

    def page_numbers(self, page: int) -> list[Number]:
        """Page numbers to put into a page, from its end to its beginning."""
        found = [Number(**values) for values in self.numbers if values["page"] == page]
        return sorted(found, key=lambda item: -item.offset)

    def dump(self) -> bytes:
        """The sheet as bytes: the length of a piece of JSON, that JSON, data of streams."""
        values = asdict(self)
        blobs = values.pop("streams")
        values["streams"] = [(number, len(data)) for number, data in blobs.items()]
        head = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()
        return b"%d\n%s" % (len(head), head) + b"".join(blobs.values())

    @classmethod
    def load(cls, data: bytes) -> Sheet:
        """The sheet that :meth:`dump` wrote."""
        start = data.index(b"\n") + 1
        at = start + int(data[:start])
        values = json.loads(data[start:at])
        streams = {}
        for number, length in values["streams"]:
            streams[number] = data[at : at + length]
            at += length
        values["streams"] = streams
        return cls(**values)


@dataclass(frozen=True)
class Place:
    """Where a sheet stands in the file."""

    sheet: Sheet
    index: int
    fragment: Fragment
    first: int
    """Pages before it."""
    base: int
    """Number of its first object."""
    parents: int
    """Keys of the parent tree before it."""
