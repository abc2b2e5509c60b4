"""Digests and the one canonical way to write JSON.

Canonical JSON here: UTF-8, keys sorted, no spaces, no escapes beyond what JSON
needs, finite numbers only. Equal values always give equal bytes, so a digest
over them can be computed again by anyone with a JSON library and SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from typing import IO, Any, Final

CHUNK: Final = 1 << 20


def canonical_json(value: Any) -> bytes:
    """Write ``value`` as canonical JSON bytes (without a final newline).

    >>> canonical_json({"b": 1, "a": "é"}).decode("utf-8")
    '{"a":"é","b":1}'
    """
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")


def sha256(content: bytes) -> str:
    """SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_of_stream(stream: IO[bytes]) -> str:
    """SHA-256 of what a stream brings, read in pieces so that size does not matter."""
    total = hashlib.sha256()
    while piece := stream.read(CHUNK):
        total.update(piece)
    return total.hexdigest()
