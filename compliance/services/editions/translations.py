"""What who translates papers does: see what is open, and take translations in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.documents import SLOT
from compliance.checklist.lint.languages import FURNITURE_SLOT, torn
from compliance.checklist.locale.files import (
    Entries,
    content,
    languages_folder,
    mark,
    read_language,
)
from compliance.checklist.locale.needed import SHARED, WORDS, all_shared_texts, own_texts
from compliance.data.files import write_atomically
from compliance.errors import Problem, ProblemsError, fail
from compliance.language.furniture import FURNITURE
from compliance.language.tongue import furniture_file


@dataclass(frozen=True)
class ToTranslate:
    """A text with its translation, as far as there is one."""

    file: str
    known: str
    english: str
    text: str = ""
    """The translation; also one of an earlier English text."""
    current: bool = False
    """Whether it is one of the present English text."""


def texts_in(
    catalogue: Catalogue, code: str, documents: Sequence[str], root: Path | None = None
) -> list[ToTranslate]:
    """Every text that documents need in a language, with what is there.

    Args:
        catalogue: the edition.
        code: the language.
        documents: ids of the documents.
        root: folder with packs; the shipped ones by default.

    Raises:
        ConformityError: ``document.unknown``; ``language.file``.
    """
    for known in documents:
        if known not in catalogue.documents:
            raise fail(
                known,
                "document.unknown",
                "These checklists have no such document.",
                f"They have: {', '.join(catalogue.documents)}.",
            )
    wanted = _wanted(catalogue, documents)
    given = _given(catalogue, code, root)
    return [
        ToTranslate(name, known, english, text, of == mark(english))
        for name, texts in wanted.items()
        for known, english in texts.items()
        for of, text in [given.get(name, {}).get(known, ("", ""))]
    ]


def take_translations(
    catalogue: Catalogue, code: str, path: Path, root: Path | None = None
) -> tuple[int, list[Path]]:
    """Take translations into the files of a language.

    Args:
        catalogue: the edition.
        code: the language.
        path: JSON: by file (``papers``, ``shared``, or a document) a text for each id.
        root: folder with packs; the shipped ones by default.

    Returns:
        How many texts were taken, and the files that were written.

    Raises:
        ConformityError: ``language.text`` for every text that cannot be taken;
            ``language.file``; ``file.write-failed``.
    """
    taken = _read(path)
    given = _given(catalogue, code, root)
    documents = [name for name in {**given, **taken} if name in catalogue.documents]
    wanted = _wanted(catalogue, documents)
    return _take(catalogue, code, path.name, wanted, given, taken, root)


def _take(
    catalogue: Catalogue,
    code: str,
    place: str,
    wanted: Mapping[str, Mapping[str, str]],
    given: Mapping[str, Entries],
    taken: Mapping[str, Mapping[str, str]],
    root: Path | None,
) -> tuple[int, list[Path]]:
    problems = list(_problems(place, wanted, taken))
    if problems:
        raise ProblemsError(sorted(problems))
    written = []
    for name in taken:
        texts = wanted[name]
        found: dict[str, tuple[str, str]] = {
            known: (mark(texts[known]), text) for known, text in taken[name].items()
        }
        kept = {**given.get(name, {}), **found}
        ordered = {known: kept[known] for known in texts if known in kept}
        path = _place(catalogue, code, name, root)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content(code, ordered))
        written.append(path)
    return sum(map(len, taken.values())), written


def _wanted(catalogue: Catalogue, documents: Sequence[str]) -> dict[str, dict[str, str]]:
    """Texts by file: those of papers, of each document, and those that they share."""
    own = {known: own_texts(catalogue.documents[known]) for known in documents}
    return {**own, SHARED: all_shared_texts(catalogue, documents), WORDS: dict(FURNITURE)}


def _given(catalogue: Catalogue, code: str, root: Path | None) -> Mapping[str, Entries]:
    return read_language(catalogue, code, root).files


def _place(catalogue: Catalogue, code: str, name: str, root: Path | None) -> Path:
    if name == WORDS:
        return furniture_file(code)
    return languages_folder(catalogue, root) / code / f"{name}.json"


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        value: Any = json.loads(path.read_bytes(), object_pairs_hook=_once)
    except OSError as error:
        raise fail(str(path), "file.unreadable", f"It cannot be read: {error}.", "") from None
    except (ValueError, RecursionError) as error:
        raise fail(path.name, "language.file", f"{error}.", "Mend the JSON.") from None
    texts = value if isinstance(value, dict) else {}
    fits = all(
        isinstance(part, dict) and all(isinstance(text, str) for text in part.values())
        for part in texts.values()
    )
    if not (texts and fits):
        raise fail(
            path.name,
            "language.file",
            "It is not written as translations are taken in.",
            'Write {"shared": {"ID": "TEXT"}, "declaration": {"ID": "TEXT"}}.',
        )
    return texts


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        msg = f"it stands twice: {', '.join(twice)}"
        raise ValueError(msg)
    return found


def _problems(
    place: str, wanted: Mapping[str, Mapping[str, str]], taken: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    for name, texts in taken.items():
        slot = FURNITURE_SLOT if name == WORDS else SLOT
        if name not in wanted:
            hint = f"Files: {WORDS}, {SHARED}, and the ids of documents."
            yield Problem(place, "language.text", f"There is no file {name}.", hint)
            continue
        for known, text in texts.items():
            english = wanted[name].get(known)
            if english is None:
                hint = "conformity checklists texts lists them."
                yield Problem(place, "language.text", f"{name} has no text {known}.", hint)
                continue
            for message in torn(english, text, slot):
                yield Problem(place, "language.text", f"{name}, {known}: {message}", english)


def documents_in(catalogue: Catalogue, code: str, root: Path | None = None) -> tuple[str, ...]:
    """The documents of which a language has a file."""
    found = read_language(catalogue, code, root).files
    return tuple(known for known in catalogue.documents if known in found)


def still_fit(
    catalogue: Catalogue, code: str, named: Sequence[str], root: Path | None = None
) -> tuple[int, list[Path]]:
    """Keep translations although their English texts were put in other words.

    Args:
        catalogue: the edition.
        code: the language.
        named: the texts, as ``file:id``.
        root: folder with packs; the shipped ones by default.

    Raises:
        ConformityError: ``language.text`` for one that is not translated or does not fit.
    """
    documents = documents_in(catalogue, code, root)
    wanted, given = _wanted(catalogue, documents), _given(catalogue, code, root)
    taken: dict[str, dict[str, str]] = {}
    for name in named:
        file, _, known = name.partition(":")
        _, text = given.get(file, {}).get(known, ("", ""))
        if not text:
            raise fail(name, "language.text", "It is not translated.", "Translate it.")
        taken.setdefault(file, {})[known] = text
    return _take(catalogue, code, "--still", wanted, given, taken, root)
