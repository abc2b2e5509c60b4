"""Properties of a paper: they stand in two places, which must say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from compliance.data.markup import Element, read_xml
from compliance.documents.reading.document import Document
from compliance.documents.reading.values import UnreadableError, text_of
from compliance.errors import ConformityError

_HEAD: Final = re.compile(r"journal-head:([0-9a-f]{64})")
_STAMP: Final = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z")
MAX_PACKET: Final = 1 << 20
_DC, _XMP, _PDF, _RDF = (
    "{http://purl.org/dc/elements/1.1/}",
    "{http://ns.adobe.com/xap/1.0/}",
    "{http://ns.adobe.com/pdf/1.3/}",
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
)
_TWINS: Final = {
    "Title": f"{_DC}title",
    "Author": f"{_DC}creator",
    "Subject": f"{_DC}description",
    "Keywords": f"{_PDF}Keywords",
    "Creator": f"{_XMP}CreatorTool",
    "Producer": f"{_PDF}Producer",
    "CreationDate": f"{_XMP}CreateDate",
    "ModDate": f"{_XMP}ModifyDate",
}


@dataclass(frozen=True)
class Said:
    """What the properties of a file say."""

    info: dict[str, str]
    packet: dict[str, str]
    """By the names of the other place; empty where that cannot be read."""

    def get(self, name: str) -> str:
        """A property as it is shown by most readers."""
        return self.info.get(name, "")

    @property
    def head(self) -> str:
        """The journal head named there; empty where there is none."""
        for word in self.get("Keywords").split(","):
            found = _HEAD.fullmatch(word.strip())
            if found:
                return found[1]
        return ""

    def contradictions(self) -> Iterator[str]:
        """Names of properties for which the two places differ."""
        for name in _TWINS:
            if self.info.get(name, "") != self.packet.get(name, ""):
                yield name
        yield from sorted(self.info.keys() - _TWINS.keys())


def differing(one: Said, other: Said) -> list[str]:
    """Names of properties in which two papers differ, but for what made them."""
    return [name for name in _TWINS if name not in _MADE_BY and one.get(name) != other.get(name)]


_MADE_BY: Final = {"Creator", "Producer"}


def said_in(document: Document) -> Said:
    """Read the properties of a document."""
    info = {key: _plain(text_of(value)) for key, value in document.info.items()}
    try:
        data = document.data(document.root.get("Metadata"))
        packet = _packet(read_xml(data, "metadata")) if len(data) <= MAX_PACKET else {}
    except (UnreadableError, ConformityError):
        packet = {}
    return Said(info, packet)


def _plain(text: str) -> str:
    """A moment as the other place writes it; other text as it is."""
    found = _STAMP.fullmatch(text)
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else text


def _packet(root: Element) -> dict[str, str]:
    """Values by our names; one that stands twice in different words is none."""
    found: dict[str, set[str]] = {}
    for name, tag in _TWINS.items():
        for element in root.iter(f"{_RDF}Description"):
            if tag in element.attrib:
                found.setdefault(name, set()).add(str(element.attrib[tag]))
        for element in root.iter(tag):
            items = [str(item.text or "") for item in element.iter(f"{_RDF}li")]
            found.setdefault(name, set()).add(", ".join(items) or str(element.text or ""))
    return {name: values.pop() for name, values in found.items() if len(values) == 1}
