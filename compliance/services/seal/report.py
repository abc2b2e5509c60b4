"""Reading the seals on a paper: who sealed, what is covered, what came after.

The paper as it was written is the first revision of the file; this module says where it
ends, so that it can be compared with the paper made anew. Every byte behind it must be
covered by a seal, or lie in the container of a seal and be accounted for there.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from compliance.data.files import read_bytes
from compliance.errors import Problem, fail
from compliance.services.seal.library import EXTRA, is_installed, require
from compliance.services.seal.revisions import Revisions, find_revisions

Permission = Literal["", "no-changes", "fill-forms", "annotate"]
"""What a seal lets others do after it; empty where it says nothing."""
MOST_CERTIFICATES: Final = 1 << 22
"""Most bytes of a file of certificates."""


@dataclass(frozen=True)
class Seal:
    """One seal as it stands on the paper."""

    field: str
    """The place it was put, such as ``Sig1``."""
    label: str
    """What the paper calls this place."""
    signer: str
    """Whose certificate it is, as its issuer says."""
    organisation: str
    issuer: str
    fingerprint: str
    """SHA-256 of the certificate."""
    at: datetime.datetime | None
    """When it was made, by the clock of who made it."""
    stamped: datetime.datetime | None
    """When a time-stamp authority saw it."""
    stamped_by: str
    certifies: bool
    """Whether it certifies the paper, as the first seal does."""
    permission: Permission
    covers: int
    """It covers the file from the first byte to this one, but for its own container."""
    reason: str
    place: str
    stated: tuple[str, ...]
    """What the issuer states about the certificate; repeated, not checked."""
    trusted: bool | None
    """Whether a given certificate vouches for the signer; none where none was given."""


@dataclass(frozen=True)
class SealReport:
    """All seals of a paper."""

    base_end: int
    """Where the paper as it was written ends; the length of the file where nothing follows."""
    seals: tuple[Seal, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    sealed: bool = False
    """Whether anything follows the paper as it was written."""
    read: bool = True
    """Whether the seals could be looked at; not so where the extra is not installed."""


def read_seals(
    content: bytes, trust: Sequence[bytes] = (), *, at: datetime.datetime, place: str = "the PDF"
) -> SealReport:
    """Read the seals of a paper.

    What stands in the file is a stranger's: it is bounded in number and size, but taking
    it apart may still need time. Whoever reads for others does it in a process apart.

    Args:
        content: the file.
        trust: certificates, in DER, of whom the reader trusts: of signers or of issuers.
        at: the present moment.
        place: the file, for messages.

    Returns:
        What was found. Nothing is raised: a file that cannot be understood has problems.
    """
    found = find_revisions(content)
    if not found.found:
        return SealReport(base_end=len(content))
    if found.whole and len(found.found) == 1 and found.base_end == len(content):
        return SealReport(base_end=len(content))
    if not is_installed():
        return _not_read(found, place)
    from compliance.services.seal.reading import inspect  # noqa: PLC0415 - needs the extra

    return inspect(content, found, tuple(trust), at, place)


def _not_read(found: Revisions, place: str) -> SealReport:
    """Neither good nor changed is said of what was not looked at."""
    note = f"{place}: it is sealed; to check the seals, type: {EXTRA}"
    return SealReport(found.base_end, notes=(note,), sealed=True, read=False)


def read_certificates(path: Path) -> tuple[bytes, ...]:
    """Certificates of a file, PEM or DER, as :func:`read_seals` takes them.

    Args:
        path: the file.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable``, ``file.too-large`` or
            ``seal.certificates``; ``seal.not-installed``.
    """
    require(str(path))
    from cryptography import x509  # noqa: PLC0415 - needs the extra
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    content = read_bytes(path, MOST_CERTIFICATES)
    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except ValueError:
        raise fail(
            str(path),
            "seal.certificates",
            "The file holds no certificates.",
            "Give certificates in PEM or DER.",
        ) from None
    return tuple(one.public_bytes(Encoding.DER) for one in found)
