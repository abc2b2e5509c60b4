"""Which columns people said fill which fields, offered again for the next such table.

Kept beside the assessments of a workspace, for one organisation names its columns alike in
all of its tables. It is a convenience and no record: it decides nothing, every mapping is
shown before anything is proposed, and what is damaged or too long is as if it were not there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from compliance.language.headers import plain_header
from compliance.storage.opened import OpenAssessment

SUBJECT: Final = "tables"
MOST_QUESTIONS, MOST_HEADERS = 200, 80
"""Questions that are remembered, and headers of each; the oldest go first."""


def remembered(assessment: OpenAssessment, question: str) -> dict[str, str]:
    """Header, made alike, to the field that it fills; empty to leave it out."""
    return _all(assessment).get(question, {})


def remember(assessment: OpenAssessment, question: str, chosen: Mapping[str, str]) -> None:
    """Keep what a person said of columns."""
    if not chosen:
        return
    known = _all(assessment)
    before = known.pop(question, {})
    said = {plain_header(header): field for header, field in chosen.items()}
    together = {**{key: value for key, value in before.items() if key not in said}, **said}
    known[question] = dict(list(together.items())[-MOST_HEADERS:])
    kept = dict(list(known.items())[-MOST_QUESTIONS:])
    content = json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")
    assessment.binder.workspace.keep_habits(SUBJECT, content)


def _all(assessment: OpenAssessment) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(assessment.binder.workspace.habits(SUBJECT) or b"{}")
        return {
            str(question): {str(header): str(field) for header, field in headers.items()}
            for question, headers in found.items()
        }
    except (ValueError, AttributeError, TypeError, RecursionError):
        return {}
