"""What stands beside a question in an exported file and is there to read: evidence, remarks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from compliance.assessment.journal.state import HeldEvidence
from compliance.services.exchange.values import MAX_CELL, cell_size
from compliance.storage.opened import OpenAssessment
from compliance.views.evidence import view_evidence

ROOM: Final = 100
"""Characters of a cell that are kept for saying that there is more."""


@dataclass(frozen=True)
class Attached:
    """A piece of evidence beside a question."""

    number: str
    name: str
    kind: str
    """In words."""
    kind_id: str
    collected: datetime.date | None
    expires: datetime.date | None
    sha256: str
    state: str
    """How it stands, in words; empty where it counts."""
    address: str

    @property
    def line(self) -> str:
        """All of it in a line."""
        parts = [f"{self.number} {self.name}", self.kind]
        parts += [f"collected {self.collected}"] if self.collected else []
        parts += [f"counts until {self.expires}"] if self.expires else []
        parts += [self.state] if self.state else []
        parts += [self.address] if self.address else []
        return "; ".join([*parts, f"SHA-256 {self.sha256 or 'not known'}"])


def fitting(lines: Sequence[str]) -> str:
    r"""Lines in one cell; of more than it holds, the first ones and how many are left out.

    >>> fitting(["a", "b"])
    'a\nb'
    """
    text = "\n".join(lines)
    if cell_size(text) <= MAX_CELL:
        return text
    kept: list[str] = []
    size = ROOM
    for line in lines:
        size += cell_size(line) + 1
        if size > MAX_CELL:
            break
        kept.append(line)
    return "\n".join([*kept, f"and {len(lines) - len(kept)} more, in the JSON file"])


def beside(assessment: OpenAssessment, known: str, today: datetime.date) -> dict[str, Any]:
    """Evidence and remarks of a question."""
    state = assessment.state
    held = [*state.evidence_for(known), *state.superseded_for(known)]
    return {
        "evidence": tuple(_attached(assessment, one, today) for one in held),
        "remarks": tuple(remark for remark in state.notes if remark.question == known),
    }


def _attached(assessment: OpenAssessment, held: HeldEvidence, today: datetime.date) -> Attached:
    line, data = view_evidence(assessment, held, today), held.data
    return Attached(
        data.evidence,
        data.name,
        line.kind,
        data.evidence_kind,
        data.collected,
        data.expires,
        data.sha256,
        "" if line.state in {"counts", "unasked"} else line.told,
        data.address or "",
    )
