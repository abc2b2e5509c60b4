"""Provisions quoted from an official text, with all that must stand beside them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class QuotedLine:
    """One numbered piece of a quoted provision."""

    provision: str
    label: str
    """Number or letter as printed; empty for a subparagraph."""
    title: str
    text: str
    depth: int
    """How far inside the quoted provision it lies (0: itself)."""
    remark: str = ""
    """"amended since", "deleted since", or nothing."""


@dataclass(frozen=True)
class Quote:
    """The official wording of one provision, with all that must stand beside it."""

    provision: str
    """Canonical id."""
    printed: str
    lines: tuple[QuotedLine, ...]
    """Empty where the imported text has no such provision; see ``warning``."""
    footnotes: tuple[tuple[str, str], ...]
    source: str
    date: datetime.date
    language: str
    digest: str
    notice: str
    """Which edition alone is authentic."""
    warning: str = ""
    """Set wherever the wording may not be the law of the checklists: show it."""
    added: tuple[str, ...] = ()
    """Provisions inside that amendments added and that this text lacks."""
