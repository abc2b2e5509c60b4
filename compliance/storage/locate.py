"""From the place that a person named to what is kept there."""

from __future__ import annotations

from pathlib import Path

from compliance.storage.folder.workspace import FolderBinder, FolderWorkspace
from compliance.storage.workspace import Binder, Workspace


def binder_at(folder: Path) -> Binder:
    """The binder of an assessment, whether that has begun or not."""
    return FolderBinder(folder, folder.resolve().name)


def workspace_at(folder: Path, *, links: bool = True) -> Workspace:
    """A workspace.

    Args:
        folder: as a person named it.
        links: whether links to assessments elsewhere count.
    """
    return FolderWorkspace(folder, links)
