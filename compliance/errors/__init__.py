"""Every deliberate error of the toolkit: what is wrong, where, and what to do.

An error is part of the interface. It carries a stable code (listed in
``docs/reference/errors.md``), the place (file and line, or question id), a
sentence that says what is wrong and a hint that says what to do next. A file
with several problems is reported with all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.errors.codes import MEANINGS

__all__ = ["MEANINGS", "ConformityError", "Problem", "ProblemsError", "fail"]

UNUSABLE_INPUT = 2
"""Exit status for input that cannot be used (0 is met, 1 is gaps)."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, with its place and the way out."""

    place: str
    """``file:line``, a question id, or a path; never empty."""
    code: str
    """A key of :data:`MEANINGS`, for example ``yaml.duplicate-key``."""
    message: str
    hint: str = ""

    def __post_init__(self) -> None:
        """Refuse a code that the error reference does not list."""
        if self.code not in MEANINGS:
            msg = f"error code {self.code!r} is not in the catalogue"
            raise LookupError(msg)

    def __str__(self) -> str:
        """One line for people: place, code, what is wrong, what to do."""
        tail = f" {self.hint}" if self.hint else ""
        return f"{self.place}: [{self.code}] {self.message}{tail}"


class ConformityError(Exception):
    """The toolkit refuses to go on, with one problem to report."""

    exit_status: int = UNUSABLE_INPUT

    def __init__(self, problem: Problem) -> None:
        self.problems: tuple[Problem, ...] = (problem,)
        super().__init__(str(problem))

    @property
    def code(self) -> str:
        """Code of the first problem; the stable handle for scripts."""
        return self.problems[0].code


class ProblemsError(ConformityError):
    """Several problems of one input, reported together and in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = tuple(problems)
        super().__init__(found[0])
        self.problems = found
        self.args = ("\n".join(str(problem) for problem in found),)


def fail(place: str, code: str, message: str, hint: str = "") -> ConformityError:
    """Build the error for one problem (the caller raises it)."""
    return ConformityError(Problem(place, code, message, hint))
