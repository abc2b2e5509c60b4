"""Who is writing: asked once and remembered in the user's own settings."""

from __future__ import annotations

import json
from pathlib import Path

from compliance.data.files import write_atomically

FILE = "settings.json"


def settings_folder() -> Path:
    """Folder of the user's settings, by the custom of the system."""
    import platformdirs  # noqa: PLC0415 - only when the author is asked for

    return Path(platformdirs.user_config_dir("conformity-dossier", appauthor=False))


def remembered_author(folder: Path) -> str:
    """The author remembered in a settings folder, or an empty text."""
    try:
        value = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ""
    author = value.get("author") if isinstance(value, dict) else None
    return author if isinstance(author, str) else ""


def remember_author(folder: Path, author: str) -> None:
    """Remember the author for next time.

    Raises:
        ConformityError: ``file.write-failed``.
    """
    text = json.dumps({"author": author}, ensure_ascii=False, indent=2)
    write_atomically(folder / FILE, (text + "\n").encode("utf-8"))
