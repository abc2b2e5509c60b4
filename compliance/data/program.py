"""Which program this is: a digest over the source of some of its rooms.

A version number stays the same while somebody works on the code; a digest does not. What
was computed by one program is found again by the same program only.
"""

from __future__ import annotations

import sys
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
