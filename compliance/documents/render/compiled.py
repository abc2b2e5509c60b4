"""Templates as they were compiled, beside the templates.

Compiling takes longer than filling a paper in. Python keeps what it compiled beside its
modules, in a folder ``__pycache__``; this keeps templates in the same way, in the same
place, and under the same conditions: whoever may write there may change the program
itself, and where nobody may write, nothing is kept.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from hashlib import sha256
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Final

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

FOLDER: Final = "__pycache__"


class Beside(BytecodeCache):
    """Keeps compiled templates beside a folder of templates."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder of this folder, by the versions of what compiled them."""
        self._folder = folder / FOLDER
        self._kind = f"{sys.implementation.cache_tag}.{MAGIC_NUMBER.hex()}.{version('jinja2')}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it is whole and was compiled from the same text."""
        with contextlib.suppress(OSError):
            digest, _, code = self._path(bucket).read_bytes().partition(b"\n")
            if digest == _digest(bucket, code):
                bucket.code = marshal.loads(code)  # noqa: S302 - as Python does with modules

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, where that can be."""
        if sys.dont_write_bytecode:
            return
        code = marshal.dumps(bucket.code)
        path = self._path(bucket)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            self._folder.mkdir(exist_ok=True)
            unfinished.write_bytes(_digest(bucket, code) + b"\n" + code)
            unfinished.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{self._kind}"


def _digest(bucket: Bucket, code: bytes) -> bytes:
    return sha256(f"{bucket.checksum}\n".encode() + code).hexdigest().encode()
