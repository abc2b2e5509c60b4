"""A PDF that this program did not write as it stands, read with a general reader.

It may come from anywhere and may be made to mislead or to cost time; so it is only
opened in a process of its own, and what it holds is converted into plain values within
bounds. Nothing in it is executed.
"""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from compliance.documents.reading.document import MAX_OBJECTS, Document
from compliance.documents.reading.values import MAX_DEPTH, Name, Ref, Stream, UnreadableError, Value

if TYPE_CHECKING:
    import pypdf


_HIGHEST_GENERATION: Final = 65_534
"""What is numbered beyond it is free."""


class _Foreign(Document):
    """Objects as pypdf finds them."""

    def __init__(self, reader: pypdf.PdfReader) -> None:
        self._reader = reader
        trailer = reader.trailer
        super().__init__(
            _plain(trailer.raw_get("/Root")),
            _plain(trailer.raw_get("/Info")) if "/Info" in trailer else None,
        )
        self._loaded: dict[Ref, Value] = {}
        self._streams: dict[int, Any] = {}

    def load(self, ref: Ref) -> Value:
        if ref not in self._loaded:
            with readable():
                self._loaded[ref] = self._load(ref)
        return self._loaded[ref]

    def _load(self, ref: Ref) -> Value:
        from pypdf.generic import IndirectObject, StreamObject  # noqa: PLC0415 - as below

        found = self._reader.get_object(IndirectObject(ref.number, ref.generation, self._reader))
        value = _plain(found)
        if isinstance(found, StreamObject):
            value = Stream(value, b"")
            self._streams[id(value)] = found
        return value

    def refs(self, *hints: bytes) -> Iterable[Ref]:  # noqa: ARG002 - there is no text to look at
        found = {Ref(number) for number in self._reader.xref_objStm}
        for generation, numbers in self._reader.xref.items():
            if generation <= _HIGHEST_GENERATION:
                found.update(Ref(number, generation) for number in numbers)
        if len(found) > MAX_OBJECTS:
            raise UnreadableError("it has more objects than are accepted")
        return sorted(ref for ref in found if ref.number)

    def unpack(self, stream: Stream) -> bytes:
        with readable():
            return bytes(self._streams[id(stream)].get_data())


def open_foreign(content: bytes) -> Document:
    """Open a PDF of any writer.

    Raises:
        UnreadableError: it is encrypted, or cannot be read at all.
    """
    import pypdf  # noqa: PLC0415 - only for files that are not as this program writes them

    with readable():
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise UnreadableError("it is encrypted")
        return _Foreign(reader)


@contextlib.contextmanager
def readable() -> Iterator[None]:
    """Whatever the reader raises on a damaged file becomes one kind of error.

    Its warnings are kept away from the terminal.
    """
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    except (UnreadableError, MemoryError):
        raise
    except RecursionError:
        raise UnreadableError("it is nested too deeply") from None
    except Exception as error:  # noqa: BLE001 - pypdf raises almost anything on hostile input
        raise UnreadableError(f"it cannot be read ({type(error).__name__})") from None
    finally:
        logger.setLevel(before)


def _plain(value: Any, depth: int = 0) -> Value:
    """A value of the reader as one of ours; references stay references."""
    from pypdf import generic  # noqa: PLC0415 - as above

    if depth > MAX_DEPTH:
        raise UnreadableError("values are nested too deeply")
    match value:
        case generic.IndirectObject():
            return Ref(value.idnum, value.generation)
        case generic.DictionaryObject():
            return {
                str(key).removeprefix("/"): _plain(value.raw_get(key), depth + 1) for key in value
            }
        case generic.ArrayObject():
            return [_plain(item, depth + 1) for item in list.__iter__(value)]
        case generic.NameObject():
            return Name(str(value).removeprefix("/"))
        case generic.BooleanObject():
            return bool(value.value)
        case generic.NumberObject():
            return int(value)
        case generic.FloatObject():
            return float(value)
        case generic.TextStringObject():
            return bytes(value.original_bytes)
        case generic.ByteStringObject():
            return bytes(value)
    return None
