"""A run as MLflow keeps it in a folder: what it is, parameters, metrics, tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import Lenient, as_model, damaged
from compliance.adapters.results import Result, kept, said_results, usual_direction
from compliance.adapters.run_folder import Run, is_zip, top_names
from compliance.adapters.saying import Sayer
from compliance.adapters.values import day_of, line, number
from compliance.adapters.yaml_part import read_part, text_of
from compliance.assessment.journal.records import Check
from compliance.errors import ConformityError
from compliance.language.words import listed, quoted

_META: Final = "meta.yaml"
_STATES: Final = {
    "1": "RUNNING", "2": "SCHEDULED", "3": "FINISHED", "4": "FAILED", "5": "KILLED",
}  # fmt: skip
"""How files number what MLflow calls the states of a run."""
_DONE: Final = frozenset({"finished"})
_MOST_METRIC: Final = 8 << 20
_MOST_TEXT: Final = 64 << 10
_MODEL_KEYS: Final = (
    "model_name", "model", "pretrained_model_name_or_path", "model_name_or_path", "base_model",
    "model_id",
)  # fmt: skip
"""Parameters by which people name the model; MLflow itself has no place for it."""
_SYSTEM: Final = "system/"
"""How metrics of the machine begin."""


class _Meta(Lenient):
    run_id: Any = None
    run_name: Any = None
    status: Any = None
    lifecycle_stage: str | None = None
    start_time: Any = None
    end_time: Any = None


class Mlflow:
    """Reads the folder of one run, or the same as a ZIP file."""

    id: str = "mlflow"
    version: str = "1"
    title: str = "run of MLflow"

    def recognise(self, file: Foreign) -> bool:
        """By the names in it: ``meta.yaml`` and one of ``metrics``, ``params``."""
        names = top_names(file)
        if _META in names:
            return bool({"metrics", "params"} & names)
        inside = b"metrics/" in file.head or b"params/" in file.head
        return is_zip(file) and _META.encode() in file.head and inside

    def read(self, file: Foreign, about: About) -> Reading:
        """The last value of every metric, parameters and what the tags say of the code."""
        run = Run(file)
        base = _base(run)
        place = f"{file.name}/{base}{_META}"
        told = read_part(text_of(run.read(base + _META, _MOST_TEXT), place), place).value
        meta = as_model(_Meta, told, place)
        params, tags = _texts(run, f"{base}params/"), _texts(run, f"{base}tags/")
        results, missing = _results(run, f"{base}metrics/")
        some, notes = kept(results)
        day = day_of(meta.end_time) or day_of(meta.start_time)
        model, at = _model(params)
        commit = line(tags.get("mlflow.source.git.commit") or tags.get("mlflow.git.commit"))
        say = Sayer()
        say.text("model.name", model, f"{base}params/{at}", f"a parameter called {at}")
        say.day("test.date", day, f"{base}{_META}, {'end' if meta.end_time else 'start'}_time")
        say.text("test.tool", f"MLflow; {line(tags.get('mlflow.source.name'), 200)}".rstrip("; "),
                 f"{base}tags/mlflow.source.name")  # fmt: skip
        say.text("test.commit", commit, f"{base}tags/mlflow.source.git.commit")
        say.text("test.by", line(tags.get("mlflow.user")), f"{base}tags/mlflow.user")
        say.text("test.settings", _settings(params), f"{base}params")
        return Reading(
            format=self.title,
            said=(*say.said(), *said_results(some)),
            checks=(
                _finished(meta, some, missing),
                checks.complete(None, None),
                checks.same_model([model], about),
                checks.error_stated(some),
                checks.dated(day, about),
                checks.clean_commit(commit, _changed(tags)),
                checks.direction(some),
            ),
            figures=tuple(one.figure() for one in some),
            day=day,
            kind=items.EVALUATION,
            notes=(*notes, *_noted(meta, missing)),
        )


def _base(run: Run) -> str:
    """The folder of the run inside of what was given: itself, or the only one in it."""
    bases = [name.removesuffix(_META) for name in run.named(_META)]
    found = [base for base in bases if any(_of_run(base, name) for name in run.names)]
    if len(found) > 1:
        raise damaged(run.place, "It holds several runs; add each of them for itself.")
    if found:
        return found[0]
    if _META in run.names:
        return ""
    raise damaged(run.place, f"There is no {_META} in it.")


def _of_run(base: str, name: str) -> bool:
    return name.startswith((f"{base}metrics/", f"{base}params/"))


def _texts(run: Run, folder: str) -> dict[str, str]:
    """What stands in the small files of a folder, by their names."""
    found: dict[str, str] = {}
    for name in run.names:
        if name.startswith(folder):
            try:
                content = run.read(name, _MOST_TEXT)
            except ConformityError as error:
                if error.code != "adapter.too-large":
                    raise
                continue
            found[name.removeprefix(folder)] = content.decode("utf-8", "replace")
    return found


def _results(run: Run, folder: str) -> tuple[list[Result], list[str]]:
    """The last value of each metric, and the names of those that are no number."""
    found: list[Result] = []
    missing: list[str] = []
    for name in run.names:
        metric = name.removeprefix(folder)
        if not name.startswith(folder) or metric.startswith(_SYSTEM):
            continue
        told = _last(run.read(name, _MOST_METRIC), f"{run.place}/{name}")
        if told is None:
            missing.append(metric)
            continue
        value, number_of_line, data = told
        found.append(
            Result(
                metric=line(metric, 120),
                value=value,
                place=f"{name}, line {number_of_line}",
                task=line(data, 120),
                better=usual_direction(metric),
            )
        )
    return found, missing


def _last(content: bytes, place: str) -> tuple[float, int, str] | None:
    """The value of the last step, the line on which it stands, and the data set it names."""
    latest: tuple[tuple[float, float], int, list[str]] | None = None
    for at, raw in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        parts = raw.split()
        if not parts:
            continue
        moment = number(parts[0])
        if len(parts) < 2 or moment is None:  # noqa: PLR2004 - a moment and a value
            raise damaged(place, f"Line {at} is not a moment and a value.")
        step = number(parts[2]) if len(parts) > 2 else 0.0  # noqa: PLR2004
        key = (step or 0.0, moment)
        if latest is None or key >= latest[0]:
            latest = key, at, parts
    value = None if latest is None else number(latest[2][1])
    if latest is None or value is None:
        return None
    return value, latest[1], " ".join(latest[2][3:4])


def _model(params: Mapping[str, str]) -> tuple[str, str]:
    for key in _MODEL_KEYS:
        if line(params.get(key)):
            return line(params[key]), key
    return "", ""


def _settings(params: Mapping[str, str]) -> str:
    told = (f"{line(name, 60)} {line(value, 80)}" for name, value in params.items())
    return "; ".join(list(told)[:40])


def _changed(tags: Mapping[str, str]) -> bool | None:
    """Whether the code was changed beyond its revision, where the tags say it."""
    if tags.get("mlflow.source.git.diff", "").strip():
        return True
    told = tags.get("mlflow.source.git.dirty", tags.get("mlflow.git.dirty", "")).strip().casefold()
    return {"true": True, "false": False}.get(told)


def _finished(meta: _Meta, results: tuple[Result, ...], missing: list[str]) -> Check:
    if meta.lifecycle_stage == "deleted":
        return checks.finished("failed", "The run was deleted in MLflow.")
    status = line(meta.status)
    check = checks.finished_by_status(_STATES.get(status, status), _DONE)
    if check.outcome == "passed" and not results:
        return checks.finished("failed", "It ran to its end, and holds no figure at all.")
    if check.outcome == "passed" and missing:
        which = listed([quoted(one) for one in missing], 4)
        return checks.finished("failed", f"It ran to its end without a number for {which}.")
    return check


def _noted(meta: _Meta, missing: list[str]) -> Iterator[str]:
    if line(meta.run_name):
        yield f"The run is called {quoted(line(meta.run_name))}."
    if missing:
        which = listed([quoted(one) for one in missing], 5)
        yield f"Without a number, and so left out: {which}."


ADAPTER: Final = Mlflow()
