"""Files that wait between their preview and the decision about them.

A waiting file lies in the drafts of the assessment under a name that only its token and
the person who uploaded it give together. Few wait at a time: the oldest goes first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from compliance.data.files import write_atomically
from compliance.errors import fail
from compliance.storage.drafts import FOLDER

MOST: Final = 8
"""Most files that wait in one assessment."""
MAX_NAME: Final = 200
MAX_BYTES: Final = 20 * 1024 * 1024
"""Bytes of a file that waits."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{32,64}")


def keep_upload(folder: Path, person: str, name: str, content: bytes) -> str:
    """Keep a file until it is decided about.

    Returns:
        The token that finds it again, for this person only.

    Raises:
        ConformityError: ``file.write-failed``.
    """
    token = secrets.token_urlsafe(32)
    head = json.dumps({"name": name[:MAX_NAME]}).encode("utf-8")
    _forget_oldest(folder)
    write_atomically(_path(folder, person, token), head + b"\n" + content)
    return token


def find_upload(folder: Path, person: str, token: str) -> tuple[str, bytes]:
    """Name and bytes of a waiting file.

    Raises:
        ConformityError: ``exchange.kept`` where it is gone, or another person's.
    """
    known = token if _TOKEN.fullmatch(token) else ""
    try:
        with _path(folder, person, known).open("rb") as stream:
            head = json.loads(stream.readline(4096))
            return str(head["name"]), stream.read(MAX_BYTES + 1)
    except (OSError, ValueError, KeyError, TypeError):
        raise fail(
            "upload",
            "exchange.kept",
            "The file is not kept any more; nothing of it was recorded.",
            "Upload it again.",
        ) from None


def drop_upload(folder: Path, person: str, token: str) -> None:
    """Forget a waiting file."""
    if _TOKEN.fullmatch(token):
        with contextlib.suppress(OSError):
            _path(folder, person, token).unlink()


def _path(folder: Path, person: str, token: str) -> Path:
    name = hashlib.sha256(f"{person}\0{token}".encode()).hexdigest()[:40]
    return folder / FOLDER / f"upload-{name}.bin"


def _forget_oldest(folder: Path) -> None:
    waiting = sorted((folder / FOLDER).glob("upload-*.bin"), key=_age, reverse=True)
    _remove(waiting[MOST - 1 :])


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
