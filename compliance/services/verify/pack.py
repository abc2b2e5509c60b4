"""Verifying a pack: the bag, each paper in it, and the evidence that the papers name."""

from __future__ import annotations

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from compliance.documents.papers.filled import FilledDocument, Table, files_of
from compliance.errors import ConformityError, Problem, fail
from compliance.language.furniture import FURNITURE
from compliance.language.words import counted, listed
from compliance.measure.archive import MAX_FILE
from compliance.services.pack.bag import DECLARED, INFO, MANIFEST, PAYLOAD, TAGS, unescaped
from compliance.services.verify.measured import check_measure
from compliance.services.verify.paper import Said
from compliance.services.verify.pdf import Makers, verify_pdf
from compliance.services.verify.result import ASK, Verification
from compliance.services.verify.sealed import Trust

NOT_A_BAG: Final = "pack.not-a-pack"
CHANGED: Final = "pack.changed"
BEGINNING: Final = b"PK\x03\x04"
MAX_PARTS: Final = 5_000
MAX_SIZE: Final = 4 << 30
MAX_RATIO: Final = 1_000
MAX_LIST: Final = 4 << 20
"""Most bytes of a list of digests."""
MAX_PAPER: Final = 256 << 20
_SMALL: Final = 1 << 20
_PIECE: Final = 1 << 20
_LINE: Final = re.compile(r"([0-9a-f]{64})[ \t]+\*?(.+)")
_SAFE: Final = re.compile(r"(?!/)(?!.*(?:^|/)\.{1,2}(?:/|$))[^\\:\x00-\x1f]{1,240}")
INDEX: Final = f"{PAYLOAD}/index.pdf"
LETTER: Final = f"{PAYLOAD}/letter.pdf"
"""What covers the pack; there is none where the edition declares none."""
DRAFT: Final = FURNITURE["state.draft"]
EVIDENCE: Final = f"{PAYLOAD}/evidence/"


def is_pack(path: Path) -> bool:
    """Whether a file begins as a ZIP file does."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(BEGINNING)) == BEGINNING
    except OSError:
        return False


def verify_pack(
    path: Path, result: Verification, *, trust: Trust | None, make: Makers | None
) -> list[tuple[str, Said]]:
    """Verify a pack into ``result``.

    Args:
        path: the file.
        result: takes what is found.
        trust: whose seals are trusted.
        make: makes papers again; ``None`` where pages shall not be compared.

    Returns:
        What its papers say, each with the name it has in messages.

    Raises:
        ConformityError: ``pack.not-a-pack`` for what is no bag of this program, also for
            damaged and malicious files; ``file.unreadable``.
    """
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            return _verify(path.name, _Bag(path.name, archive), result, trust, make)
    except OSError as error:
        raise fail(str(path), "file.unreadable", f"Cannot be read: {error.strerror}.", "") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        raise _not_a_bag(path.name, "It is not a complete ZIP file.") from None


def _not_a_bag(name: str, why: str) -> ConformityError:
    return fail(name, NOT_A_BAG, f"This is no pack of this program. {why}", ASK)


@dataclass(frozen=True)
class _Seen:
    """What a part of the bag holds."""

    digest: str
    size: int


class _Bag:
    """The parts of a bag, bounded before and while they are read."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self._name, self._archive = name, archive
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_SIZE:
            raise _not_a_bag(name, "It holds more than is accepted.")
        roots = {entry.filename.partition("/")[0] for entry in entries}
        if len(roots) != 1:
            raise _not_a_bag(name, "It does not hold one folder.")
        self._root = f"{roots.pop()}/"
        self.entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            self._take(entry)

    def _take(self, entry: zipfile.ZipInfo) -> None:
        path = entry.filename.removeprefix(self._root)
        if not _SAFE.fullmatch(path) or path in self.entries:
            raise _not_a_bag(self._name, "A file in it has a name that is not accepted.")
        if entry.flag_bits & 1:
            raise _not_a_bag(self._name, "It is encrypted.")
        packed = max(entry.compress_size, 1)
        if entry.file_size > _SMALL and entry.file_size / packed > MAX_RATIO:
            raise _not_a_bag(self._name, "A file in it unpacks to far more than is accepted.")
        self.entries[path] = entry

    def see(self, path: str) -> _Seen:
        """Digest and size of a part."""
        digest, size = sha256(), 0
        with self._archive.open(self.entries[path]) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size += len(piece)
        return _Seen(digest.hexdigest(), size)

    def read(self, path: str, most: int) -> bytes:
        """The content of a part; nothing where there is none.

        Raises:
            ConformityError: ``pack.not-a-pack`` where it is larger.
        """
        entry = self.entries.get(path)
        if entry is None:
            return b""
        if entry.file_size > most:
            raise _not_a_bag(self._name, "A file in it is larger than is accepted.")
        with self._archive.open(entry) as stream:
            return stream.read(most)

    def copy(self, path: str, target: IO[bytes]) -> None:
        """Write a part to a file."""
        target.write(self.read(path, MAX_PAPER))

    def listed(self, path: str) -> dict[str, str]:
        """Digests by path, as a list of the bag gives them."""
        text = self.read(path, MAX_LIST).decode("utf-8", "replace")
        found = {}
        for line in text.splitlines():
            match = _LINE.fullmatch(line)
            if match is None:
                raise _not_a_bag(self._name, f"{path} is not written as a list of digests is.")
            found[unescaped(match[2])] = match[1]
        return found


