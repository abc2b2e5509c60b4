"""What an assessment asks of the place where it is kept: journal, evidence, scratch.

Three protocols, so that a folder, a database or the memory of a test can be that place.
No signature has a path: people name things by a text, programs by a number or a digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Final, Protocol

from compliance.assessment.journal.chain import seq_of
from compliance.assessment.journal.records import GENESIS, Data, Migrated, Record, seal
from compliance.assessment.journal.state import HeldEvidence
from compliance.data.digests import CHUNK, sha256_of_stream
from compliance.errors import ConformityError, Problem, fail

MAX_EVIDENCE: Final = 512 * 1024 * 1024
"""Most bytes of one file of evidence."""
MAX_DRAFT: Final = 4 * 1024 * 1024
"""Most bytes of a draft; a longer one is not kept."""
MAX_FILE_NAME: Final = 200
"""Most characters that are kept of the name of a file that waits."""
MAX_WAITING: Final = 20 * 1024 * 1024
"""Most bytes of a file that waits for a decision."""
MOST_WAITING: Final = 8
"""Most files that wait in one assessment."""


# --- the journal


class HeadMovedError(Exception):
    """The journal has records that the writer had not seen."""

    def __init__(self, unseen: list[Record]) -> None:
        super().__init__(f"{len(unseen)} unseen records")
        self.unseen = unseen


@dataclass(frozen=True)
class Entry:
    """Something to be recorded."""

    at: str
    """Moment, as the journal writes it."""
    by: str
    """Its author."""
    data: Data
    """What happened."""


@dataclass(frozen=True)
class Anchor:
    """The last record that was acknowledged, noted apart from the journal."""

    seq: int
    head: str


@dataclass(frozen=True)
class AsStored:
    """A journal as it lies there, before anything in it is believed."""

    content: bytes
    """Its lines, byte by byte."""
    anchor: Anchor | None
    """Nothing where it is lost or cannot be read."""
    anchor_name: str
    """What people find the anchor under."""


class Store(Protocol):
    """The journal of one assessment: records are added at its end, and nothing else.

    An append names the head that its writer saw; if the journal has moved on, the append
    is refused with the records that came in between.
    """

    notices: list[Problem]
    """What was found and mended on the way, for people to see."""

    def read(self, after: int = 0) -> list[Record]:
        """Every record behind number ``after``, oldest first.

        Raises:
            ConformityError: codes ``journal.*``, ``file.unreadable``: it cannot be
                trusted, or not be read.
        """

    def append(self, expected_head: str | None, *entries: Entry) -> list[Record]:
        """Add records at the end: all of them or none.

        They are kept for good when this returns.

        Args:
            expected_head: hash of the last record that the writer saw, or nothing to
                append at whatever the head is.
            entries: what is to be recorded, in this order.

        Returns:
            The records they became.

        Raises:
            HeadMovedError: there are records that the writer has not seen. Also without
                ``expected_head`` where the assessment was migrated to another edition:
                an entry may speak of questions it no longer has.
            ConformityError: ``file.write-failed``, ``journal.locked``, or what reading
                raises; the journal is unchanged.
        """

    def locked(self) -> AbstractContextManager[None]:
        """Hold the journal alone; who holds it may append.

        Raises:
            ConformityError: ``journal.locked`` where others hold it too long, or
                ``file.write-failed``.
        """

    def as_stored(self) -> AsStored:
        """The journal as it lies there, to be verified."""


def next_records(
    records: Sequence[Record], known: int, expected_head: str | None, entries: Iterable[Entry]
) -> list[Record]:
    """The records that an append adds; every store decides about it by this.

    Args:
        records: the whole journal.
        known: how many of them this store had read before.
        expected_head: as :meth:`Store.append` was given it.
        entries: what is to be recorded.

    Raises:
        HeadMovedError: as :meth:`Store.append`.
    """
    head = records[-1].hash if records else GENESIS
    if expected_head is not None and expected_head != head:
        raise HeadMovedError(list(records[seq_of(records, expected_head) :]))
    if any(isinstance(item.data, Migrated) for item in records[known:]):
        raise HeadMovedError(list(records[known:]))
    added: list[Record] = []
    for number, entry in enumerate(entries, len(records) + 1):
        added.append(seal(number, entry.at, entry.by, entry.data, head))
        head = added[-1].hash
    return added


# --- the evidence


class Blobs(Protocol):
    """The evidence locker of one assessment: files under the digest of their content."""

    def put(
        self, stream: IO[bytes], place: str, progress: Callable[[int], None] | None = None
    ) -> tuple[str, int]:
        """Take in what a stream brings; the same content is kept once.

        Args:
            stream: the content, read to its end, or to the first piece too many. An
                implementation reads it through :class:`Intake`.
            place: what it is called in an error.
            progress: called with the number of bytes of each piece.

        Returns:
            SHA-256 and size of what was added; it is kept for good.

        Raises:
            ConformityError: ``file.too-large``, ``evidence.empty`` or
                ``file.write-failed``. Whatever is raised, nothing of it is left.
        """

    def open(self, digest: str, place: str) -> IO[bytes]:
        """The content with a digest, to be read from its beginning and closed.

        Raises:
            ConformityError: ``evidence.missing``.
        """

    def size(self, digest: str) -> int | None:
        """Bytes of what is kept under a digest; nothing where nothing is.

        What only leads to a file elsewhere is not kept here.
        """

    def foreign(self, known: set[str]) -> list[str]:
        """Names of what is kept here although its digest is not among those known."""

    def unfinished(self) -> list[str]:
        """Names of copies that are being made, or were left over by a program's end."""

    def is_whole(self, digest: str, size: int) -> bool:
        """Whether the content under a digest is there and still what was added."""
        if self.size(digest) != size:
            return False
        try:
            with self.open(digest, digest) as stream:
                return sha256_of_stream(stream) == digest
        except ConformityError:
            return False

    def check(self, held: Iterable[HeldEvidence]) -> list[Problem]:
        """Compare what is kept with what the journal says is kept."""
        problems: list[Problem] = []
        known: set[str] = set()
        for data in (item.data for item in held if item.data.held):
            known.add(data.sha256)
            place = f"{data.evidence} ({data.name})"
            size = self.size(data.sha256)
            if size is None:
                problems.append(
                    Problem(
                        place,
                        "evidence.missing",
                        "The file is not in the locker.",
                        "Put the original back: conformity evidence add ...",
                    )
                )
            elif size != data.size:
                problems.append(
                    Problem(
                        place,
                        "evidence.changed",
                        f"The file has {size} bytes; its record says {data.size}.",
                        f"Its SHA-256 should be {data.sha256}; restore the original.",
                    )
                )
            elif not self.is_whole(data.sha256, size):
                problems.append(
                    Problem(
                        place,
                        "evidence.changed",
                        "The file was changed after it was added.",
                        f"Its SHA-256 should be {data.sha256}; restore the original.",
                    )
                )
        return problems + [
            Problem(
                name,
                "evidence.foreign",
                "This file belongs to no record of the journal.",
                "Move it out of the locker; attach it if it is evidence.",
            )
            for name in self.foreign(known)
        ]


