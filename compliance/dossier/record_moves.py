"""The part of the record that says how an assessment came to its edition."""

from __future__ import annotations

from typing import Any

from compliance.assessment.state import Given, State


def moves_of(state: State) -> dict[str, Any]:
    """How an assessment came to its edition; nothing where it began with it."""
    if not state.moves:
        return {}
    return {
        "moves": [
            {
                "from": move.data.from_edition,
                "to": move.data.edition,
                "by": move.by,
                "at": move.at,
            }
            for move in state.moves
        ],
        "unconfirmed": [
            {
                "question": item.question,
                "reason": item.reason,
                "answers": [said(given) for given in item.answers],
            }
            for _, item in sorted(state.unconfirmed.items())
        ],
        "retired": [{"reason": item.reason, **said(item.given)} for item in state.retired],
    }


def said(given: Given) -> dict[str, Any]:
    """An answer as the journal has it."""
    return {
        "question": given.question,
        "state": given.state,
        "value": given.value,
        "explanation": given.explanation,
        "by": given.by,
        "at": given.at,
        "seq": given.seq,
    }
