"""Results of lm-evaluation-harness, with the samples that were counted beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import Field

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading, Said
from compliance.adapters.json_file import Lenient, as_model, damaged, parse_json, read_json
from compliance.adapters.results import BY_ERROR, Better, Result, around, kept, said_results
from compliance.adapters.run_folder import Run, looks_like_json, top_names
from compliance.adapters.saying import Sayer
from compliance.adapters.values import count, day_of, line, number, pointer, text
from compliance.assessment.journal.records import Check
from compliance.language.words import listed, quoted

_FILE: Final = re.compile(r"results(?:_[^/]*)?\.json")
_SAMPLES: Final = re.compile(r"samples_(?P<task>.+?)(?:_20\d\d-\d\d-\d\dT[\d.:-]+)?\.jsonl")
_MARKS: Final = (
    b'"lm_eval_version"', b'"n-shot"', b'"group_subtasks"', b'"n-samples"', b'"task_hashes"',
)  # fmt: skip
_STDERR_KEY: Final = re.compile(rb'"[\w@./ -]{1,80}_stderr(?:,[\w -]{1,40})?":')
_ERROR: Final = "_stderr"
_NO_METRIC: Final = frozenset({"alias", "name", "sample_len", "sample_count", "samples", "task"})
_MACHINE: Final = ("PyTorch version", "OS", "Python version", "CUDA runtime version")


class _Config(Lenient):
    model: Any = None
    model_args: str | dict[str, Any] | None = None
    model_num_parameters: Any = None
    model_dtype: Any = None
    model_revision: Any = None
    model_sha: Any = None
    limit: float | int | str | None = None
    random_seed: Any = None
    numpy_seed: Any = None
    torch_seed: Any = None
    fewshot_seed: Any = None
    gen_kwargs: Any = None


class _Task(Lenient):
    dataset_path: Any = None
    dataset_name: Any = None
    test_split: Any = None
    validation_split: Any = None
    num_fewshot: Any = None


class _File(Lenient):
    results: dict[str, dict[str, Any]]
    configs: dict[str, _Task] = Field(default_factory=dict)
    higher_is_better: dict[str, dict[str, bool | None] | None] = Field(default_factory=dict)
    config: _Config = _Config()
    git_hash: str | None = None
    date: Any = None
    model_name: str | None = None
    lm_eval_version: str | None = None
    transformers_version: str | None = None
    pretty_env_info: str | None = None
    end_time: Any = None


class LmEval:
    """Reads what lm-evaluation-harness writes at the end of a run."""

    id: str = "lm-eval"
    version: str = "1"
    title: str = "results of lm-evaluation-harness"

    def recognise(self, file: Foreign) -> bool:
        """By its keys; a folder by the name of the file of results in it."""
        if file.path.is_dir():
            return any(_FILE.fullmatch(name) for name in top_names(file))
        if not looks_like_json(file) or b'"results"' not in file.head:
            return False
        marks = sum(mark in file.head for mark in _MARKS)
        return marks > 0 or bool(_STDERR_KEY.search(file.head))

    def read(self, file: Foreign, about: About) -> Reading:
        """Every metric of every task, and what the run says of itself."""
        raw, samples = _content(file)
        found = as_model(_File, raw, file.name)
        planned = _planned(raw.get("n-samples"))
        results, missing = _results(found, planned)
        some, notes = kept(results)
        day = day_of(found.date)
        return Reading(
            format=self.title,
            said=(*_said(found, day), *said_results(some)),
            checks=_checks(found, planned, some, samples, about, missing),
            figures=tuple(one.figure() for one in some),
            day=day,
            kind=items.EVALUATION,
            version=line(found.config.model_revision),
            notes=(*notes, *missing),
        )


def _content(file: Foreign) -> tuple[dict[str, Any], dict[str, int]]:
    """What the file of results holds, and how many samples lie beside it, by task."""
    samples: dict[str, int] = {}
    if file.path.is_dir():
        run = Run(file)
        written = [name for name in run.names if _FILE.fullmatch(name.rsplit("/", 1)[-1])]
        if not written:
            raise damaged(file.name, "There is no file of results in this folder.")
        raw = parse_json(run.read(written[-1]), f"{file.name}/{written[-1]}")
        for name in run.names:
            if told := _SAMPLES.fullmatch(name.rsplit("/", 1)[-1]):
                samples[told["task"]] = run.lines(name)
    else:
        raw = read_json(file.path, file.name)
    if not isinstance(raw, dict):
        raise damaged(file.name, "It holds no object of results.")
    return raw, samples


def _planned(told: Any) -> dict[str, tuple[int | None, int | None]]:
    """Task to how many samples were tested and how many it has."""
    if not isinstance(told, dict):
        return {}
    return {
        task: (count(both.get("effective")), count(both.get("original")))
        for task, both in told.items()
        if isinstance(both, dict)
    }


def _results(
    found: _File, planned: Mapping[str, tuple[int | None, int | None]]
) -> tuple[list[Result], tuple[str, ...]]:
    """All figures, and sentences on those that are none."""
    results: list[Result] = []
    missing: list[str] = []
    for task, told in found.results.items():
        for key, value, error in _metrics(told):
            metric = key.split(",", 1)[0]
            figure = number(value)
            if figure is None:
                missing.append(f"{metric} of {task}")
                continue
            low, high = around(figure, number(error))
            config = found.configs.get(task) or _Task()
            results.append(
                Result(
                    metric=line(metric, 120),
                    value=figure,
                    place=pointer("results", task, key),
                    task=line(task, 120),
                    split=line(config.test_split or config.validation_split, 60),
                    low=low,
                    high=high,
                    interval=BY_ERROR,
                    n=planned.get(task, (None, None))[0],
                    better=_better(found, task, metric),
                    group=_filter(key),
                    error_is_nought=number(error) == 0,
                )
            )
    if not missing:
        return results, ()
    which = listed([quoted(one, 80) for one in missing], 5)
    return results, (f"Without a number, and so left out: {which}.",)


def _metrics(told: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Key of each metric, its value and its standard error."""
    for key, value in told.items():
        metric, comma, rest = key.partition(",")
        if metric.endswith(_ERROR) or metric in _NO_METRIC or isinstance(value, dict | list):
            continue
        if not comma and number(value) is None and not isinstance(value, float):
            continue
        yield key, value, told.get(f"{metric}{_ERROR}{comma}{rest}")


