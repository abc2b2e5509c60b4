"""Optional questions that somebody left open on purpose.

Like a draft this is not a record: the question stays open in every count and finding. It is
only not put forward again, neither in the next sitting nor in the browser, until somebody
asks for it or answers it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from compliance.checklist.questions import Question
from compliance.data.files import write_atomically
from compliance.storage.drafts import FOLDER

NAME: Final = "passed-over.json"
MAX_BYTES: Final = 1_000_000


def passed_over(folder: Path) -> frozenset[str]:
    """Ids of the questions passed over; none where nothing can be read."""
    try:
        with (folder / FOLDER / NAME).open("rb") as handle:
            found: Any = json.loads(handle.read(MAX_BYTES))
        return frozenset(known for known in found if isinstance(known, str))
    except (OSError, ValueError, TypeError, RecursionError):
        return frozenset()


def pass_over(folder: Path, question: Question) -> None:
    """Do not put an optional question forward again; others come back.

    Raises:
        ConformityError: ``file.write-failed``.
    """
    if question.optional:
        _write(folder, passed_over(folder) | {question.id})


def take_up(folder: Path) -> None:
    """Put forward again whatever was passed over.

    Raises:
        ConformityError: ``file.write-failed``.
    """
    if passed_over(folder):
        _write(folder, frozenset())


def _write(folder: Path, questions: frozenset[str]) -> None:
    content = json.dumps(sorted(questions)).encode("utf-8")
    write_atomically(folder / FOLDER / NAME, content)
