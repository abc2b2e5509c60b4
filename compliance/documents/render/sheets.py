"""A sheet for every fragment: looked up, or laid out and kept."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from hashlib import sha256

from compliance.data.cache import Cache
from compliance.documents.render.assets import Assets
from compliance.documents.render.paper import Fragment
from compliance.documents.render.sheet import Sheet
from compliance.documents.render.workers import Renderer, Task, render_all

Progress = Callable[[int, int], None]
"""Told how many fragments are done, of how many; what it raises ends the work there."""


class Sheets:
    """Makes sheets; keeps what it loaded for the next call."""

    def __init__(self, cache: Cache | None, workers: int = 0) -> None:
        """Keep sheets in a cache.

        Args:
            cache: where they are kept; ``None`` to keep none.
            workers: processes at the same time; 0 for as many as there are processors.
        """
        self._cache, self._workers = cache, workers
        self._renderer = Renderer()
        self.laid_out: list[str] = []
        """Fragments that the last call had to lay out."""

    def make(
        self,
        fragments: Sequence[Fragment],
        assets: Assets,
        progress: Progress | None = None,
        *,
        quietly: bool = False,
    ) -> list[Sheet]:
        """A sheet for each fragment; equal whatever the processes and the cache.

        Args:
            fragments: of a paper.
            assets: style sheets and language of the paper.
            progress: told after each fragment that was laid out, and kept.
            quietly: as nobody waits for it (:func:`~.workers.render_all`).

        Raises:
            ConformityError: ``dossier.renderer``.
        """
        tasks = [_task(assets, fragment) for fragment in fragments]
        found = {key: kept for key, _, _ in tasks if (kept := self._kept(key)) is not None}
        missing = {task[0]: task for task in tasks if task[0] not in found}
        self.laid_out = [
            fragment.id
            for fragment, (key, _, _) in zip(fragments, tasks, strict=True)
            if key in missing
        ]
        done = len(tasks) - len(missing)
        rendering = render_all(
            self._renderer, list(missing.values()), self._workers, quietly=quietly
        )
        with contextlib.closing(rendering):  # ends its processes, whatever progress raises
            for key, sheet in rendering:
                found[key] = sheet
                if self._cache is not None:
                    self._cache.put(key, sheet)
                done += 1
                if progress is not None:
                    progress(done, len(tasks))
        return [Sheet.load(found[key]) for key, _, _ in tasks]

    def _kept(self, key: str) -> bytes | None:
        return None if self._cache is None else self._cache.get(key)


def _task(assets: Assets, fragment: Fragment) -> Task:
    mine = assets.for_text(fragment.html)
    key = sha256(f"{mine.digest()}\0{fragment.html}".encode()).hexdigest()
    return key, mine, fragment.html