class Intake:
    """The pieces of a file on its way into the locker, measured as they pass.

    After the last piece ``digest`` and ``size`` are those of the file.

    Args:
        stream: the content.
        place: what it is called in an error.
        progress: called with the number of bytes of each piece.

    Raises:
        ConformityError: ``file.too-large`` or ``evidence.empty``, after the last piece.
    """

    def __init__(
        self, stream: IO[bytes], place: str, progress: Callable[[int], None] | None = None
    ) -> None:
        self._stream, self._place, self._progress = stream, place, progress
        self._total = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        while self.size <= MAX_EVIDENCE and (piece := self._stream.read(CHUNK)):
            self._total.update(piece)
            self.size += len(piece)
            yield piece
            if self._progress is not None:
                self._progress(len(piece))
        require_size(self._place, self.size)

    @property
    def digest(self) -> str:
        """SHA-256 of what has passed."""
        return self._total.hexdigest()


def require_size(place: str, size: int) -> None:
    """Refuse evidence that is empty or larger than accepted.

    Raises:
        ConformityError: ``file.too-large`` or ``evidence.empty``.
    """
    if size == 0:
        raise fail(place, "evidence.empty", "The file is empty.", "")
    if size > MAX_EVIDENCE:
        raise fail(
            place,
            "file.too-large",
            f"The file has {size} bytes; {MAX_EVIDENCE} are accepted.",
            "Attach an extract or a report instead.",
        )


# --- what is kept and is not a record


class Scratch(Protocol):
    """What is kept beside the journal of one assessment and is not a record.

    It counts in no finding; what is damaged reads as if it were not there.
    """

    def keep_draft(
        self, person: str, question: str, fields: Mapping[str, list[str]], at: str
    ) -> None:
        """Keep what somebody typed and has not recorded: the fields of a form.

        A draft belongs to one person and one question. What is longer than
        ``MAX_DRAFT`` is not kept.

        Raises:
            ConformityError: ``file.write-failed``; the earlier draft stays.
        """

    def draft(self, person: str, question: str) -> tuple[dict[str, list[str]], str] | None:
        """Fields and moment of a draft."""

    def drop_draft(self, person: str, question: str) -> None:
        """Forget a draft."""

    def passed_over(self) -> frozenset[str]:
        """Ids of the questions that somebody left open on purpose.

        They stay open in every count; they are only not put forward again.
        """

    def pass_over(self, question: str) -> None:
        """Do not put a question forward again.

        Raises:
            ConformityError: ``file.write-failed``.
        """

    def take_up(self) -> None:
        """Put forward again whatever was passed over.

        Raises:
            ConformityError: ``file.write-failed``.
        """

    def keep_file(self, person: str, name: str, content: bytes) -> str:
        """Keep a file until its person has decided about it.

        At most ``MOST_WAITING`` wait: the oldest goes first.

        Returns:
            The token that finds it again, for this person only.

        Raises:
            ConformityError: ``file.write-failed``.
        """

    def file(self, person: str, token: str) -> tuple[str, bytes]:
        """Name and bytes of a file that waits.

        Raises:
            ConformityError: ``exchange.kept`` where it is gone, or another person's.
        """

    def drop_file(self, person: str, token: str) -> None:
        """Forget a file that waits."""

    def keep_paper(self, name: str, content: bytes) -> None:
        """Keep a document that was made from the journal, and can be made again.

        Raises:
            ConformityError: ``file.write-failed``.
        """

    def papers(self) -> dict[str, int]:
        """Names of the documents kept, with their bytes."""

    def paper(self, name: str) -> IO[bytes]:
        """A document, to be read and closed.

        Raises:
            ConformityError: ``file.missing``.
        """
