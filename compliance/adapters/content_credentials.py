"""Marks on generated content: what a file of pictures, sound or video says of its origin.

Read are content credentials (C2PA): signed statements inside the file, which say who made it
and by which means. Other layers of marking, such as watermarks in the content itself, cannot
be seen this way, and nothing here says that there are none. The library belongs to the extra
``marks``. It opens nothing but the file: credentials that lie elsewhere are named, not fetched.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from compliance.adapters.base import About, Foreign, Reading, Said
from compliance.adapters.items import MARKED
from compliance.assessment.journal.records import Check
from compliance.errors import fail

EXTRA: Final = "pip install 'conformity-dossier[marks]'"
"""What installs the library."""
FORMAT: Final = "content with a mark of its origin (C2PA)"
MAX_SIZE: Final = 200_000_000
"""Most bytes of a file that is looked at."""
NOT_TESTED: Final = "The watermark layer was not tested: only credentials in the file were read."
_STARTS: Final = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/avi"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
)
"""Where a file of a format begins with what."""
_GENERATED: Final = frozenset(
    {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia"}
)
"""Words of the vocabulary of sources for what a machine made, wholly or in part."""
_ELSEWHERE: Final = "Remote: "
"""How the library begins to say that it would have to fetch them."""
_LABEL: Final = b"c2pa"
"""What stands near the beginning of a file with credentials."""
_TELLING: Final = ("marked", "whole", "generated")
"""What has to pass for a file to say that it was generated."""
_UNTRUSTED: Final = frozenset({"signingCredential.untrusted"})
_SETTINGS: Final[Mapping[str, Any]] = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True}
}


@dataclass(frozen=True)
class Mark:
    """What the credentials of one file say, and how far they hold."""

    present: bool
    """Whether there are any in it."""
    whole: bool = False
    """Whether the signature holds and the content is what was signed."""
    generated: bool = False
    """Whether they say that a machine made it, wholly or in part."""
    source: str = ""
    """The word that they use for its source."""
    source_place: str = ""
    """Where that stands among the credentials."""
    signer: str = ""
    """Who signed, as the certificate names it."""
    maker: str = ""
    """The program that wrote them."""
    trusted: bool = False
    """Whether the certificate leads to one that the library knows."""
    elsewhere: str = ""
    """Where credentials lie that are not in the file; they were not fetched."""
    faults: tuple[str, ...] = ()
    """What does not hold, in the codes of the specification."""

    @property
    def tells(self) -> bool:
        """Whether a machine can read from it, unbroken, that it was generated."""
        return self.present and self.whole and self.generated


def media_type(head: bytes) -> str:
    r"""The type of a file by its first bytes; empty where no mark of this kind can be in it.

    >>> media_type(b"\x89PNG\r\n\x1a\n...."), media_type(b"a text")
    ('image/png', '')
    """
    return next((kind for at, start, kind in _STARTS if head[at:].startswith(start)), "")


def require_library(place: str) -> None:
    """Refuse to go on without what reads credentials.

    Raises:
        ConformityError: ``measure.not-installed``.
    """
    try:
        importlib.import_module("c2pa")
    except (ImportError, OSError):
        raise fail(
            place,
            "measure.not-installed",
            "What marks on content are read with is not installed.",
            f"Type: {EXTRA}",
        ) from None


def look(stream: BinaryIO, kind: str, place: str) -> Mark:
    """What the credentials of a file say.

    Args:
        stream: the file, at its beginning.
        kind: its media type.
        place: its name, for messages.

    Raises:
        ConformityError: ``measure.not-installed``, or ``adapter.damaged`` where the file is
            not of that type.
    """
    require_library(place)
    import c2pa  # noqa: PLC0415 - a large library of an extra

    try:
        context = c2pa.Context.from_dict(dict(_SETTINGS))
        reader = c2pa.Reader.try_create(kind, stream, context=context)
        if reader is None:
            return Mark(present=False)
        with reader:
            elsewhere = "" if reader.is_embedded() else str(reader.get_remote_url() or "")
            found = json.loads(reader.json())
    except c2pa.C2paError as error:
        if str(error).startswith(_ELSEWHERE):
            return Mark(present=False, elsewhere=str(error).rpartition(" ")[2][:300])
        raise fail(
            place,
            "adapter.damaged",
            f"The credentials in it cannot be read: {str(error)[:200]}",
            "Use the file as the system gave it out.",
        ) from None
    return _mark(found, elsewhere)


def _mark(found: Mapping[str, Any], elsewhere: str) -> Mark:
    """The part of a report of the library that counts."""
    label = str(found.get("active_manifest", ""))
    active = _mapping(_mapping(found.get("manifests")).get(label))
    results = _mapping(_mapping(found.get("validation_results")).get("activeManifest"))
    faults = tuple(str(_mapping(item).get("code", "")) for item in results.get("failure") or ())
    source, place = _source(active)
    signed = _mapping(active.get("signature_info"))
    makers = active.get("claim_generator_info") or ()
    maker = _mapping(makers[0]) if makers else {}
    name = f"{maker.get('name', '')} {maker.get('version', '')}".strip()
    return Mark(
        present=bool(active),
        whole=found.get("validation_state") in {"Valid", "Trusted"},
        generated=source in _GENERATED,
        source=source,
        source_place=f"/manifests/{label}{place}" if place else "",
        signer=str(signed.get("issuer") or signed.get("common_name") or "")[:200],
        maker=name[:200],
        trusted=not _UNTRUSTED.intersection(faults),
        elsewhere=elsewhere[:300],
        faults=tuple(fault for fault in faults if fault not in _UNTRUSTED),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _source(active: Mapping[str, Any]) -> tuple[str, str]:
    """The word for its source, first one that names a machine, and where it stands."""
    words = list(_sources(active))
    generated = [item for item in words if item[0] in _GENERATED]
    return (generated or words or [("", "")])[0]


def _sources(active: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for number, assertion in enumerate(active.get("assertions") or ()):
        data = _mapping(_mapping(assertion).get("data"))
        for step, action in enumerate(data.get("actions") or ()):
            word = _mapping(action).get("digitalSourceType")
            if isinstance(word, str):
                place = f"/assertions/{number}/data/actions/{step}/digitalSourceType"
                yield word.rstrip("/").rpartition("/")[2][:100], place


class ContentCredentials:
    """Reads whether a picture, a sound or a video says that it was generated."""

    id: Final = "c2pa"
    version: Final = "1"
    title: Final = FORMAT

    def recognise(self, file: Foreign) -> bool:
        """Whether it is content with credentials; other pictures are read by nobody."""
        return _LABEL in file.head and bool(media_type(file.head))

    def read(self, file: Foreign, about: About) -> Reading:  # noqa: ARG002 - no model is named
        """Whether the mark is there, holds, and says that the content was generated."""
        size = file.path.stat().st_size
        if size > MAX_SIZE:
            raise fail(
                file.name,
                "file.too-large",
                f"It has {size:,} bytes; {MAX_SIZE:,} are looked at.",
                "Use a shorter sample of the content.",
            )
        with file.path.open("rb") as stream:
            mark = look(stream, media_type(file.head), file.name)
        said: tuple[Said, ...] = ()
        if mark.tells:
            said = (Said("content.source", mark.source, mark.source_place),)
        return Reading(FORMAT, said, checks(mark), kind=MARKED, notes=(NOT_TESTED,))


def checks(mark: Mark) -> tuple[Check, ...]:
    """What was looked at in the credentials of one file, in sentences."""
    if not mark.present:
        text = "No credentials are in it."
        if mark.elsewhere:
            text = f"No credentials are in it. It names some elsewhere: {mark.elsewhere}"
        return (Check(check="marked", outcome="failed", said=text),)
    broken = f"Its credentials do not hold: {', '.join(mark.faults) or 'no reason is said'}."
    word = mark.source or "no source"
    return (
        Check(check="marked", outcome="passed", said=f"Credentials written by {mark.maker}."),
        Check(
            check="whole",
            outcome="passed" if mark.whole else "failed",
            said="The signature holds and the content is what was signed."
            if mark.whole
            else broken,
        ),
        Check(
            check="generated",
            outcome="passed" if mark.generated else "unknown",
            said=f"Its credentials name as its source: {word}.",
        ),
        Check(
            check="signer-known",
            outcome="passed" if mark.trusted else "unknown",
            said=f"Signed by {mark.signer or 'nobody named'}"
            + ("." if mark.trusted else "; no certificate at hand says who that is."),
        ),
    )


def why_silent(mark: Mark) -> str:
    """Why the credentials of a file do not say that it was generated; nothing where they do."""
    if mark.tells:
        return ""
    looked = (check for check in checks(mark) if check.check in _TELLING)
    return next(check.said for check in looked if check.outcome != "passed")


ADAPTER: Final = ContentCredentials()
