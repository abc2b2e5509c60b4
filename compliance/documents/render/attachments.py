"""Files inside the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5

from compliance.documents.render.paper import Embed
from compliance.documents.render.syntax import date, name, string
from compliance.documents.render.writer import Writer


@dataclass(frozen=True)
class Files:
    """The files, as the catalog names them by both ways in."""

    names: str = ""
    """Entry of the dictionary of names."""
    listed: str = ""
    """Entry of the catalog."""


def write_files(writer: Writer, embeds: Sequence[Embed]) -> Files:
    """Write files, in the order of their names."""
    found = [
        (string(item.name), _write(writer, item))
        for item in sorted(embeds, key=lambda item: item.name.encode())
    ]
    if not found:
        return Files()
    rows = " ".join(f"{key} {number} 0 R" for key, number in found)
    listed = " ".join(f"{number} 0 R" for _, number in found)
    tree = writer.add(f"<</Names[{rows}]>>")
    return Files(f"/EmbeddedFiles {tree} 0 R", f"/AF[{listed}]")


def _write(writer: Writer, item: Embed) -> int:
    at = date(item.at)
    # The check sum that PDF knows; that nothing was changed is shown by SHA-256 elsewhere.
    digest = md5(item.content, usedforsecurity=False).hexdigest()
    data = writer.stream(
        f"/Type/EmbeddedFile/Subtype{name(item.media_type)}/Params<</Size {len(item.content)}"
        f"/CreationDate{at}/ModDate{at}/CheckSum<{digest}>>>",
        item.content,
    )
    return writer.add(
        f"<</Type/Filespec/F {string(item.name)}/UF {string(item.name)}"
        f"/Desc {string(item.description)}/AFRelationship/{item.relationship}"
        f"/EF<</F {data} 0 R/UF {data} 0 R>>>>"
    )
