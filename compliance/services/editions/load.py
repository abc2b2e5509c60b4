"""The checklists that are installed: which there are, and loading an edition of them."""

from __future__ import annotations

import threading

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import list_packs, load_catalogue
from compliance.checklist.model import PackFile


def packs() -> list[PackFile]:
    """Every pack that is installed, with its editions.

    Raises:
        ConformityError: every problem of a ``pack.yaml``.
    """
    return list_packs()


def load_edition(pack: str | None = None, edition: str = "") -> Catalogue:
    """An edition with everything in it.

    Args:
        pack: id of the pack; the usual one if none is named.
        edition: id of the edition; the latest one if none is named.

    Raises:
        ConformityError: ``checklist.unknown-pack``, or every problem of its files.
    """
    return load_catalogue(pack, edition)


class Editions:
    """Editions that are read once, for a program that has several assessments open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], Catalogue] = {}

    def load(self, pack: str, edition: str = "") -> Catalogue:
        """An edition as :func:`load_edition` gives it.

        Raises:
            ConformityError: it cannot be loaded.
        """
        with self._lock:
            found = self._known.get((pack, edition))
            if found is None:
                found = load_edition(pack, edition)
                self._known[pack, edition] = self._known[pack, found.edition.id] = found
            return found
