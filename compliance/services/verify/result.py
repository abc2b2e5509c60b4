"""The result of verifying: what was checked, found changed, or not checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from compliance.errors import Problem


@dataclass
class Verification:
    """What was checked, what was found, and what could not be checked."""

    checked: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_recomputed: list[str] = field(default_factory=list)
    """Dossiers whose findings could not be computed again."""

    @property
    def intact(self) -> bool:
        """Whether nothing was found changed."""
        return not self.problems
