"""Where the checklists and templates lie: wheel, editable install or checkout."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from compliance.errors import fail

CHECKLISTS: Final = "CONFORMITY_CHECKLISTS"
"""Variable with a folder of packs that is used instead of the shipped one."""
_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: str) -> Path:
    """Folder ``checklists`` or ``templates`` that belongs to this code.

    In a wheel they lie inside the package; in a checkout (also one installed as
    editable) they lie beside it. Other checklists are used where the variable
    ``CONFORMITY_CHECKLISTS`` names their folder.

    Raises:
        ConformityError: ``file.missing`` when the installation is incomplete, or the
            folder named does not exist.
    """
    own = os.environ.get(CHECKLISTS, "") if name == "checklists" else ""
    if own and Path(own).is_dir():
        return Path(own)
    if own:
        raise fail(
            own,
            "file.missing",
            f"{CHECKLISTS} names a folder that does not exist.",
            "Name the folder that holds the packs, or unset the variable.",
        )
    for folder in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise fail(
        name,
        "file.missing",
        "The installation lacks a folder it was shipped with.",
        "Install the package again.",
    )
