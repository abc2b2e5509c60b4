"""What is looked at in every file before its figures count, said so that anybody understands.

Each check passed, failed, or is unknown where the file does not say it. None of them decides
what follows: that is for the rules of the assessment.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from compliance.adapters.base import About
from compliance.adapters.model_names import Match, match
from compliance.adapters.results import Result
from compliance.assessment.journal.records import Check
from compliance.language.words import day as said_day
from compliance.language.words import listed, quoted

FINISHED: Final = "finished"
COMPLETE: Final = "complete"
SAME_MODEL: Final = "same-model"
ERROR_STATED: Final = "error-stated"
DATED: Final = "dated"
CLEAN_COMMIT: Final = "clean-commit"
DIRECTION: Final = "direction"

CHECKS: Final = {
    FINISHED: "Did it run to its end?",
    COMPLETE: "Were all samples tested that were planned?",
    SAME_MODEL: "Is it about a model that this assessment names?",
    ERROR_STATED: "Does it say how uncertain its figures are?",
    DATED: "Does it say when it was made, and is that possible?",
    CLEAN_COMMIT: "Does it say which code was used, and was that code unchanged?",
    DIRECTION: "Is it known of each figure whether more is better?",
}
"""Every check, with the question that it answers."""

Outcome = Literal["passed", "failed", "unknown"]

_CHANGED: Final = re.compile(r"(?:-dirty|\+dirty|\.d20\d{6})$")
"""How tools mark the name of a version whose files were changed."""


def finished(outcome: Outcome, said: str) -> Check:
    """Whether what is told ran to its end."""
    return Check(check=FINISHED, outcome=outcome, said=said)


def finished_by_status(status: str, good: frozenset[str], error: str = "") -> Check:
    """The same, where a file tells it by a word.

    Args:
        status: the word; empty where it tells none.
        good: words that mean it is done.
        error: what it says went wrong.
    """
    if error:
        return finished("failed", f"It ended with an error: {quoted(error, 160)}.")
    if not status:
        return finished("unknown", "It does not say whether it ran to its end.")
    if status.casefold() in good:
        return finished("passed", f"It ran to its end: its status is {quoted(status)}.")
    message = f"It did not run to its end: its status is {quoted(status)}."
    return finished("failed", message)


def complete(done: int | None, planned: int | None, why: str = "") -> Check:
    """Whether all was tested that was planned.

    Args:
        done: how many samples were tested.
        planned: how many there are.
        why: what the file says of it, as a sentence.
    """
    tail = f" {why}" if why else ""
    if done is not None and planned is not None:
        if done < planned:
            said = f"Only {done} of {planned} samples were tested.{tail}"
            return Check(check=COMPLETE, outcome="failed", said=said)
        if done > planned:
            said = f"It counts {done} samples, more than the {planned} that it planned.{tail}"
            return Check(check=COMPLETE, outcome="failed", said=said)
        said = f"All {planned} samples were tested.{tail}"
        return Check(check=COMPLETE, outcome="passed", said=said)
    if done is not None:
        said = f"It counts {done} samples; how many were planned it does not say.{tail}"
        return Check(check=COMPLETE, outcome="unknown", said=said)
    said = f"It does not say how many samples were planned and tested.{tail}"
    return Check(check=COMPLETE, outcome="unknown", said=said)


def incomplete(said: str) -> Check:
    """Not all was tested, for a reason that the file tells in its own way."""
    return Check(check=COMPLETE, outcome="failed", said=said)


def same_model(names: Sequence[str], about: About) -> Check:
    """Whether the file speaks of a model that the assessment names."""
    named = [name for name in dict.fromkeys(names) if name]
    if not named:
        return _same("unknown", "It does not name the model that it is about.")
    told = listed([quoted(name, 80) for name in named], 4)
    if not about.models:
        return _same("unknown", f"It is about {told}; this assessment names no model yet.")
    ours = listed([quoted(name, 80) for name in about.models], 4)
    found = [match(name, about.models) for name in named]
    if len(named) > 1 and any(one is None for one in found) and any(found):
        others = [quoted(name, 80) for name, one in zip(named, found, strict=True) if one is None]
        said = f"It is about several models, some not of this assessment: {listed(others, 4)}."
        return _same("unknown", said)
    if not all(found):
        return _same("failed", f"It is about {told}; this assessment is about {ours}.")
    return _alike(told, [one for one in found if one is not None])


def _alike(told: str, found: list[Match]) -> Check:
    other = next((one for one in found if not one.alike), None)
    if other is not None:
        said = f"It is about {told}, which is not quite {quoted(other.ours, 80)}: {other.because}."
        return _same("unknown", said)
    ours = listed(list(dict.fromkeys(quoted(one.ours, 80) for one in found)), 4)
    because = next((one.because for one in found if one.because), "")
    tail = f"; {because}" if because else ""
    return _same("passed", f"It is about {told}, in this assessment {ours}{tail}.")


def _same(outcome: Outcome, said: str) -> Check:
    return Check(check=SAME_MODEL, outcome=outcome, said=said)


def error_stated(results: Sequence[Result]) -> Check:
    """Whether figures come with what they may be off by."""
    if not results:
        return Check(check=ERROR_STATED, outcome="unknown", said="It holds no figure.")
    bare = [one for one in results if one.low is None or one.high is None]
    if not bare:
        said = "Every figure has an interval or a standard error."
        return Check(check=ERROR_STATED, outcome="passed", said=said)
    which = listed(list(dict.fromkeys(quoted(one.metric) for one in bare)), 3)
    if all(one.error_is_nought for one in bare):
        said = f"{len(bare)} of {len(results)} figures have an error of nought, as when all samples"
        said += f" came out alike: it does not say how uncertain they are ({which})."
    elif len(bare) == len(results):
        said = "No figure says how uncertain it is: no standard error and no interval stands there."
    else:
        said = f"{len(bare)} of {len(results)} figures do not say how uncertain they are: {which}."
    return Check(check=ERROR_STATED, outcome="failed", said=said)


def dated(day: datetime.date | None, about: About) -> Check:
    """Whether it says when it was made, and not after today."""
    if day is None:
        return Check(check=DATED, outcome="unknown", said="It does not say when it was made.")
    if about.today is not None and day > about.today:
        said = f"It says it was made on {said_day(day)}, which is still to come."
        return Check(check=DATED, outcome="failed", said=said)
    return Check(check=DATED, outcome="passed", said=f"It was made on {said_day(day)}.")


def clean_commit(commit: str, changed: bool | None = None, program: str = "") -> Check:  # noqa: FBT001
    """Whether it says which code was used, unchanged.

    Args:
        commit: revision of the code, empty where the file tells none.
        changed: whether there were changes that no revision holds, where the file tells it.
        program: version of the program, which may tell the same in its own way.
    """
    marked = bool(_CHANGED.search(commit) or _CHANGED.search(program))
    if changed or marked:
        told = quoted(commit or program, 60)
        said = f"The code was changed beyond its revision {told}: nobody can run it again."
        return Check(check=CLEAN_COMMIT, outcome="failed", said=said)
    if not commit:
        said = "It does not say which revision of the code was used."
        return Check(check=CLEAN_COMMIT, outcome="unknown", said=said)
    tail = "" if changed is False else "; whether it had been changed it does not say"
    said = f"The revision of the code is {quoted(commit, 60)}{tail}."
    return Check(check=CLEAN_COMMIT, outcome="passed", said=said)


def direction(results: Iterable[Result]) -> Check:
    """Whether it is known of each figure if more is better."""
    all_of_them = list(results)
    if not all_of_them:
        return Check(check=DIRECTION, outcome="unknown", said="It holds no figure.")
    open_ones = dict.fromkeys(one.metric for one in all_of_them if not one.better)
    if open_ones:
        which = listed([quoted(name) for name in open_ones], 4)
        said = f"Whether more or less is better is not said of {which}."
        return Check(check=DIRECTION, outcome="unknown", said=said)
    said = "It is known of each figure whether more is better."
    return Check(check=DIRECTION, outcome="passed", said=said)