def _filter(key: str) -> str:
    """How answers were taken out of what the model wrote, where that was done."""
    told = key.partition(",")[2]
    return f"filter {line(told, 60)}" if told and told != "none" else ""


def _better(found: _File, task: str, metric: str) -> Better:
    """In which direction it gets better, as the file says it."""
    told = (found.higher_is_better.get(task) or {}).get(metric)
    if told is None:
        return ""
    return "higher" if told else "lower"


def _model_name(found: _File) -> tuple[str, str]:
    """Name of the model and where it stands."""
    if found.model_name:
        return line(found.model_name), pointer("model_name")
    told = found.config.model_args
    if isinstance(told, str):
        told = dict(part.split("=", 1) for part in told.split(",") if "=" in part)
    for key in ("pretrained", "model", "path", "engine"):
        if told and isinstance(told.get(key), str):
            return line(told[key]), pointer("config", "model_args")
    return "", ""


def _said(found: _File, day: Any) -> tuple[Said, ...]:
    say, config = Sayer(), found.config
    say.text("model.name", *_model_name(found))
    revision = " ".join(
        part
        for part in (line(config.model_revision), f"({line(config.model_sha)})")
        if part not in {"", "()"}
    )
    say.text("model.version", revision, pointer("config", "model_revision"))
    say.text(
        "model.parameters",
        text(config.model_num_parameters),
        pointer("config", "model_num_parameters"),
    )
    say.day("test.date", day, pointer("date"))
    tool = f"lm-evaluation-harness {found.lm_eval_version or ''}".strip()
    say.text("test.tool", tool, pointer("lm_eval_version"))
    say.text("test.commit", found.git_hash, pointer("git_hash"))
    say.text("test.environment", _machine(found), pointer("pretty_env_info"))
    say.text("test.settings", _settings(found), pointer("config"))
    data = [task.dataset_path for task in found.configs.values()]
    say.several("test.data", [one for one in data if isinstance(one, str)], pointer("configs"))
    return say.said()


def _machine(found: _File) -> str:
    told = [
        part.strip()
        for part in (found.pretty_env_info or "")[:20_000].splitlines()
        if part.startswith(_MACHINE) or "GPU 0" in part
    ]
    if found.transformers_version:
        told.append(f"transformers {found.transformers_version}")
    return "\n".join(told)


def _settings(found: _File) -> str:
    config = found.config
    seeds = {
        "random seed": config.random_seed,
        "numpy seed": config.numpy_seed,
        "torch seed": config.torch_seed,
        "few-shot seed": config.fewshot_seed,
        "number format": config.model_dtype,
        "generation": config.gen_kwargs,
    }
    told = [f"{name} {line(value)}" for name, value in seeds.items() if line(value)]
    shots = {line(task.num_fewshot) for task in found.configs.values()} - {""}
    if shots:
        told.append(f"examples in the prompt: {', '.join(sorted(shots))}")
    return "; ".join(told)


def _checks(
    found: _File,
    planned: Mapping[str, tuple[int | None, int | None]],
    results: tuple[Result, ...],
    samples: Mapping[str, int],
    about: About,
    missing: tuple[str, ...],
) -> tuple[Check, ...]:
    return (
        _finished(results, missing),
        _complete(found, planned, samples),
        checks.same_model([_model_name(found)[0]], about),
        checks.error_stated(results),
        checks.dated(day_of(found.date), about),
        checks.clean_commit(found.git_hash or "", program=found.lm_eval_version or ""),
        checks.direction(results),
    )


def _finished(results: tuple[Result, ...], missing: tuple[str, ...]) -> Check:
    if not results:
        return checks.finished("failed", "It holds no figure at all.")
    if missing:
        return checks.finished("failed", f"Some metrics have no number. {missing[0]}")
    return checks.finished("passed", "Its program writes such a file only when a run has ended.")


def _complete(
    found: _File, planned: Mapping[str, tuple[int | None, int | None]], samples: Mapping[str, int]
) -> Check:
    limit = found.config.limit
    why = f"The run was limited to {line(limit)} a task." if limit is not None else ""
    for task, lying in samples.items():
        counted = planned.get(task, (None, None))[0]
        if counted is not None and lying < counted:
            said = f"{lying} samples of {quoted(task)} lie beside it; it counts {counted}."
            return checks.incomplete(said)
    both = [(done, whole) for done, whole in planned.values() if done is not None and whole]
    if both:
        done, whole = sum(one for one, _ in both), sum(one for _, one in both if one)
        return checks.complete(done, whole, why)
    if limit is not None:
        return checks.incomplete(why)
    return checks.complete(None, None, "No limit was set." if _states_limit(found) else "")


def _states_limit(found: _File) -> bool:
    return "limit" in found.config.model_fields_set


ADAPTER: Final = LmEval()
