"""Reading a dossier back: the files inside it and the head printed on it.

A PDF may come from anywhere and may be made to mislead. Everything that is not a
dossier of this toolkit is refused with one error; nothing in it is executed.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from compliance.documents.dossier.issue import JOURNAL_NAME, RECORD_NAME
from compliance.errors import ConformityError, fail

MAX_BYTES: Final = 256 * 1024 * 1024
MAX_EMBEDDED: Final = 256 * 1024 * 1024
MAX_FILES: Final = 16
_HEAD: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_SHORT: Final = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{4} ){3}[0-9a-f]{4}(?![0-9a-f])")


@dataclass(frozen=True)
class Embedded:
    """What a dossier carries, as it stands in the file."""

    record: bytes
    journal: bytes
    printed_head: str
    """Journal head printed on the cover; empty when none is legible."""
    printed_digests: frozenset[str]
    """Every SHA-256 printed on the pages after the cover."""
    footer_heads: frozenset[str]
    """First digits of the head as printed in the footers, without spaces."""
    title: str
    pages: int


def read_dossier(content: bytes) -> Embedded:
    """Take a dossier apart.

    Raises:
        ConformityError: ``dossier.not-a-dossier`` for everything else, also for
            damaged, encrypted or malicious files.
    """
    if len(content) > MAX_BYTES or not content[:1024].lstrip().startswith(b"%PDF-"):
        raise not_a_dossier("It is not a PDF, or larger than accepted.")
    try:
        with _quiet():
            return _read(content)
    except ConformityError:
        raise
    except RecursionError:
        raise not_a_dossier("It is nested too deeply.") from None
    except Exception as error:  # noqa: BLE001 - pypdf raises almost anything on hostile input
        raise not_a_dossier(f"It cannot be read ({type(error).__name__}).") from None


def not_a_dossier(why: str) -> ConformityError:
    """The one error for everything that is not a dossier."""
    return fail(
        "the PDF",
        "dossier.not-a-dossier",
        f"This is not a dossier of this toolkit. {why}",
        "Use the file exactly as it was issued, not a print or a merged copy.",
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's warnings about broken files away from the terminal."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _read(content: bytes) -> Embedded:
    import pypdf  # noqa: PLC0415 - only needed to verify

    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise not_a_dossier("It is encrypted.")
    files = _files(reader)
    pages = len(reader.pages)
    if not pages:
        raise not_a_dossier("It has no pages.")
    cover = reader.pages[0].extract_text()
    found = _HEAD.search(cover)
    digests, footers = _printed(reader)
    title = reader.metadata.title if reader.metadata else None
    return Embedded(
        record=files[RECORD_NAME],
        journal=files[JOURNAL_NAME],
        printed_head=found.group() if found else "",
        printed_digests=digests,
        footer_heads=footers,
        title=str(title or ""),
        pages=pages,
    )


def _files(reader: Any) -> dict[str, bytes]:
    """The two files, each of which must be there once."""
    found: dict[str, bytes] = {}
    for at, item in enumerate(reader.attachment_list):
        if at >= MAX_FILES:
            raise not_a_dossier("It carries too many files.")
        if item.name not in {RECORD_NAME, JOURNAL_NAME}:
            continue
        if item.name in found:
            raise not_a_dossier(f"It carries {item.name} twice.")
        found[item.name] = bytes(item.content)
        if len(found[item.name]) > MAX_EMBEDDED:
            raise not_a_dossier(f"{item.name} is larger than accepted.")
    missing = [name for name in (RECORD_NAME, JOURNAL_NAME) if name not in found]
    if missing:
        raise not_a_dossier(f"It does not carry {' and '.join(missing)}.")
    return found


def _printed(reader: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Digests, and short heads of footers, printed on the pages after the cover."""
    digests: set[str] = set()
    footers: set[str] = set()
    for page in reader.pages[1:]:
        text = page.extract_text()
        digests.update(_HEAD.findall(text))
        footers.update(match.replace(" ", "") for match in _SHORT.findall(text))
    return frozenset(digests), frozenset(footers)
