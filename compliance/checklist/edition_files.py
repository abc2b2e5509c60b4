"""The files of an edition, and the digests over them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

SUFFIX: Final = ".yaml"


class EditionFiles(NamedTuple):
    """What the files of an edition hold, told by digests."""

    digest: str
    """SHA-256 over names and contents, whatever ends the lines; named in journals."""
    exact: str
    """SHA-256 over names and contents, byte by byte."""
    linked: bool
    """Whether a folder lies elsewhere, so that no digest here covers what is in it."""


def read_edition_files(folder: Path) -> EditionFiles:
    """Read all files of an edition and work out its digests.

    Raises:
        OSError: one of them cannot be read.
    """
    digest, exact = hashlib.sha256(), hashlib.sha256()
    root = os.fspath(folder)
    found = sorted(_below(root, ""))
    for name in found:
        if name.endswith("/"):
            continue
        with open(f"{root}{os.sep}{name}", "rb") as file:  # noqa: PTH123 - of hundreds of files
            content = file.read()
        start, plain = name.encode("utf-8") + b"\0", hashlib.sha256(content).digest()
        exact.update(start + plain)
        if b"\r\n" in content:
            plain = hashlib.sha256(content.replace(b"\r\n", b"\n")).digest()
        digest.update(start + plain)
    linked = any(name.endswith("/") for name in found)
    return EditionFiles(digest.hexdigest(), exact.hexdigest(), linked)


def _below(folder: str, above: str) -> Iterator[str]:
    """Names of the files under a folder; of folders that lie elsewhere, with a slash.

    What cannot be looked into has no files here: who needs one of them says that it lacks.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        name = above + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, f"{name}/")
        elif entry.is_dir():
            yield f"{name}/"
        if os.path.normcase(entry.name).endswith(SUFFIX):
            yield name


def edition_digest(folder: Path) -> str:
    """SHA-256 over the names and contents of all files of an edition."""
    return read_edition_files(folder).digest
