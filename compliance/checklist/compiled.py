"""Editions as they were loaded once, kept for the next process.

Reading an edition is mostly reading YAML and checking it; whoever has done so for the same
bytes with the same program need not do it again. The key of what is kept is a digest over
both, so that nothing can be out of date: with another file, program, Python or library the
key is another one. Only what was loaded without a problem is kept.

What is kept is data, of which models of the checklists are made and nothing else. It is
not kept where an edition or the program was changed while it was read, or where a part of
an edition lies elsewhere.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import Field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pydantic
import pydantic_core

from compliance.checklist.base import Model
from compliance.checklist.catalogue import Catalogue, Source
from compliance.checklist.edition_files import read_edition_files
from compliance.checklist.model import Edition, PackFile
from compliance.data.cache import Cache, cache_folder
from compliance.data.program import source_digest
from compliance.data.snapshot import read_snapshot, write_snapshot
from compliance.data.yaml_file import FileOnDisk
from compliance.law.base import LawModel
from compliance.law.outline import Outline
from compliance.law.provision import Citations

NAME: Final = "editions"
LIMIT: Final = 64 * 1024 * 1024
ROOMS: Final = ("checklist", "law", "language", "data", "errors")
"""Rooms that decide what an edition comes to: checklists import from no others."""
PROGRAM: Final = source_digest(*ROOMS)
"""Read with the modules themselves, so that a process that goes on while its files are
replaced still knows which program it is."""
APART: Final = ("pack", "edition", "digest", "outline", "sources", "tongue")
"""Parts of a catalogue that are no models, or known without what is kept."""


def kept_catalogue(
    pack: PackFile, edition: Edition, folder: Path, load: Callable[[str], Catalogue]
) -> Catalogue:
    """An edition as it was loaded before, or loaded now and kept.

    Args:
        pack: the pack as it is listed.
        edition: the edition as it is listed.
        folder: its folder.
        load: loads it; given the digest of the edition.
    """
    files = read_edition_files(folder)
    key = "" if files.linked else _key(f"{folder.parent.name}/{folder.name}", files.exact)
    kept = _read(key)
    if kept is not None:
        try:
            return _catalogue(kept, pack, edition, folder, files.digest)
        except (ValueError, KeyError, TypeError, AttributeError):
            pass  # whole, and yet nothing that this program wrote
    catalogue = load(files.digest)
    if key and read_edition_files(folder) == files:
        _keep(key, _parts(catalogue))
    return catalogue


def kept_pack(path: Path, load: Callable[[], PackFile]) -> PackFile:
    """A file ``pack.yaml`` as it was read before, or read now and kept.

    Args:
        path: the file.
        load: reads it.
    """
    content = _bytes(path)
    key = _key("pack.yaml", sha256(content).hexdigest())
    kept = _read(key)
    if isinstance(kept, PackFile):
        return kept
    found = load()
    if _bytes(path) == content:
        _keep(key, found)
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # reading it says what is wrong


def _cache() -> Cache | None:
    """Where editions are kept; nowhere in a folder in which others may write.

    A digest tells that an entry is whole, and not who wrote it: whoever can write there
    could say what the law is.
    """
    folder = cache_folder(NAME)
    cache = None if folder is None else Cache(folder, LIMIT)
    return cache if cache is not None and cache.is_private() else None


def _key(place: str, exact: str) -> str:
    """The name under which something is kept; empty where it cannot be known for sure."""
    libraries = _libraries()
    if not (PROGRAM and libraries):
        return ""
    return sha256(f"{PROGRAM}\n{libraries}\n{place}\n{exact}".encode()).hexdigest()


def _libraries() -> str:
    """What reads YAML and makes models, without loading the former."""
    spec = importlib.util.find_spec("yaml")
    if spec is None or spec.origin is None:
        return ""
    yaml = sha256(Path(spec.origin).read_bytes()).hexdigest()
    return f"{pydantic.VERSION} {pydantic_core.__version__} {yaml}"


def _read(key: str) -> Any:
    """What is kept under a key; nothing where there is none, or none that can be read."""
    cache = _cache() if key else None
    content = None if cache is None else cache.get(key)
    name, _, text = (content or b"").partition(b"\n")
    if name != key.encode():
        return None
    try:
        return read_snapshot(text.decode("utf-8", "surrogatepass"), _models())
    except ValueError:
        return None


def _keep(key: str, value: Any) -> None:
    cache = _cache() if key else None
    if cache is not None and source_digest(*ROOMS) == PROGRAM:
        text = f"{key}\n{write_snapshot(value)}"
        cache.put(key, text.encode("utf-8", "surrogatepass"))


def _models() -> Iterator[type[pydantic.BaseModel]]:
    """Every model of checklists and laws."""
    left: list[type[pydantic.BaseModel]] = [Model, LawModel]
    while left:
        model = left.pop()
        left += model.__subclasses__()
        yield model


def _parts(catalogue: Catalogue) -> dict[str, Any]:
    """A catalogue as a snapshot takes it."""
    files: dict[str, int] = {}
    sources = {
        known: [files.setdefault(source.file.name, len(files)), *source.path]
        for known, source in catalogue.sources.items()
    }
    return {
        **{part.name: getattr(catalogue, part.name) for part in _whole()},
        "outline": catalogue.outline.parts(),
        "files": list(files),
        "sources": sources,
    }


def _whole() -> list[Field[Any]]:
    return [part for part in fields(Catalogue) if part.name not in APART]


def _catalogue(
    kept: dict[str, Any], pack: PackFile, edition: Edition, folder: Path, digest: str
) -> Catalogue:
    """Put a catalogue together of what was kept of it."""
    law = kept["law"]
    parts = {part.name: kept[part.name] for part in _whole()}
    for part in _whole():
        if isinstance(part.default, tuple):
            parts[part.name] = tuple(parts[part.name])
    root = folder.parent.parent
    files = [FileOnDisk(name, root / name) for name in kept["files"]]
    sources = {
        known: Source(files[number], tuple(path))
        for known, (number, *path) in kept["sources"].items()
    }
    outline = Outline.of_parts(Citations(law.citations), kept["outline"])
    return Catalogue(
        pack=pack, edition=edition, outline=outline, digest=digest, sources=sources, **parts
    )
