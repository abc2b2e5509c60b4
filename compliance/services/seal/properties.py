"""Properties of a paper, which other programs write again when they sign.

Many note in them when they last wrote to the file, and with what. That is harmless as
long as nothing else changes: the title of a paper stands there too.
"""

from __future__ import annotations

from typing import Final

from compliance.data.markup import read_xml

WRITING: Final = frozenset(
    {"ModDate", "Producer", "ModifyDate", "MetadataDate", "InstanceID", "xmptk"}
)
"""What tells of the last writing only, in the dictionary and in the XML."""
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def says_the_same(before: bytes, after: bytes) -> bool:
    """Whether two packets of metadata say the same, but for the last writing.

    Raises:
        ConformityError: ``markup.syntax`` or ``markup.unsafe``.
    """
    return _said(before) == _said(after)


def _said(content: bytes) -> list[tuple[str, str]]:
    """Every property with what it says, whichever way it is written."""
    found: list[tuple[str, str]] = []
    waiting = [(read_xml(content, "metadata"), "")]
    while waiting:
        element, above = waiting.pop()
        name = above if str(element.tag).startswith(_RDF) else str(element.tag)
        found += [
            (str(key), str(value))
            for key, value in element.attrib.items()
            if not str(key).startswith(_RDF)
        ]
        found.append((name, (element.text or element.get(f"{_RDF}resource") or "").strip()))
        waiting += [(kid, name) for kid in element]
    return sorted(
        (name, text) for name, text in found if text and name.rpartition("}")[2] not in WRITING
    )
