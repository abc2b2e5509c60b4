"""JSON of strangers, read within bounds: size, depth, keys that stand twice.

Logs of tests hold every single sample and grow to gigabytes. They are read in pieces: the
members of the outermost object one after the other, and of the long lists among them one
entry after the other, so that never more than one of these is in memory.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from compliance.data.files import cannot_read, read_bytes
from compliance.errors import ConformityError, fail

MAX_BYTES: Final = 64 << 20
"""Largest file that is read as a whole."""
MAX_VALUE: Final = 32 << 20
"""Longest single member or entry, in characters, of a file that is read in pieces."""
MAX_DEPTH: Final = 100
_CHUNK: Final = 1 << 20
_SPACE: Final = " \t\n\r"
_NUMBER_GOES_ON: Final = 3
"""With fewer signs behind it a number may go on in the next piece: ``1`` and ``e-`` and ``5``."""

Model = TypeVar("Model", bound=BaseModel)


class Lenient(BaseModel):
    """What counts of an object of a file: its fields have the types named, others may be there."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


def damaged(place: str, message: str) -> ConformityError:
    """The error for a file that is not whole, or not what it says."""
    hint = "Export it again with the program it comes from, and add that one."
    return fail(place, "adapter.damaged", message, hint)


def too_large(place: str, message: str) -> ConformityError:
    """The error for a file beyond what is read."""
    hint = "Export it without single samples, or add it as evidence without reading it."
    return fail(place, "adapter.too-large", message, hint)


def read_whole(path: Path, place: str, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a file of bounded size.

    Raises:
        ConformityError: ``adapter.too-large``, ``file.missing`` or ``file.unreadable``.
    """
    try:
        return read_bytes(path, limit)
    except ConformityError as error:
        if error.code != "file.too-large":
            raise
    raise too_large(place, f"It has more than {limit >> 20} MB.")


def parse_json(content: bytes, place: str) -> Any:
    """Read a JSON text.

    Raises:
        ConformityError: ``adapter.damaged`` or ``adapter.too-large``.
    """
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except RecursionError:
        raise _too_deep(place) from None
    except _TwiceError as error:
        raise damaged(place, f"The key {error} stands twice in one object.") from None
    except UnicodeDecodeError as error:
        raise damaged(place, f"Byte {error.start} is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise damaged(place, f"It is no whole JSON: {error.msg}, line {error.lineno}.") from None
    except ValueError:
        raise damaged(place, "It holds a number of thousands of digits.") from None
    check_depth(value, place)
    return value


def read_json(path: Path, place: str, limit: int = MAX_BYTES) -> Any:
    """Read a JSON file of bounded size; see :func:`parse_json` and :func:`read_whole`."""
    return parse_json(read_whole(path, place, limit), place)


def check_depth(value: Any, place: str, most: int = MAX_DEPTH) -> None:
    """Refuse what is nested deeper than any honest file.

    Raises:
        ConformityError: ``adapter.too-large``.
    """
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > most:
            raise _too_deep(place)
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]


def as_model(model: type[Model], value: Any, place: str) -> Model:
    """What counts of a value, in the types that it must have.

    Raises:
        ConformityError: ``adapter.damaged``, naming the first fields that are wrong.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        wrong = [
            ("/".join(str(part) for part in one["loc"])[:120] or "the file") + ": " + one["msg"]
            for one in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""  # noqa: PLR2004
    raise damaged(place, "; ".join(wrong[:3])[:600] + more + ".")


class _TwiceError(ValueError):
    """A key stands twice: which of the two counts, readers differ."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _TwiceError(repr(key[:60]))
            seen.add(key)
    return found


def _too_deep(place: str) -> ConformityError:
    return too_large(place, f"It is nested more than {MAX_DEPTH} levels deep.")


class Entry:
    """One entry of a long list, with its number from 0."""

    __slots__ = ("number", "value")

    def __init__(self, number: int, value: Any) -> None:
        self.number = number
        self.value = value


def walk_json(path: Path, place: str, long: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """The members of the outermost object of a file, one after the other.

    Args:
        path: the file, of any size.
        place: what messages call it.
        long: names of members whose lists are taken apart: each entry comes as an
            :class:`Entry` of its own.

    Raises:
        ConformityError: ``adapter.damaged``, ``adapter.too-large``, ``file.missing`` or
            ``file.unreadable``.
    """
    try:
        with path.open("rb") as stream:
            yield from _Walk(stream, place).members(long)
    except OSError as error:
        raise cannot_read(path, error) from None


class _Walk:
    """What was read of a file and not yet taken."""

    def __init__(self, stream: IO[bytes], place: str) -> None:
        self._stream = stream
        self._place = place
        self._letters = codecs.getincrementaldecoder("utf-8-sig")()
        self._held = ""
        self._at = 0
        self._ended = False
        self._strict = json.JSONDecoder(object_pairs_hook=_once)

    def members(self, long: frozenset[str]) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for _ in self._parts("{", "}"):
            key = self._value()
            if not isinstance(key, str):
                raise damaged(self._place, "A key of its outermost object is no text.")
            if key in seen:
                raise damaged(self._place, f"The key {key[:60]!r} stands twice in one object.")
            seen.add(key)
            self._expect(":")
            if key in long and self._peek() == "[":
                for number in self._parts("[", "]"):
                    yield key, Entry(number, self._value())
            else:
                yield key, self._value()
        if self._peek():
            raise damaged(self._place, "Something follows after its end.")

    def _parts(self, begin: str, end: str) -> Iterator[int]:
        """Stand before each part of a list or object, in turn."""
        self._expect(begin)
        number = 0
        while self._peek() != end or number:
            yield number
            number += 1
            if self._peek() == end:
                break
            self._expect(",")
        self._expect(end)

    def _expect(self, sign: str) -> None:
        found = self._peek()
        if found != sign:
            what = f"{found!r} stands where {sign!r} is expected" if found else "It breaks off"
            raise damaged(self._place, f"It is no whole JSON: {what}.")
        self._at += 1

    def _peek(self) -> str:
        """The next sign that is no space; nothing at the end."""
        while True:
            while self._at < len(self._held):
                sign = self._held[self._at]
                if sign not in _SPACE:
                    return sign
                self._at += 1
            if not self._more(_CHUNK):
                return ""

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._strict.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                self._longer(error.msg)
                continue
            except RecursionError:
                raise _too_deep(self._place) from None
            except _TwiceError as error:
                message = f"The key {error} stands twice in one object."
                raise damaged(self._place, message) from None
            except ValueError:
                message = "It holds a number of thousands of digits."
                raise damaged(self._place, message) from None
            if len(self._held) - end < _NUMBER_GOES_ON and self._more(_CHUNK):
                continue
            self._at = end
            check_depth(value, self._place)
            return value

    def _longer(self, why: str) -> None:
        """Read on where a value is not whole yet, twice as far each time."""
        held = len(self._held) - self._at
        if held > MAX_VALUE:
            raise too_large(self._place, f"A part of it is longer than {MAX_VALUE >> 20} MB.")
        if not self._more(max(_CHUNK, held)):
            raise damaged(self._place, f"It is no whole JSON: {why}.")

    def _more(self, most: int) -> bool:
        if self._ended:
            return False
        piece = self._stream.read(most)
        self._ended = not piece
        try:
            told = self._letters.decode(piece, final=self._ended)
        except UnicodeDecodeError:
            raise damaged(self._place, "It is not encoded as UTF-8.") from None
        if self._ended and not told:
            return False
        self._held = self._held[self._at :] + told
        self._at = 0
        return True
