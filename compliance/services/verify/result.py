"""The result of verifying: what was checked, found changed, or not compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from compliance.errors import Problem

ASK: Final = "Ask for the file exactly as it was issued."
"""What to do where a file is not as it was issued."""
UNTRUSTED: Final = "seal.untrusted"
"""Code of a seal that no trusted certificate vouches for: not trusted, but not changed."""


@dataclass
class Verification:
    """What was checked, what was found, and what could not be compared."""

    checked: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_compared: list[str] = field(default_factory=list)
    """What nothing was found out about, and why."""
    not_recomputed: list[str] = field(default_factory=list)
    """Dossiers whose findings could not be computed again."""
    unjudged: list[str] = field(default_factory=list)
    """Files of which this installation cannot say whether they were changed."""
    made_again: list[str] = field(default_factory=list)
    """Dossiers that were made again here, and found to say what follows from their journal."""

    def take(self, other: Verification) -> None:
        """Add what came of something else."""
        self.checked += other.checked
        self.problems += other.problems
        self.notes += other.notes
        self.not_compared += other.not_compared
        self.not_recomputed += other.not_recomputed
        self.unjudged += other.unjudged
        self.made_again += other.made_again

    @property
    def changed(self) -> list[Problem]:
        """Problems that say that something is not as it was written."""
        return [problem for problem in self.problems if problem.code != UNTRUSTED]

    @property
    def untrusted(self) -> list[Problem]:
        """Seals that are whole, and rest on no certificate that is trusted."""
        return [problem for problem in self.problems if problem.code == UNTRUSTED]

    @property
    def intact(self) -> bool:
        """Whether nothing was found changed, and no seal is without trust."""
        return not self.problems

    @property
    def conclusion(self) -> str:
        """The last word on all of it, in one sentence."""
        if self.untrusted and not self.changed:
            return "Nothing was found changed, but a seal rests on no certificate that is trusted."
        if self.changed:
            number = len(self.changed)
            return f"{number} problem{'s' * (number != 1)}: this is not as it was written."
        if self.unjudged:
            names = ", ".join(dict.fromkeys(self.unjudged))
            return f"Whether {names} was changed cannot be said here; see above."
        if self.not_recomputed:
            names = ", ".join(self.not_recomputed)
            return (
                f"Nothing was found changed, but the findings of {names} were not "
                "recomputed; see above."
            )
        if self.not_compared:
            return "Nothing was found changed, but not everything could be compared; see above."
        return "Nothing was found changed."
