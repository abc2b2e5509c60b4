"""The QR code of the journal head, as a path that a template draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A QR code: squares on a grid, as one SVG path."""

    title: str
    size: int
    """Number of modules on a side, with the quiet zone."""
    path: str


def qr_code(text: str, title: str) -> Code:
    """Encode a text with error correction level M."""
    import segno  # noqa: PLC0415 - heavy, and only the dossier needs it

    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=2))
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return Code(title, len(rows), path)


def _runs(row: Iterable[int]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules in a row."""
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((at, 1))
    return found
