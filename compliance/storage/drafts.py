"""Drafts: what somebody typed and has not recorded yet.

A draft belongs to one person and one question; the terminal and the browser keep theirs
here, as the fields of the question's form. It is not a record: it is not in the
journal, nobody else sees it, and it goes away when the answer is recorded.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any, Final

from compliance.data.files import write_atomically

FOLDER: Final = "drafts"
MAX_BYTES: Final = 4 * 1024 * 1024


def _path(folder: Path, person: str, question: str) -> Path:
    # Names of people and questions may hold anything; a digest is a safe file name.
    name = hashlib.sha256(f"{person}\0{question}".encode()).hexdigest()[:40]
    return folder / FOLDER / f"form-{name}.json"


def keep_draft(
    folder: Path, person: str, question: str, fields: dict[str, list[str]], at: str
) -> None:
    """Keep the fields of a form until they are recorded.

    Raises:
        ConformityError: ``file.write-failed``.
    """
    entry = {"person": person, "question": question, "at": at, "fields": fields}
    content = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
    if len(content) <= MAX_BYTES:
        write_atomically(_path(folder, person, question), content)


def find_draft(
    folder: Path, person: str, question: str
) -> tuple[dict[str, list[str]], str] | None:
    """Fields and moment of a draft; nothing if there is none that can be read."""
    try:
        entry: Any = json.loads(_path(folder, person, question).read_bytes())
        fields = {
            str(key): [str(item) for item in values]
            for key, values in entry["fields"].items()
        }
        at = str(entry["at"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return fields, at


def drop_draft(folder: Path, person: str, question: str) -> None:
    """Forget a draft."""
    with contextlib.suppress(OSError):
        _path(folder, person, question).unlink()
