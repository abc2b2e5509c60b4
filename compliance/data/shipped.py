"""Where the checklists and templates lie: wheel, editable install or checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from compliance.errors import fail

DEFAULT_PACK: Final = "eu-ai-act"
"""The checklists that are meant where nobody names any."""

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: str) -> Path:
    """Folder ``checklists`` or ``templates`` that belongs to this code.

    In a wheel they lie inside the package; in a checkout (also one installed as
    editable) they lie beside it.

    Raises:
        ConformityError: ``file.missing`` when the installation is incomplete.
    """
    for folder in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise fail(
        name,
        "file.missing",
        "The installation lacks a folder it was shipped with.",
        "Install the package again.",
    )
