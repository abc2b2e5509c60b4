"""The secret that signs sessions, kept so that a restart logs nobody out."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from compliance.data.files import sync_folder
from compliance.errors import fail
from compliance.services.accounts.people import FOLDER

FILE: Final = "secret"
SIZE: Final = 32


def server_secret(workspace: Path) -> bytes:
    """The secret of a workspace; made when it is first asked for.

    Raises:
        ConformityError: ``file.write-failed`` where none can be kept.
    """
    path = workspace / FOLDER / FILE
    try:
        found = _read(path)
        if found:
            return found
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path, damaged=found is not None)
        found = _read(path)
    except OSError as error:
        raise _not_kept(path, f"{error.strerror}.") from None
    if not found:
        raise _not_kept(path, "The file is damaged.")
    return found


def _read(path: Path) -> bytes | None:
    """The secret; empty where the file is damaged, nothing where there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(content) != SIZE:
        return b""
    if os.name != "nt" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return content


def _make(path: Path, *, damaged: bool) -> None:
    """Write it beside its place and put it there, unless another server was first."""
    beside = path.with_name(f".new-{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(SIZE))
            stream.flush()
            os.fsync(stream.fileno())
        if damaged:
            beside.replace(path)
            return
        try:
            os.link(beside, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def _not_kept(path: Path, why: str) -> Exception:
    return fail(
        str(path),
        "file.write-failed",
        f"The secret of the server cannot be kept: {why}",
        "Check the rights of the folder.",
    )
