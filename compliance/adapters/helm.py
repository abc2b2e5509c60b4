"""Results of HELM: what was run and its statistics, as a folder or one of the two files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import Field

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import Lenient, as_model, damaged, parse_json, read_json
from compliance.adapters.results import Result, kept, said_results, usual_direction
from compliance.adapters.run_folder import Run, is_zip, looks_like_json, top_names
from compliance.adapters.saying import Sayer
from compliance.adapters.values import count, line, number, pointer
from compliance.assessment.journal.records import Check

_SPEC: Final = "run_spec.json"
_STATS: Final = "stats.json"
_SPEC_KEYS: Final = (b'"adapter_spec"', b'"scenario_spec"')
_STATS_KEYS: Final = (b'"sum_squared"', b'"count"', b'"split"')
_NO_RESULTS: Final = (
    "num_", "finish_reason_", "training_", "inference_", "batch_size", "max_prob",
    "prompt_truncated", "logprob", "estimated_num_tokens_cost",
)  # fmt: skip
"""How statistics begin that tell how the run went, not how well."""
_INSTANCES: Final = "num_instances"


class _Adapter(Lenient):
    model: str | None = None
    model_deployment: Any = None
    max_eval_instances: int | None = None
    max_train_instances: Any = None
    num_train_trials: Any = None
    temperature: Any = None
    method: Any = None


class _Scenario(Lenient):
    class_name: Any = None
    args: dict[str, Any] = Field(default_factory=dict)


class _Spec(Lenient):
    name: str
    scenario_spec: _Scenario = _Scenario()
    adapter_spec: _Adapter
    groups: list[Any] = Field(default_factory=list)


class _Perturbation(Lenient):
    name: Any = None
    computed_on: Any = None


class _StatName(Lenient):
    name: str
    split: str | None = None
    sub_split: str | None = None
    perturbation: _Perturbation | None = None


class _Stat(Lenient):
    name: _StatName
    count: int
    mean: Any = None


class _Stats(Lenient):
    stats: list[_Stat]


class Helm:
    """Reads the folder of one run, or ``run_spec.json`` or ``stats.json`` alone."""

    id: str = "helm"
    version: str = "1"
    title: str = "run of HELM"

    def recognise(self, file: Foreign) -> bool:
        """A folder or ZIP file by the two names in it, a single file by its keys."""
        if file.path.is_dir():
            return bool({_SPEC, _STATS} & top_names(file))
        if is_zip(file):
            return _SPEC.encode() in file.head
        if looks_like_json(file, b"["):
            return all(mark in file.head for mark in _STATS_KEYS)
        return looks_like_json(file) and all(mark in file.head for mark in _SPEC_KEYS)

    def read(self, file: Foreign, about: About) -> Reading:
        """What was run, every measured figure, and how many instances there were."""
        spec, stats = _content(file)
        results, missing = _results(spec, stats or [])
        some, notes = kept(results)
        model = line(spec.adapter_spec.model) if spec else ""
        if missing:
            notes = (*notes, f"{missing} figures have no number, and so were left out.")
        return Reading(
            format=self.title,
            said=(*_said(spec).said(), *said_results(some)),
            checks=(
                _finished(stats, results, missing),
                _complete(spec, stats or []),
                checks.same_model([model], about),
                checks.error_stated(some),
                checks.dated(None, about),
                checks.clean_commit(""),
                checks.direction(some),
            ),
            figures=tuple(one.figure() for one in some),
            kind=items.EVALUATION,
            notes=notes,
        )


def _content(file: Foreign) -> tuple[_Spec | None, list[_Stat] | None]:
    if not file.path.is_dir() and not is_zip(file):
        raw = read_json(file.path, file.name)
        if isinstance(raw, list):
            return None, as_model(_Stats, {"stats": raw}, file.name).stats
        return as_model(_Spec, raw, file.name), None
    run = Run(file)
    specs, stats = run.named(_SPEC), run.named(_STATS)
    if len(specs) > 1 or len(stats) > 1:
        raise damaged(file.name, "It holds several runs; add each of them for itself.")
    spec = _one(run, specs[0]) if specs else None
    told = _one(run, stats[0]) if stats else None
    return (
        None if spec is None else as_model(_Spec, spec, f"{file.name}/{_SPEC}"),
        None if told is None else as_model(_Stats, {"stats": told}, f"{file.name}/{_STATS}").stats,
    )


def _one(run: Run, name: str) -> Any:
    return parse_json(run.read(name), f"{run.place}/{name}")


def _results(spec: _Spec | None, stats: Sequence[_Stat]) -> tuple[list[Result], int]:
    """All figures, and how many are none."""
    sizes = _instances(stats)
    found: list[Result] = []
    missing = 0
    for place, stat in enumerate(stats):
        name = stat.name
        if name.name.startswith(_NO_RESULTS) or not stat.count:
            continue
        value = number(stat.mean)
        if value is None:
            missing += 1
            continue
        found.append(
            Result(
                metric=line(name.name, 120),
                value=value,
                place=pointer(place, "mean"),
                task=_task(spec),
                split=line(name.split, 60),
                n=sizes.get(name.split or ""),
                better=usual_direction(name.name.split("@", 1)[0]),
                group=_part(name),
            )
        )
    return found, missing


def _instances(stats: Sequence[_Stat]) -> dict[str, int]:
    """Split to its number of instances."""
    found: dict[str, int] = {}
    for stat in stats:
        size = count(stat.mean)
        if stat.name.name == _INSTANCES and stat.name.perturbation is None and size is not None:
            found[stat.name.split or ""] = size
    return found


def _task(spec: _Spec | None) -> str:
    if spec is None:
        return ""
    args = ", ".join(
        f"{line(key, 40)} {line(value, 60)}"
        for key, value in spec.scenario_spec.args.items()
        if line(value)
    )
    name = line(spec.name, 120).split(":", 1)[0]
    return f"{name} ({args})"[:120] if args else name


def _part(name: _StatName) -> str:
    told = [line(name.sub_split, 60)]
    if name.perturbation is not None:
        on = line(name.perturbation.computed_on, 40)
        told.append(
            f"changed inputs: {line(name.perturbation.name, 60)}" + (f", {on}" if on else "")
        )
    return "; ".join(one for one in told if one)


def _said(spec: _Spec | None) -> Sayer:
    say = Sayer()
    say.text("test.tool", "HELM", pointer())
    if spec is None:
        return say
    adapter = spec.adapter_spec
    say.text("model.name", line(adapter.model), pointer("adapter_spec", "model"))
    say.several("test.data", [line(spec.name, 200).split(":", 1)[0]], pointer("name"))
    say.text("test.settings", "; ".join(_settings(adapter)), pointer("adapter_spec"))
    return say


def _settings(adapter: _Adapter) -> Iterator[str]:
    told = {
        "method": adapter.method,
        "temperature": adapter.temperature,
        "examples in the prompt, at most": adapter.max_train_instances,
        "trials": adapter.num_train_trials,
        "runs on": adapter.model_deployment,
    }
    for name, value in told.items():
        if line(value):
            yield f"{name} {line(value, 80)}"


def _finished(stats: Sequence[_Stat] | None, results: Sequence[Result], missing: int) -> Check:
    if stats is None:
        said = "It says what was to be run; its results are in another file."
        return checks.finished("unknown", said)
    if not results:
        return checks.finished("failed", "It holds no figure at all.")
    if missing:
        return checks.finished("failed", f"{missing} of its figures have no number.")
    return checks.finished("passed", "HELM writes its statistics only when a run has ended.")


def _complete(spec: _Spec | None, stats: Sequence[_Stat]) -> Check:
    done = sum(_instances(stats).values()) or None
    limit = spec.adapter_spec.max_eval_instances if spec else None
    if limit is None:
        return checks.complete(done, None)
    if done and done < limit:
        why = f"These are fewer than its limit of {limit}, so none was left out."
        return checks.complete(done, done, why)
    told = f"{done} instances were tested; " if done else ""
    said = f"{told}the run was limited to at most {limit}, and it does not say how many there are."
    return checks.incomplete(said[:1].upper() + said[1:])


ADAPTER: Final = Helm()
