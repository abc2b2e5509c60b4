"""The program that makes a paper, as its properties name it: a version and a digest.

A version number stays the same while code and words change under it. So papers name the
program itself as well: otherwise an honest paper of last week would be called changed.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from compliance.data.program import PACKAGE, texts_digest
from compliance.data.shipped import shipped_folder
from compliance.documents.render.assets import own_files
from compliance.errors import ConformityError

ROOMS: Final = (
    "documents",
    "views",
    "assessment",
    "checklist",
    "law",
    "language",
    "data",
    "errors",
    # Documents are handed what quotes the law, and import it from nowhere.
    "services/official_law",
)
"""Rooms that decide the bytes of a paper: documents import from no others."""
TEMPLATES: Final = (
    ("css", ".css"),
    ("dossier", ".j2"),
    ("dossier", ".css"),
    ("papers", ".j2"),
    ("papers", ".css"),
    ("locale", ".json"),
)
"""Where the templates of papers lie, and their kinds."""
_SHOWN: Final = 16
"""Digits of the digest; enough to tell working copies apart, and no proof of anything."""
_CREATOR: Final = re.compile(r"conformity ([^\s,]+)(?:, program [0-9a-f]{16})?")


def _digest() -> str:
    try:
        folder = shipped_folder("templates")
    except ConformityError:
        return ""  # nothing can be printed here
    return texts_digest(
        [
            *((PACKAGE / room, room, ".py") for room in ROOMS),
            *((folder / name, f"templates/{name}", kind) for name, kind in TEMPLATES),
        ]
    )


SOURCE: Final = _digest()
"""Read with the modules themselves, so that a process that goes on while its files are
replaced still knows which program it is. Empty where there is no source to read."""


@functools.cache
def program() -> str:
    """Digits that tell this program from others of its version; empty where none are known."""
    if not SOURCE:
        return ""
    fonts = sorted((path.name, digest) for digest, path in own_files().items())
    return sha256(json.dumps([SOURCE, fonts]).encode()).hexdigest()[:_SHOWN]


def creator(version: str) -> str:
    """What papers of this program name as what created them.

    Args:
        version: the number of its version.
    """
    digits = program()
    return f"conformity {version}, program {digits}" if digits else f"conformity {version}"


def with_fonts(text: str, digests: Sequence[str]) -> str:
    """What papers that are set in added fonts name as what created them.

    Args:
        text: what they would name otherwise.
        digests: of those fonts.
    """
    found = _CREATOR.fullmatch(text)
    if not digests or found is None:
        return text
    digits = sha256(json.dumps([text, *digests]).encode()).hexdigest()[:_SHOWN]
    return f"conformity {found[1]}, program {digits}"


def version_named(text: str) -> str:
    """The version that a paper names as what created it; empty where it names no such thing.

    >>> version_named("conformity 0.1.0, program 0123456789abcdef"), version_named("Writer 3")
    ('0.1.0', '')
    """
    found = _CREATOR.fullmatch(text)
    return found[1] if found else ""
