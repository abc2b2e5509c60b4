"""Which program this is: a digest over the source of some of its rooms.

A version number stays the same while somebody works on the code; a digest does not. What
was computed by one program is found again by the same program only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
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
            found = {
                f"{name}/{path.relative_to(folder).as_posix()}": path
                for path in folder.rglob(f"*{ending}")
                if not path.name.startswith(".")
            }
            if not found:
                return ""
            for place in sorted(found):
                content = sha256(found[place].read_bytes().replace(b"\r\n", b"\n")).digest()
                total.update(place.encode("utf-8", "surrogateescape") + b"\0" + content)
    except OSError:
        return ""
    return total.hexdigest()
