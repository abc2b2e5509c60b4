"""Rows of a Parquet file as a stream, where pyarrow is installed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from compliance.data.files import cannot_read
from compliance.errors import fail
from compliance.services.measure.rows import Faults, Piece, Progress, Rows

BEGINNING: Final = b"PAR1"
_BATCH: Final = 4_000


def is_parquet(path: Path) -> bool:
    """Whether a file begins as Parquet does."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(BEGINNING)) == BEGINNING
    except OSError as error:
        raise cannot_read(path, error) from None


@dataclass
class _Whole:
    """The digest of a file that was read apart from its rows."""

    digest: Any


class ParquetRows(Rows):
    """The rows of a Parquet file, all values as text."""

    def pieces(self, wanted: Sequence[int]) -> Iterator[Piece]:
        """The rows, a few thousand at a time."""
        for batch in self._text.iter_batches(_BATCH, columns=[self.columns[n] for n in wanted]):
            order = {name: at for at, name in enumerate(batch.schema.names)}
            columns: list[Sequence[str]] = [
                [_text(one) for one in batch.column(order[self.columns[n]]).to_pylist()]
                for n in wanted
            ]
            start = self.rows + 1
            self.rows += batch.num_rows
            yield Piece(columns, range(start, self.rows + 1))


@contextmanager
def open_parquet(
    path: Path, encoding: str = "", progress: Progress | None = None
) -> Iterator[Rows]:
    """Open a Parquet file; its text says itself how it is encoded.

    Raises:
        ConformityError: ``measure.not-installed`` without pyarrow, ``measure.file`` for what
            is damaged.
    """
    del encoding, progress
    try:
        from pyarrow import ArrowException  # noqa: PLC0415 - an extra
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - an extra
    except ImportError:
        raise fail(
            path.name,
            "measure.not-installed",
            "Parquet files are read with pyarrow, which is not installed.",
            "Install conformity-dossier[parquet], or save the file as CSV.",
        ) from None
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    try:
        with ParquetFile(path) as opened:
            columns = list(opened.schema_arrow.names)
            faults = Faults(path.name)
            whole: Any = _Whole(digest)
            yield ParquetRows(path.name, columns, "", faults, opened, whole)
    except ArrowException as error:
        raise fail(path.name, "measure.file", f"The file is damaged: {error}.", "") from None


def _text(value: object) -> str:
    """A value as a CSV file would have it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
