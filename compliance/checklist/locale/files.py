"""The files of a language in an edition: where they lie, and how they are written.

They lie in ``locale/<language>`` of the edition: one file a document, and one for what
several documents share. They are JSON and not YAML: a text is a line, whatever its length,
so that none is folded in a language that has no spaces; and the digest of the edition, which
names what was asked, does not change with a translation.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from compliance.checklist.base import Model, Text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.locale.needed import SHARED, WORDS
from compliance.data.digests import sha256
from compliance.data.shipped import shipped_folder
from compliance.errors import fail
from compliance.language.tongue import FOLDER, furniture_file, read_texts
from compliance.law.provision import Grammar

CITATIONS: Final = "citations"
GLOSSARY: Final = "glossary"
DIGITS: Final = 8
"""Of the digest of an English text that stands beside its translation."""
Entries = Mapping[str, tuple[str, str]]
"""Id to the digest of the English text, and the text."""


@functools.lru_cache(8192)
def mark(english: str) -> str:
    """What tells an English text from another: the beginning of its digest."""
    return sha256(english.encode("utf-8"))[:DIGITS]


class Term(Model):
    """A term of the law, with the word that its official version has for it."""

    en: Text
    """In English, as the official version has it."""
    term: Text
    """In the language of the glossary."""
    source: Text
    """Where it stands, or that it comes from working knowledge and was not compared."""
    checked: bool = False
    """Whether it was read in the official version itself."""
    note: str = ""


class Glossary(Model):
    """The file ``glossary.json``: terms as the official version of the law has them."""

    language: Text
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Language:
    """What an edition says in a language."""

    code: str
    folder: Path
    files: Mapping[str, Entries] = field(default_factory=dict)
    """By document; what documents share under ``shared``, the words of papers themselves
    under ``papers``."""
    grammar: Grammar | None = None
    """How the law is cited; as in the edition where there is none."""


def languages_folder(catalogue: Catalogue, root: Path | None = None) -> Path:
    """Where the languages of an edition lie.

    Args:
        catalogue: the edition.
        root: folder with packs; the shipped ones by default.
    """
    root = root or shipped_folder("checklists")
    return root / catalogue.pack.pack / catalogue.edition.id / FOLDER


def languages_of(catalogue: Catalogue, root: Path | None = None) -> tuple[str, ...]:
    """Codes of the languages of which an edition has files."""
    folder = languages_folder(catalogue, root)
    return tuple(sorted(path.name for path in folder.glob("*") if path.is_dir()))


def read_language(catalogue: Catalogue, code: str, root: Path | None = None) -> Language:
    """Read what an edition says in a language; what is not there is left out.

    Raises:
        ConformityError: ``language.file`` for a file that is not written as it has to be.
    """
    folder = languages_folder(catalogue, root) / code
    places = {name: folder / f"{name}.json" for name in (*catalogue.documents, SHARED)}
    places[WORDS] = furniture_file(code)
    files = {name: read_texts(path) for name, path in places.items() if path.is_file()}
    return Language(code, folder, files, _read(folder / f"{CITATIONS}.json", Grammar))


def read_glossary(folder: Path) -> Glossary | None:
    """The glossary of a language; nothing where there is none.

    Raises:
        ConformityError: ``language.file``.
    """
    found: Glossary | None = _read(folder / f"{GLOSSARY}.json", Glossary)
    return found


def _read(path: Path, model: type[Any]) -> Any:
    if not path.is_file():
        return None
    try:
        return TypeAdapter(model).validate_python(json.loads(path.read_bytes()))
    except (OSError, ValueError, ValidationError, RecursionError) as error:
        line = str(error).splitlines()[0]
        raise fail(
            f"{path.parent.name}/{path.name}",
            "language.file",
            f"The file cannot be used: {line}.",
            "docs/reference/checklists.md says how it is written.",
        ) from None


def content(code: str, entries: Entries) -> bytes:
    """A file of translations: a text a line, in the order of the paper."""
    lines = (
        f"  {_text(known)}: {{{_text('of')}: {_text(of)}, {_text('text')}: {_text(text)}}}"
        for known, (of, text) in entries.items()
    )
    return f'{{"language": {_text(code)}, "texts": {{\n{_joined(lines)}\n}}}}\n'.encode()


def _joined(lines: Any) -> str:
    return ",\n".join(lines)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
