"""Marks of generated content in figures: how many samples say by machine what they are.

Counted are samples of content as it leaves the system. A sample tells where its mark is in
the file, unbroken, and says that the content was generated. Layers that are not in the file
(a watermark in the content, a record that is looked up) are not seen and not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from compliance.measure import figures as said
from compliance.measure.figures import Figure
from compliance.measure.shares import Share

ALL: Final = "all samples"
NOT_TESTED: Final = (
    "The watermark layer was not tested: only credentials inside the files were read."
)
CHOSEN: Final = (
    "The figures speak of these samples; for all content they do so as far as the samples were "
    "drawn by chance from every way out of the system."
)
MAX_NAMED: Final = 200
"""Most samples that are named."""


@dataclass(frozen=True)
class Sample:
    """One piece of content, and how far its mark goes."""

    name: str
    sha256: str
    kind: str
    """Its media type, “image/png”."""
    marked: bool
    whole: bool
    tells: bool
    """Whether the mark is there, holds and says that the content was generated."""
    why: str = ""
    """Why it does not tell, in a sentence."""


@dataclass(frozen=True)
class Counts:
    """What was counted, by kind of content; the samples that do not tell by name."""

    kinds: dict[str, dict[str, int]]
    """Media type to the numbers of samples: all, marked, whole, telling."""
    silent: tuple[dict[str, str], ...] = ()
    """Samples that do not tell, with their digests and the reason."""
    left: int = 0
    """How many more of these there are than are named."""

    def as_json(self) -> dict[str, Any]:
        """As it is archived."""
        return {**asdict(self), "silent": [dict(one) for one in self.silent]}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Counts:
        """As it was archived.

        Raises:
            KeyError: something is missing.
            TypeError: something is of another kind.
            ValueError: a part is larger than its whole.
        """
        kinds = {
            str(kind): {key: int(counts[key]) for key in _KEYS}
            for kind, counts in value["kinds"].items()
        }
        for counts in kinds.values():
            if not counts["all"] >= counts["marked"] >= counts["telling"] >= 0:
                raise ValueError(counts)
        silent = tuple({str(k): str(v) for k, v in one.items()} for one in value["silent"])
        return cls(kinds, silent, int(value["left"]))


_KEYS: Final = ("all", "marked", "whole", "telling")
_SHARES: Final = (
    ("marked", "carry a mark", "marked", "all"),
    ("mark-whole", "marks that hold", "whole", "marked"),
    ("mark-telling", "say that they are generated", "telling", "all"),
)


def count(samples: Sequence[Sample]) -> Counts:
    """What is counted in samples.

    >>> one = Sample("a.png", "0" * 64, "image/png", True, True, True)
    >>> count([one]).kinds
    {'image/png': {'all': 1, 'marked': 1, 'whole': 1, 'telling': 1}}
    """
    kinds: dict[str, dict[str, int]] = {}
    for one in sorted(samples, key=lambda one: one.kind):
        counts = kinds.setdefault(one.kind, dict.fromkeys(_KEYS, 0))
        for key, holds in zip(_KEYS, (True, one.marked, one.whole, one.tells), strict=True):
            counts[key] += holds
    silent = sorted((one for one in samples if not one.tells), key=lambda one: one.name)
    named = tuple(
        {"name": one.name, "sha256": one.sha256, "why": one.why} for one in silent[:MAX_NAMED]
    )
    return Counts(kinds, named, max(0, len(silent) - MAX_NAMED))


def compute(counts: Counts) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """All figures of what was counted, and what has to be known to read them."""
    whole = {key: sum(one[key] for one in counts.kinds.values()) for key in _KEYS}
    found = list(_shares(ALL, whole))
    if len(counts.kinds) > 1:
        for kind, one in counts.kinds.items():
            found += _shares(kind, one)
    return tuple(found), (NOT_TESTED, CHOSEN)


def _shares(of: str, counts: dict[str, int]) -> Iterator[Figure]:
    for known, name, part, all_ in _SHARES:
        figure = said.share(known, name, of, Share(counts[part], counts[all_]))
        if figure is not None:
            yield figure
