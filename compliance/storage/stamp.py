"""What a journal looks like from outside: enough to see that it changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from compliance.storage.folder.journal import JOURNAL

_BLOCK: Final = 16_384


@dataclass(frozen=True)
class Stamp:
    """What a journal looks like from outside; another one means another content."""

    size: int
    changed: int
    head: str


def journal_stamp(folder: Path) -> Stamp | None:
    """The stamp of a journal without reading it; nothing if it cannot be told."""
    path = folder / JOURNAL
    try:
        status = path.stat()
        head = json.loads(_last_line(path))["hash"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, str(head))


def _last_line(path: Path) -> bytes:
    """The last whole line of a file."""
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        block = _BLOCK
        while True:
            handle.seek(max(size - block, 0))
            lines = handle.read().split(b"\n")
            if len(lines) > 2 or block >= size:  # noqa: PLR2004 - a cut one, one, the rest
                return lines[-2] if len(lines) > 1 else b""
            block *= 4


def title_in(folder: Path) -> str:
    """Name of an assessment by its first record, or of its folder."""
    return str(_begin(folder).get("name", folder.name))


def is_organisation_in(folder: Path) -> bool:
    """Whether a journal says at its beginning that it is of an organisation."""
    return _begin(folder).get("scope") == "organisation"


def _begin(folder: Path) -> dict[str, Any]:
    """What the first record of a journal holds; nothing if it cannot be told."""
    try:
        with (folder / JOURNAL).open("rb") as handle:
            data = json.loads(handle.readline(_BLOCK))["data"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
