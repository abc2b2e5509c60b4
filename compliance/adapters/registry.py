"""Which adapters there are, which of them knows a file, and reading with one apart.

Our own stand in a list; others are found by the entry point ``conformity.adapters``. All
reading happens in a process of its own with limits of time and memory: whatever an adapter
or a file does there, nobody else waits for it, and an error of an adapter is one sentence.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, cast

from compliance.adapters.base import ENTRY_POINT, About, Adapter, Foreign, Reading, Said
from compliance.assessment.journal.records import Check, Figure
from compliance.data.apart import Apart
from compliance.errors import ConformityError, Problem, fail

HEAD: Final = 64 * 1024
"""Bytes by which a file is recognised."""
OWN: Final = (
    "lm_eval",
    "inspect_ai",
    "every_eval_ever",
    "helm",
    "moonshot",
    "aiverify",
    "mlflow",
    "measured",
    "hf_card",
    "cyclonedx",
    "spdx3",
    "croissant",
    "documents",
    "content_credentials",
)
"""Modules beside this one that hold an ``ADAPTER``, the more particular format first."""
MAX_SAID: Final = 2_000
MAX_ROWS: Final = 5_000
MAX_FIGURES: Final = 2_000
MAX_CHECKS: Final = 50
MAX_TEXT: Final = 20_000
MAX_PLACE: Final = 1_000
READING: Final = Apart(seconds=60, megabytes=1_024, at_once=2, waiting=6)
"""Files that are read at the same time, and those that may wait."""


@cache
def own_adapters() -> tuple[Adapter, ...]:
    """The adapters of this program, in the order in which they are asked."""
    found: list[Adapter] = []
    for name in OWN:
        module = f"{__package__}.{name}"
        if importlib.util.find_spec(module) is not None:
            found.append(cast("Adapter", importlib.import_module(module).ADAPTER))
    return tuple(found)


@cache
def offered_adapters() -> tuple[tuple[Adapter, ...], tuple[Problem, ...]]:
    """The adapters of other distributions, and those that cannot be loaded."""
    found: list[Adapter] = []
    problems: list[Problem] = []
    entries = sorted(importlib.metadata.entry_points(group=ENTRY_POINT), key=lambda one: one.name)
    for entry in entries:
        try:
            offered = entry.load()
            adapter = offered() if isinstance(offered, type) else offered
            named = all(str(one) for one in (adapter.id, adapter.version, adapter.title))
        except Exception as error:  # noqa: BLE001 - foreign code may raise anything
            problems.append(_not_offered(entry.name, error))
            continue
        if named:
            found.append(cast("Adapter", adapter))
    return tuple(found), tuple(problems)


def _not_offered(name: str, error: Exception) -> Problem:
    return Problem(
        name,
        "adapter.not-offered",
        f"The adapter {name} cannot be loaded: {type(error).__name__}.",
        "Update or remove the distribution that offers it.",
    )


def adapters() -> tuple[Adapter, ...]:
    """Every adapter, our own first; of one id the first."""
    found: dict[str, Adapter] = {}
    for adapter in (*own_adapters(), *offered_adapters()[0]):
        found.setdefault(adapter.id, adapter)
    return tuple(found.values())


def look_at(path: Path, name: str) -> Foreign:
    """A file, or a folder, with the first bytes by which it is recognised.

    Raises:
        OSError: it cannot be read.
    """
    if path.is_dir():
        return Foreign(path, name)
    with path.open("rb") as stream:
        return Foreign(path, name, stream.read(HEAD))


def recognised(file: Foreign, among: Iterable[Adapter] | None = None) -> tuple[Adapter, ...]:
    """Adapters that know the format of a file; one that fails at looking knows it not."""
    return tuple(one for one in (adapters() if among is None else among) if _knows(one, file))


def _knows(adapter: Adapter, file: Foreign) -> bool:
    try:
        return bool(adapter.recognise(file))
    except Exception:  # noqa: BLE001 - looking is all that is asked; foreign code may raise
        return False


def adapter_called(known: str) -> Adapter:
    """An adapter by its id.

    Raises:
        ConformityError: ``adapter.unknown-format`` where there is none.
    """
    for adapter in adapters():
        if adapter.id == known:
            return adapter
    names = ", ".join(adapter.id for adapter in adapters())
    raise fail(known, "adapter.unknown-format", "There is no such adapter.", f"There are: {names}.")


def unknown_format(name: str) -> ConformityError:
    """That no adapter knows a file, with the formats that are known."""
    titles = ", ".join(adapter.title for adapter in adapters())
    return fail(
        name,
        "adapter.unknown-format",
        "This is no file of a format that is known here.",
        f"Known formats: {titles}." if titles else "No adapter is installed.",
    )


def read_apart(adapter: Adapter, file: Foreign, about: About) -> Reading:
    """What an adapter reads in a file, in a process of its own.

    Args:
        adapter: that knows the file.
        file: the file.
        about: what is known of the system.

    Raises:
        ConformityError: what the adapter says of the file; ``adapter.failed`` where it
            raised something else; ``file.limits`` where it needed too much.
    """
    try:
        return READING.run(file.name, read_here, adapter.id, file, about)
    except RuntimeError as error:
        raise failed(adapter, file, str(error)) from None


def read_here(known: str, file: Foreign, about: About) -> Reading:
    """What an adapter reads, in this process and within the bounds of a record."""
    adapter = adapter_called(known)
    return _bounded(adapter, file, adapter.read(file, about))


def failed(adapter: Adapter, file: Foreign, error: str) -> ConformityError:
    """That an adapter raised something that says nothing about the file.

    Args:
        adapter: that read.
        file: the file.
        error: name of what it raised; its text may hold what stands in the file.
    """
    return fail(
        file.name,
        "adapter.failed",
        f"The adapter {adapter.id} {adapter.version} could not read it: {error or 'no reason'}.",
        "Attach it without reading it, and report the file to whoever wrote the adapter.",
    )


def _bounded(adapter: Adapter, file: Foreign, reading: object) -> Reading:
    """The reading, with no more than can be recorded and shown."""
    if not isinstance(reading, Reading):
        raise failed(adapter, file, "it gave back something else than a reading")
    notes = list(reading.notes)
    said = [_cut(one) for one in reading.said[:MAX_SAID]]
    figures = [one for one in reading.figures if _is_finite(one)]
    if len(reading.said) > MAX_SAID or len(figures) > MAX_FIGURES:
        notes.append(f"Only the first {MAX_SAID} statements and figures were taken.")
    return replace(
        reading,
        said=tuple(said),
        checks=tuple(Check.model_validate(one) for one in reading.checks[:MAX_CHECKS]),
        figures=tuple(Figure.model_validate(one) for one in figures[:MAX_FIGURES]),
        notes=tuple(note[:MAX_TEXT] for note in notes[:MAX_CHECKS]),
    )


def _is_finite(figure: Figure) -> bool:
    ends = (figure.value, figure.low, figure.high)
    return all(end is None or math.isfinite(end) for end in ends)


def _cut(said: Said) -> Said:
    value = said.value
    if isinstance(value, str):
        value = value[:MAX_TEXT]
    if isinstance(value, list):
        value = value[:MAX_ROWS]
    return replace(said, value=value, place=said.place[:MAX_PLACE])
