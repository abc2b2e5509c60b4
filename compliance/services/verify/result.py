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

    def take(self, other: Verification) -> None:
        """Add what came of something else."""
        self.checked += other.checked
        self.problems += other.problems
        self.notes += other.notes
        self.not_recomputed += other.not_recomputed

    @property
    def intact(self) -> bool:
        """Whether nothing was found changed."""
        return not self.problems
