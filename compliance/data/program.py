"""Which program this is: a digest over the source of some of its rooms.

A version number stays the same while somebody works on the code; a digest does not. What
was computed by one program is found again by the same program only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parent.parent


def source_digest(*rooms: str, package: Path = PACKAGE) -> str:
    """SHA-256 over the Python that runs, and the source of some rooms of this program.

    Args:
        rooms: names of folders of the package, with all that is in them.
        package: where they lie.

    Returns:
        The digest; empty where there is no source to read, which is no digest at all.
    """
    total = sha256(f"{sys.implementation.name} {sys.version}".encode())
    try:
        for room in rooms:
            paths = sorted((package / room).rglob("*.py"))
            if not paths:
                return ""
            for path in paths:
                name = path.relative_to(package).as_posix()
                content = sha256(path.read_bytes()).digest()
                total.update(name.encode("utf-8", "surrogateescape") + b"\0" + content)
    except OSError:
        return ""
    return total.hexdigest()


def texts_digest(folders: Iterable[tuple[Path, str, str]]) -> str:
    """SHA-256 over files of text, which is the same on every machine that has the same files.

    Where they lie does not count, nor how their lines end, nor in what order a system lists
    them, nor which Python reads them; and no file that an editor leaves beside them does.

    Args:
        folders: folders, each with the name under which it counts, and the ending of the
            names of its files that count.

    Returns:
        The digest; empty where a folder holds no such file, or one cannot be read.
    """
    total = sha256()
    try:
        for folder, name, ending in folders:
            found = dict(_texts(str(folder), name, ending))
            if not found:
                return ""
            for place in sorted(found):
                with open(found[place], "rb", buffering=0) as file:  # noqa: PTH123 - quick
                    content = file.read().replace(b"\r\n", b"\n")
                head = f"{place}\0{len(content)}\0"
                total.update(head.encode("utf-8", "surrogateescape") + content)
    except OSError:
        return ""
    return total.hexdigest()


def _texts(folder: str, name: str, ending: str) -> Iterator[tuple[str, str]]:
    """Files below a folder, by the names under which they count.

    Every command that prints waits for this, so it goes without paths as objects.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(ending) and not entry.name.startswith("."):
                yield f"{name}/{entry.name}", entry.path
            elif entry.is_dir():
                yield from _texts(entry.path, f"{name}/{entry.name}", ending)
