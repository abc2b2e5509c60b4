"""Freezing an edition (``conformity checklists freeze``)."""

from __future__ import annotations

from pathlib import Path

from compliance.checklist.editions.release import RELEASE, freeze
from compliance.checklist.lint.edition import review
from compliance.checklist.loader import find_edition, load_catalogue
from compliance.errors import ProblemsError, fail


def freeze_checklists(
    root: Path | None,
    pack: str | None,
    edition: str,
    reworded: tuple[str, ...] = (),
    reason: str = "",
) -> tuple[Path, int]:
    """Write what every id of an edition means beside its files.

    Args:
        root: folder with packs; the shipped ones by default.
        pack: the pack.
        edition: the edition; empty for the newest.
        reworded: ids of a released edition put in other words for the same.
        reason: why they were.

    Returns:
        The file written and the number of ids in it.

    Raises:
        ConformityError: problems of the edition itself (an edition that does not pass
            the lint is not frozen), and those of
            :func:`compliance.checklist.editions.release.freeze`.
    """
    if bool(reworded) != bool(reason.strip()):
        raise fail(
            "conformity checklists freeze",
            "usage.arguments",
            "--reworded and --reason go together.",
            "Say which ids were reworded, and why their meaning is the same.",
        )
    _, entry, folder = find_edition(pack, edition, root)
    catalogue = load_catalogue(pack, entry.id, root)
    problems = review(catalogue)
    if problems:
        raise ProblemsError(problems)
    release = freeze(catalogue, folder, reworded, reason.strip())
    return folder / RELEASE, len(release.ids)