def _verify(
    name: str, bag: _Bag, result: Verification, trust: Trust | None, make: Makers | None
) -> list[tuple[str, Said]]:
    missing = [path for path in (DECLARED, MANIFEST, TAGS, INDEX) if path not in bag.entries]
    if missing:
        raise _not_a_bag(name, f"It lacks {listed(missing)}.")
    seen = {path: bag.see(path) for path in bag.entries}
    faults = list(_faults(bag, seen))
    result.problems += [Problem(name, CHANGED, text, ASK) for text in faults]
    if not faults:
        inside = counted(len(seen), "file")
        result.checked.append(f"{name}: all {inside} of the bag have the digests that it lists")
    papers = list(_papers(name, bag, result, trust, make))
    known = [paper for paper in papers if paper.document is not None]
    _check_index(name, seen, known, result)
    _check_letter(name, known, result)
    _check_evidence(name, seen, known, result)
    for path in sorted(bag.entries):
        if path.startswith(EVIDENCE) and path.endswith(".json") and seen[path].size <= MAX_FILE:
            check_measure(
                f"{name}: {path.removeprefix(EVIDENCE)}", bag.read(path, MAX_FILE), result
            )
    return [(paper.place, paper.document) for paper in known if paper.document is not None]


def _faults(bag: _Bag, seen: Mapping[str, _Seen]) -> Iterator[str]:
    """In what the bag is not as its lists say, in sentences."""
    payload = {path for path in seen if path.startswith(f"{PAYLOAD}/")}
    tags = {path for path in seen if path not in payload} - {TAGS}
    for kind, wanted, listing in (
        ("file", payload, bag.listed(MANIFEST)),
        ("list", tags, bag.listed(TAGS)),
    ):
        for path in sorted(listing.keys() - seen.keys()):
            yield f"The {kind} {path[:120]} is listed and missing."
        for path in sorted(wanted - listing.keys()):
            yield f"The {kind} {path[:120]} is not listed: it was put in."
        for path in sorted(wanted & listing.keys()):
            if seen[path].digest != listing[path]:
                yield f"The {kind} {path[:120]} was changed."
    octets = sum(seen[path].size for path in payload)
    if f"Payload-Oxum: {octets}.{len(payload)}" not in bag.read(INFO, MAX_LIST).decode(
        "utf-8", "replace"
    ):
        yield "The number of files and bytes that it states is another one."


@dataclass(frozen=True)
class _Paper:
    """A paper of the bag."""

    place: str
    """How messages call it."""
    path: str
    document: FilledDocument | None
    """What its pages say; nothing where that cannot be read."""


def _papers(
    name: str, bag: _Bag, result: Verification, trust: Trust | None, make: Makers | None
) -> Iterator[_Paper]:
    """Verify each paper of the bag; of those that are whole it is said once."""
    paths = [path for path in sorted(bag.entries) if path.endswith(".pdf") and _is_paper(path)]
    whole = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            target = Path(folder) / Path(path).name
            with target.open("wb") as stream:
                bag.copy(path, stream)
            place, one = f"{name}: {target.name}", Verification()
            carried = verify_pdf(target, one, trust=trust, make=make, name=place)
            if one.problems or one.not_compared or make is None:
                result.take(one)
            else:
                whole += 1
            yield _Paper(place, path, carried if isinstance(carried, FilledDocument) else None)
    if whole:
        result.checked.append(
            f"{name}: {counted(whole, 'paper')} made again here from what stands inside, the same "
            "to the last byte"
        )


def _is_paper(path: str) -> bool:
    return path in {INDEX, LETTER} or path.startswith(f"{PAYLOAD}/papers/")


