"""Verifying archived measures: every figure computed again from the table beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from compliance.assessment.journal.state import State
from compliance.data.files import read_bytes
from compliance.errors import ConformityError
from compliance.measure.archive import HEAD, MAX_FILE, compute_again, may_be_measure, read_measure
from compliance.services.verify.result import Verification
from compliance.storage.workspace import Binder


def check_measures(binder: Binder, state: State, result: Verification) -> None:
    """Compute the measures again that lie in the locker of an assessment.

    Args:
        binder: what keeps it.
        state: what its records say.
        result: takes what is found.
    """
    blobs = binder.blobs()
    for held in state.evidence.values():
        data = held.data
        if held.withdrawn or data.size > MAX_FILE or not data.name.lower().endswith(".json"):
            continue
        place = f"{binder.name}: {data.name} ({data.evidence})"
        try:
            with blobs.open(data.sha256, place) as stream:
                head = stream.read(HEAD)
                if may_be_measure(data.name, head):
                    check_measure(place, head + stream.read(MAX_FILE), result)
        except (ConformityError, OSError):
            continue  # that it is missing or changed was said with the evidence


def is_measure(path: Path) -> bool:
    """Whether a file is an archived measure, by its name and first bytes."""
    try:
        with path.open("rb") as stream:
            return may_be_measure(path.name, stream.read(HEAD))
    except OSError:
        return False


def verify_measure(path: Path, result: Verification) -> None:
    """Compute a file again that lies in no assessment.

    Raises:
        ConformityError: ``file.unreadable`` or ``file.too-large``.
    """
    check_measure(path.name, read_bytes(path, MAX_FILE), result)


def check_measure(place: str, content: bytes, result: Verification) -> None:
    """Compute one file again where it is a measure.

    Args:
        place: how messages call it.
        content: of the file.
        result: takes what is found.
    """
    try:
        value = read_measure(place, content)
    except ConformityError as error:
        result.problems += error.problems
        return
    if value is None:
        return
    problems, fine, left = compute_again(place, value)
    result.problems += problems
    result.checked += _some(fine)
    result.not_compared += _some(left)


def _some(text: str) -> Iterable[str]:
    return [text] if text else []
