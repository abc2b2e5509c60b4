"""Measuring samples of generated content: do they say by machine what they are?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from compliance.adapters.content_credentials import (
    MAX_SIZE,
    look,
    media_type,
    require_library,
    why_silent,
)
from compliance.data.apart import Apart, report
from compliance.data.digests import sha256, sha256_of_stream
from compliance.data.files import cannot_read
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.measure.marking import Sample, count
from compliance.measure.result import MARKING, Input, archived, of_samples
from compliance.services.measure.rows import Progress
from compliance.services.measure.run import Result, read_thresholds, require_meant

MAX_SAMPLES: Final = 2_000
HEAD: Final = 64
LOOKING: Final = Apart(seconds=60, megabytes=2_048, at_once=1, waiting=1)
PATIENCE, EACH = 60.0, 5.0
"""Seconds for all samples, and for each beside that."""


def measure_marking(
    paths: Sequence[Path],
    *,
    today: datetime.date,
    thresholds: Sequence[str] = (),
    progress: Progress | None = None,
) -> Result:
    """Measure how many samples of content carry a mark that says that they were generated.

    Args:
        paths: files and folders with samples as the system gave them out.
        today: the day on which it is measured, which is archived.
        thresholds: limits, each with its reason.
        progress: called with samples looked at and samples in all.

    Raises:
        ConformityError: ``measure.not-installed``; ``measure.file`` for every file that
            cannot carry such a mark; ``measure.threshold``.
    """
    limits = read_thresholds(thresholds)
    files = _files(paths)
    require_library(str(files[0][0]))
    place = LOOKING.within(PATIENCE + EACH * len(files))
    samples = place.watched(files[0][1], progress, _samples, files)
    counts = count(samples)
    measured = of_samples(counts, limits)
    require_meant(limits, measured)
    lines = "".join(f"{one.sha256}  {one.name}\n" for one in samples)
    title = files[0][1] if len(files) == 1 else f"{len(files)} samples of content"
    whole = Input(title, sha256(lines.encode()), len(files))
    day = today.isoformat()
    return Result(measured, archived(MARKING, [whole], counts.as_json(), measured, limits, day))


def _files(paths: Sequence[Path]) -> list[tuple[Path, str, str]]:
    """Samples with their names and media types, by name.

    Raises:
        ConformityError: ``measure.file`` for all of them at once, ``measure.too-many``.
    """
    found: dict[Path, str] = {}
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else []
        found |= {one: one.relative_to(path).as_posix() for one in inside}
        if not path.is_dir():
            found[path] = path.name
        if len(found) > MAX_SAMPLES:
            raise fail(
                str(path),
                "measure.too-many",
                f"There are more than {MAX_SAMPLES:,} samples.",
                "Draw some of them by chance, and say how in the answer.",
            )
    known: list[tuple[Path, str, str]] = []
    problems: list[Problem] = []
    for path, name in found.items():
        try:
            known.append((path, name, _kind(path)))
        except ConformityError as error:
            problems += error.problems
    if not found:
        problems.append(Problem(str(paths[0]), "measure.file", "There is no sample in it.", ""))
    if problems:
        raise ProblemsError(problems)
    return sorted(known, key=lambda one: one[1])


def _kind(path: Path) -> str:
    """The media type of a sample.

    Raises:
        ConformityError: ``measure.file``, or what reading the file raises.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        size = path.stat().st_size
    except OSError as error:
        raise cannot_read(path, error) from None
    kind = media_type(head)
    if not kind or size > MAX_SIZE:
        why = (
            "It is no picture, sound or video that can carry credentials."
            if not kind
            else f"It has {size:,} bytes; {MAX_SIZE:,} are looked at."
        )
        raise fail(str(path), "measure.file", why, "Leave it out, or take a shorter sample.")
    return kind


def _samples(files: Sequence[tuple[Path, str, str]]) -> list[Sample]:
    """All samples, looked at; called in a process of its own."""
    found = []
    for at, file in enumerate(files, 1):
        found.append(_sample(*file))
        report(at, len(files))
    return found


def _sample(path: Path, name: str, kind: str) -> Sample:
    with path.open("rb") as stream:
        digest = sha256_of_stream(stream)
        stream.seek(0)
        try:
            mark = look(stream, kind, name)
        except ConformityError as error:
            if error.code != "adapter.damaged":
                raise
            why = error.problems[0].message
            return Sample(name, digest, kind, marked=False, whole=False, tells=False, why=why)
    return Sample(name, digest, kind, mark.present, mark.whole, mark.tells, why_silent(mark))
