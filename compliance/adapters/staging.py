"""Files of the locker put where an adapter can read them, and taken away again."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final

from compliance.data.archive import ZIP, Archive
from compliance.data.names import safe_name

MAX_PACKED: Final = 64 * 1024 * 1024
"""Largest archive of a run that is unpacked."""
FOLDER: Final = "run"


@contextlib.contextmanager
def staged(stream: IO[bytes], name: str) -> Iterator[Path]:
    """A copy of a file under its own name, for as long as it is read.

    Args:
        stream: its content.
        name: what it is called; the copy lies under a name that is safe.

    Raises:
        OSError: it cannot be copied.
    """
    with tempfile.TemporaryDirectory(prefix="conformity-read-") as folder:
        path = Path(folder) / safe_name(name)
        with path.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        yield path


def unpacked(path: Path) -> Path | None:
    """The folder of a run that was packed into a ZIP file; nothing where it is none.

    Names that lead out of the folder are left out. One folder around everything is no part
    of the run.

    Args:
        path: a staged file; the folder lies beside it.

    Raises:
        ConformityError: ``exchange.damaged``, ``exchange.too-large`` or
            ``exchange.encrypted``.
    """
    with path.open("rb") as stream:
        packed = stream.read(len(ZIP)) == ZIP
    if not packed or path.stat().st_size > MAX_PACKED:
        return None
    archive, target = Archive(path.read_bytes(), path.name), path.parent / f"{FOLDER}.d"
    target.mkdir()
    for name in archive.names():
        inside = PurePosixPath(name)
        odd = inside.is_absolute() or "\\" in name or ":" in name or ".." in inside.parts
        if odd or name.endswith("/"):
            continue
        here = target.joinpath(*inside.parts)
        with contextlib.suppress(OSError):  # a name that this system does not take
            here.parent.mkdir(parents=True, exist_ok=True)
            here.write_bytes(archive.read(name))
    inside_it = list(target.iterdir())
    only = inside_it[0] if len(inside_it) == 1 else target
    return only if only.is_dir() else target
