"""Logs of Inspect, as JSON or packed (``.eval``), with what COMPL-AI tells in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import Field

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import Entry, Lenient, as_model, damaged, parse_json, walk_json
from compliance.adapters.results import (
    BY_ERROR,
    Result,
    around,
    kept,
    said_results,
    usual_direction,
)
from compliance.adapters.run_folder import Run, is_zip, looks_like_json
from compliance.adapters.saying import Sayer
from compliance.adapters.values import count, day_of, line, number, pointer
from compliance.assessment.journal.records import Check
from compliance.language.words import listed, quoted

_HEADER: Final = "header.json"
_START: Final = "_journal/start.json"
_SAMPLE: Final = re.compile(r"samples/[^/]+\.json")
_LONG: Final = frozenset({"samples"})
_LEFT: Final = frozenset({"samples", "reductions", "logging"})
"""Members whose content is not kept."""
_ERRORS: Final = frozenset({"stderr", "std", "bootstrap_stderr", "var"})
"""Metrics that tell how uncertain the others are, or how they spread."""
_STANDARD_ERRORS: Final = ("stderr", "bootstrap_stderr")
_TOPICS: Final = ("technical_requirement", "principle", "topic")
"""Under which names COMPL-AI and others tell what a task is evidence of."""


class _Dataset(Lenient):
    name: Any = None
    location: Any = None
    samples: int | None = None
    sample_ids: list[Any] | None = None


class _Revision(Lenient):
    commit: str | None = None
    origin: Any = None
    dirty: bool | None = None


class _Config(Lenient):
    limit: int | list[int] | None = None
    epochs: int | None = None
    epochs_reducer: Any = None
    fail_on_error: Any = None


class _Eval(Lenient):
    task: str
    model: str
    created: Any = None
    task_version: Any = None
    task_attribs: dict[str, Any] = Field(default_factory=dict)
    metadata: dict[str, Any] | None = None
    tags: list[Any] | None = None
    dataset: _Dataset = _Dataset()
    config: _Config = _Config()
    revision: _Revision | None = None
    packages: dict[str, Any] = Field(default_factory=dict)
    model_args: dict[str, Any] = Field(default_factory=dict)
    model_generate_config: dict[str, Any] = Field(default_factory=dict)


class _Metric(Lenient):
    name: str | None = None
    value: Any = None


class _Score(Lenient):
    name: str
    scored_samples: int | None = None
    unscored_samples: int | None = None
    reducer: Any = None
    metrics: dict[str, _Metric] = Field(default_factory=dict)


class _Results(Lenient):
    total_samples: int | None = None
    completed_samples: int | None = None
    scores: list[_Score] = Field(default_factory=list)


class _Error(Lenient):
    message: str = "an error without a message"


class _Stats(Lenient):
    started_at: Any = None
    completed_at: Any = None


class _Log(Lenient):
    version: int | None = None
    status: str | None = None
    eval: _Eval
    results: _Results | None = None
    stats: _Stats = _Stats()
    error: _Error | None = None
    invalidated: bool = False


@dataclass
class _Samples:
    """What was counted of the single samples in the log."""

    held: int = 0
    failed: int = 0
    models: set[str] = field(default_factory=set)

    def take(self, sample: Any) -> None:
        """Count one sample."""
        self.held += 1
        if not isinstance(sample, dict):
            return
        self.failed += bool(sample.get("error"))
        output = sample.get("output")
        told = output.get("model") if isinstance(output, dict) else None
        if isinstance(told, str) and len(self.models) < 5:  # noqa: PLR2004 - for a message
            self.models.add(line(told, 120))


class InspectAi:
    """Reads the log of one task that Inspect ran."""

    id: str = "inspect"
    version: str = "1"
    title: str = "log of Inspect"

    def recognise(self, file: Foreign) -> bool:
        """By its keys, or as a ZIP file by its name or what begins in it."""
        if is_zip(file):
            names = (_HEADER.encode(), _START.encode())
            return file.name.endswith(".eval") or any(name in file.head for name in names)
        if not looks_like_json(file):
            return False
        return b'"eval"' in file.head and (b'"eval_id"' in file.head or b'"task_id"' in file.head)

    def read(self, file: Foreign, about: About) -> Reading:
        """Every metric of every scorer, and what the log says of the run."""
        raw, samples = _packed(file) if is_zip(file) else _plain(file)
        log = as_model(_Log, raw, file.name)
        results, missing = _results(log)
        some, notes = kept(results)
        day = day_of(log.stats.completed_at) or day_of(log.eval.created)
        say = _said(log)
        return Reading(
            format=self.title,
            said=(*say.said(), *said_results(some)),
            checks=(
                _finished(log, samples, missing),
                _complete(log, samples),
                checks.same_model([line(log.eval.model, 200)], about),
                checks.error_stated(some),
                checks.dated(day, about),
                _clean(log),
                checks.direction(some),
            ),
            figures=tuple(one.figure() for one in some),
            day=day,
            kind=items.EVALUATION,
            notes=(*notes, *_noted(log, samples, missing)),
        )


def _plain(file: Foreign) -> tuple[dict[str, Any], _Samples]:
    """A log in JSON; samples are counted one by one, so it may be of any length."""
    found: dict[str, Any] = {}
    samples = _Samples()
    for key, value in walk_json(file.path, file.name, _LONG):
        if isinstance(value, Entry):
            samples.take(value.value)
        elif key not in _LEFT:
            found[key] = value
    return found, samples


def _packed(file: Foreign) -> tuple[dict[str, Any], _Samples]:
    """A packed log; one that was broken off has a beginning and no header."""
    run = Run(file)
    samples = _Samples()
    for name in run.names:
        if _SAMPLE.fullmatch(name):
            samples.take(parse_json(run.read(name), f"{file.name}/{name}"))
    for name in (_HEADER, _START):
        if name in run.names:
            raw = parse_json(run.read(name), f"{file.name}/{name}")
            if isinstance(raw, dict):
                return {**raw, "status": raw.get("status") or "started"}, samples
            break
    raise damaged(file.name, f"There is no {_HEADER} in it that could be read.")


def _results(log: _Log) -> tuple[list[Result], list[str]]:
    """All figures, and the names of those that are no number."""
    found: list[Result] = []
    missing: list[str] = []
    scores = log.results.scores if log.results else []
    for place, score in enumerate(scores):
        errors = [
            number(score.metrics[key].value) for key in _STANDARD_ERRORS if key in score.metrics
        ]
        measured = [key for key in score.metrics if _last(key) not in _ERRORS]
        for key in measured:
            metric = score.metrics[key]
            value = number(metric.value)
            if value is None:
                missing.append(f"{_last(key)} of {score.name}")
                continue
            # An error beside several metrics does not say to which of them it belongs.
            error = errors[0] if errors and len(measured) == 1 else None
            found.append(_result(log, score, key, value, error, place))
    return found, missing


def _result(
    log: _Log, score: _Score, key: str, value: float, error: float | None, place: int
) -> Result:
    low, high = around(value, error)
    n = score.scored_samples
    if n is None and log.results:
        n = log.results.completed_samples
    metric = _last(key)
    return Result(
        metric=line(metric, 120),
        value=value,
        place=pointer("results", "scores", place, "metrics", key, "value"),
        task=line(log.eval.task, 120),
        low=low,
        high=high,
        interval=BY_ERROR,
        n=n if n is not None and n >= 0 else None,
        better=usual_direction(metric),
        group=f"scorer {line(score.name, 80)}" if len(_scores(log)) > 1 else "",
        topic=_topic(log),
        error_is_nought=error == 0,
    )


def _scores(log: _Log) -> list[_Score]:
    return log.results.scores if log.results else []


def _last(key: str) -> str:
    return key.rsplit("/", 1)[-1]


def _topic(log: _Log) -> str:
    """What the makers of the benchmark say it is evidence of."""
    for told in (log.eval.task_attribs, log.eval.metadata or {}):
        for key in _TOPICS:
            if isinstance(told.get(key), str):
                return line(told[key], 200)
    return ""


def _said(log: _Log) -> Sayer:
    say, ran = Sayer(), log.eval
    say.text("model.name", line(ran.model), pointer("eval", "model"))
    say.day(
        "test.date",
        day_of(log.stats.completed_at) or day_of(ran.created),
        pointer("stats", "completed_at") if log.stats.completed_at else pointer("eval", "created"),
    )
    tool = " ".join(part for part in ("Inspect", line(ran.packages.get("inspect_ai"))) if part)
    say.text("test.tool", tool, pointer("eval", "packages"))
    if ran.revision is not None:
        say.text("test.commit", ran.revision.commit, pointer("eval", "revision", "commit"))
    say.several("test.data", list(_data(ran)), pointer("eval", "dataset"))
    say.text("test.settings", _settings(ran), pointer("eval", "config"))
    return say


def _data(ran: _Eval) -> Iterator[str]:
    yield line(ran.dataset.name) or line(ran.dataset.location)


def _settings(ran: _Eval) -> str:
    config = ran.config
    told = {
        "task version": ran.task_version,
        "samples limited to": _limit(config),
        "epochs": config.epochs if (config.epochs or 1) > 1 else None,
        **{key.replace("_", " "): value for key, value in ran.model_generate_config.items()},
        **{key: value for key, value in ran.model_args.items() if "key" not in key.casefold()},
    }
    found = (f"{line(name, 60)} {line(value, 80)}" for name, value in told.items() if line(value))
    return "; ".join(list(found)[:20])


def _limit(config: _Config) -> str:
    limit = config.limit
    return "–".join(str(one) for one in limit) if isinstance(limit, list) else line(limit)


def _finished(log: _Log, samples: _Samples, missing: list[str]) -> Check:
    if log.invalidated:
        return checks.finished("failed", "Somebody marked this log as invalid.")
    error = log.error.message if log.error else ""
    check = checks.finished_by_status(log.status or "", frozenset({"success"}), error)
    if check.outcome != "passed":
        return check
    if log.results is None or not log.results.scores:
        return checks.finished("failed", "It says it ran to its end, and holds no figure at all.")
    if samples.failed:
        said = f"It ran to its end, but {samples.failed} of its samples ended with an error."
        return checks.finished("failed", said)
    if missing:
        which = listed([quoted(one, 80) for one in missing], 4)
        return checks.finished("failed", f"It ran to its end without a number for {which}.")
    return check


def _complete(log: _Log, samples: _Samples) -> Check:
    epochs = max(log.eval.config.epochs or 1, 1)
    whole = count(log.eval.dataset.samples)
    planned = None if whole is None else whole * epochs
    done = log.results.completed_samples if log.results else None
    why = []
    if limit := _limit(log.eval.config):
        why.append(f"The run was limited to {limit}.")
    if samples.held and done is not None and samples.held < done:
        why.append(f"Only {samples.held} samples are in the file.")
        done = samples.held
    unscored = sum(score.unscored_samples or 0 for score in _scores(log))
    if unscored:
        why.append(f"{unscored} samples got no score.")
    if done is None and samples.held:
        done = samples.held
    found = checks.complete(count(done), planned, " ".join(why))
    if found.outcome != "failed" and (limit or unscored) and why:
        return checks.incomplete(found.said)
    return found


def _clean(log: _Log) -> Check:
    revision = log.eval.revision or _Revision()
    program = line(log.eval.packages.get("inspect_ai"))
    return checks.clean_commit(line(revision.commit), revision.dirty, program)


def _noted(log: _Log, samples: _Samples, missing: list[str]) -> Iterator[str]:
    if missing:
        which = listed([quoted(one, 80) for one in missing], 5)
        yield f"Without a number, and so left out: {which}."
    if samples.models:
        told = listed([quoted(one) for one in sorted(samples.models)], 4)
        yield f"Its samples were answered by {told}."
    if topic := _topic(log):
        yield f"Its makers name it as evidence of {quoted(topic, 120)}."
    tags = [line(one, 80) for one in log.eval.tags or [] if line(one)]
    if tags:
        yield f"It is tagged {listed([quoted(one) for one in tags], 6)}."


ADAPTER: Final = InspectAi()