def _check_index(
    name: str, seen: Mapping[str, _Seen], papers: list[_Paper], result: Verification
) -> None:
    """Whether the index lists the papers that are there, and all are of one assessment."""
    index = next((paper.document for paper in papers if paper.path == INDEX), None)
    others = [paper for paper in papers if paper.path != INDEX]
    if index is None:
        return
    rows = _rows(index)
    for paper in others:
        listing = rows.pop(paper.path.removeprefix(f"{PAYLOAD}/"), "")
        if not listing or not seen[paper.path].digest.startswith(listing):
            message = f"The index does not list {Path(paper.path).name} as it is."
            result.problems.append(Problem(name, CHANGED, message, ASK))
    for path in rows:
        message = f"The index lists {path[:120]}, which is missing."
        result.problems.append(Problem(name, CHANGED, message, ASK))
    if any(_origin(paper.document) != _origin(index) for paper in others):
        message = "Its papers come from several assessments, or from one at several times."
        result.problems.append(Problem(name, CHANGED, message, ASK))
    result.notes.append(
        f"{name}: {index.title}, from {index.operator or 'an operator it does not name'}. It holds "
        "no journal: that what its papers say was recorded can be seen with the assessment beside "
        f"it (conformity verify {name} DIR). Journal head {index.head}"
    )


def _check_letter(name: str, papers: list[_Paper], result: Verification) -> None:
    """Whether the letter lists the papers that are there, each in its state."""
    letter = next((paper.document for paper in papers if paper.path == LETTER), None)
    if letter is None:
        return
    listing = {path: state.startswith(DRAFT) for path, state in _enclosed(letter)}
    there = {
        paper.path.removeprefix(f"{PAYLOAD}/"): bool(paper.document and paper.document.state)
        for paper in papers
        if paper.path not in {INDEX, LETTER}
    }
    for path in sorted(listing.keys() ^ there.keys()):
        words = "and it is missing" if path in listing else "though it is there"
        verb = "lists" if path in listing else "does not list"
        message = f"The letter {verb} {path[:120]}, {words}."
        result.problems.append(Problem(name, CHANGED, message, ASK))
    for path in sorted(listing.keys() & there.keys()):
        if listing[path] != there[path]:
            message = f"The letter calls {path[:120]} {'a draft' if listing[path] else 'final'}."
            result.problems.append(Problem(name, CHANGED, message, ASK))


def _enclosed(letter: FilledDocument) -> Iterator[tuple[str, str]]:
    """Path and state of each paper, as a letter lists them."""
    for row in _first_table(letter):
        if len(row) > 1:
            yield row[-1], row[-2]


def _rows(index: FilledDocument) -> dict[str, str]:
    """Beginnings of digests by path, as the index lists papers."""
    return {row[-2]: row[-1] for row in _first_table(index) if len(row) > 1}


def _first_table(document: FilledDocument) -> tuple[tuple[str, ...], ...]:
    """The rows of the first table of a paper; none where it has no table."""
    for section in document.sections:
        for block in (block for point in section.points for block in point.blocks):
            if isinstance(block, Table):
                return block.rows
    return ()


def _origin(document: FilledDocument | None) -> tuple[str, str]:
    return ("", "") if document is None else (document.assessment, document.head)


def _check_evidence(
    name: str, seen: Mapping[str, _Seen], papers: list[_Paper], result: Verification
) -> None:
    """Whether every file that the papers name is there, and no other."""
    wanted: dict[str, str] = {}
    held_back: set[str] = set()
    elsewhere: set[str] = set()
    for paper in papers:
        if paper.document is not None and paper.path != INDEX:
            files = [file for file in files_of(paper.document) if file.held]
            wanted |= {file.digest: file.name for file in files}
            held_back |= {file.digest for file in files if file.inside}
            elsewhere |= {file.number for file in files_of(paper.document) if not file.held}
    there = {seen[path].digest: path for path in seen if path.startswith(EVIDENCE)}
    inside = {digest for digest in wanted.keys() - there.keys() if digest in held_back}
    for digest in wanted.keys() - there.keys() - inside:
        message = f"The evidence “{wanted[digest][:80]}” is named by a paper and missing."
        result.problems.append(Problem(name, CHANGED, message, ASK))
    for digest in there.keys() - wanted.keys():
        message = f"{there[digest][:120]} is evidence that no paper of the pack names."
        result.problems.append(Problem(name, CHANGED, message, ASK))
    if elsewhere:
        result.notes.append(
            f"{name}: {counted(len(elsewhere), 'document')} named by an address only: not in the "
            "pack, and not compared"
        )
    if inside:
        result.notes.append(
            f"{name}: {counted(len(inside), 'file')} of evidence not for outside: named by the "
            "papers, and not in the pack"
        )
    if there and not wanted.keys() - inside ^ there.keys():
        number = counted(len(there), "file")
        result.checked.append(f"{name}: {number} of evidence, those that its papers name")
