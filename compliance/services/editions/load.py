"""The checklists that are installed: which there are, and loading an edition of them."""

from __future__ import annotations

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
