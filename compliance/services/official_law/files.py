"""The files of an official text: found and read within bounds. Nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from compliance.data.files import read_bytes
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.law.official.importers import Importer
from compliance.law.official.pieces import Parsed

MAX_BYTES: Final = 16 << 20
MAX_FILES: Final = 200


def read_files(path: Path, importer: Importer) -> dict[str, bytes]:
    """Name to bytes of the file, or of every usable file of the folder."""
    where = importer.where
    if not path.exists():
        raise fail(str(path), "file.missing", "There is no such file or folder.", where)
    if not path.is_dir():
        return {path.name: _read(path, where)}
    files = [
        file
        for file in sorted(path.iterdir())
        if file.suffix.lower() in importer.endings and file.is_file()
    ]
    if not files:
        endings = " or ".join(importer.endings[:2])
        raise empty(path, f"The folder holds no {endings} file.", where)
    if len(files) > MAX_FILES:
        raise fail(
            str(path),
            "file.too-large",
            f"The folder holds {len(files)} files; {MAX_FILES} at most are read.",
            "Put the files of this one law into a folder of their own.",
        )
    return {file.name: _read(file, where) for file in files}


def _read(path: Path, where: str) -> bytes:
    if not path.is_file():
        raise fail(str(path), "law.import-format", "This is not an ordinary file.", where)
    return read_bytes(path, MAX_BYTES, where)


def parse_files(contents: dict[str, bytes], importer: Importer) -> list[Parsed]:
    """Parse every file; problems of all files are reported at once."""
    parts: list[Parsed] = []
    problems: list[Problem] = []
    for name, content in contents.items():
        try:
            parts.append(importer.read(content, name))
        except ConformityError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return parts


def empty(path: Path, message: str, where: str) -> ConformityError:
    """The error for input without any provision of the law."""
    return fail(str(path), "law.import-empty", message, where)
