"""Results of Moonshot: cookbooks and recipes run on one or several models."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import Field

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import Lenient, as_model, read_json
from compliance.adapters.results import Result, kept, said_results, usual_direction
from compliance.adapters.run_folder import looks_like_json
from compliance.adapters.saying import Sayer
from compliance.adapters.values import count, day_of, line, number, pointer
from compliance.assessment.journal.records import Check
from compliance.language.words import listed, quoted

_DONE: Final = frozenset({"completed"})
_ALL: Final = 100
_GRADING: Final = "grading_criteria"


class _Metadata(Lenient):
    id: Any = None
    start_time: Any = None
    end_time: Any = None
    status: str | None = None
    endpoints: list[Any] | None = None
    prompt_selection_percentage: float | None = None
    num_of_prompts: Any = None
    random_seed: Any = None
    system_prompt: Any = None
    temperature: Any = None


class _Detail(Lenient):
    model_id: str | None = None
    dataset_id: Any = None
    prompt_template_id: Any = None
    data: list[Any] = Field(default_factory=list)
    metrics: list[Any] = Field(default_factory=list)


class _Summary(Lenient):
    model_id: str | None = None
    num_of_prompts: int | None = None
    avg_grade_value: Any = None
    grade: Any = None


class _Recipe(Lenient):
    id: str
    details: list[_Detail] = Field(default_factory=list)
    evaluation_summary: list[_Summary] = Field(default_factory=list)
    total_num_of_prompts: int | None = None


class _Cookbook(Lenient):
    id: str
    recipes: list[_Recipe] = Field(default_factory=list)


class _Found(Lenient):
    recipes: list[_Recipe] = Field(default_factory=list)
    cookbooks: list[_Cookbook] = Field(default_factory=list)


class _File(Lenient):
    metadata: _Metadata
    results: _Found


class Moonshot:
    """Reads the result file of one benchmark run."""

    id: str = "moonshot"
    version: str = "1"
    title: str = "results of Moonshot"

    def recognise(self, file: Foreign) -> bool:
        """By its keys."""
        marks = (b'"metadata"', b'"endpoints"', b'"prompt_selection_percentage"')
        older = (b'"metadata"', b'"endpoints"', b'"num_of_prompts"', b'"recipes"')
        return looks_like_json(file) and any(
            all(mark in file.head for mark in some) for some in (marks, older)
        )

    def read(self, file: Foreign, about: About) -> Reading:
        """The figures of each recipe and data set, and the grade of each recipe."""
        found = as_model(_File, read_json(file.path, file.name), file.name)
        recipes = list(_recipes(found.results))
        results = [one for recipe, at in recipes for one in _results(recipe, at)]
        some, notes = kept(results)
        day = day_of(found.metadata.end_time) or day_of(found.metadata.start_time)
        models = _models(found, recipes)
        return Reading(
            format=self.title,
            said=(*_said(found, day, models, recipes).said(), *said_results(some)),
            checks=(
                _finished(found, some),
                _complete(found, recipes),
                checks.same_model(models, about),
                checks.error_stated(some),
                checks.dated(day, about),
                checks.clean_commit(""),
                checks.direction(some),
            ),
            figures=tuple(one.figure() for one in some),
            day=day,
            kind=items.EVALUATION,
            notes=(*notes, *_noted(models)),
        )


Placed = tuple[_Recipe, tuple[str | int, ...]]


def _recipes(found: _Found) -> Iterator[Placed]:
    for number_, recipe in enumerate(found.recipes):
        yield recipe, ("results", "recipes", number_)
    for outer, book in enumerate(found.cookbooks):
        for inner, recipe in enumerate(book.recipes):
            yield recipe, ("results", "cookbooks", outer, "recipes", inner)


def _results(recipe: _Recipe, at: tuple[str | int, ...]) -> Iterator[Result]:
    several = len({one.model_id for one in recipe.details}) > 1
    for outer, detail in enumerate(recipe.details):
        for inner, told in enumerate(detail.metrics):
            if not isinstance(told, dict):
                continue
            for metric, value in _numbers(told):
                yield Result(
                    metric=line(metric, 120),
                    value=value,
                    place=pointer(*at, "details", outer, "metrics", inner, metric),
                    task=line(detail.dataset_id, 120) or line(recipe.id, 120),
                    n=len(detail.data) or None,
                    better=usual_direction(metric),
                    group=_group(detail, several=several),
                )
    for outer, summary in enumerate(recipe.evaluation_summary):
        grade = number(summary.avg_grade_value)
        if grade is not None:
            yield Result(
                metric="average grade",
                value=grade,
                place=pointer(*at, "evaluation_summary", outer, "avg_grade_value"),
                task=line(recipe.id, 120),
                n=count(summary.num_of_prompts),
                better="higher",
                unit="of 100",
                group=line(summary.model_id, 80) if several else "",
            )


def _group(detail: _Detail, *, several: bool) -> str:
    told = [line(detail.model_id, 80) if several else ""]
    template = line(detail.prompt_template_id, 80)
    told.append(f"prompts as in {template}" if template else "")
    return "; ".join(one for one in told if one)


def _numbers(told: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Metrics that are numbers; what grades are made of stands there a second time."""
    for metric, value in told.items():
        found = number(value)
        if metric != _GRADING and found is not None:
            yield metric, found


def _models(found: _File, recipes: Sequence[Placed]) -> list[str]:
    told = [line(detail.model_id) for recipe, _ in recipes for detail in recipe.details]
    told += [line(one) for one in found.metadata.endpoints or []]
    return list(dict.fromkeys(one for one in told if one))


def _said(
    found: _File, day: datetime.date | None, models: Sequence[str], recipes: Sequence[Placed]
) -> Sayer:
    say, run = Sayer(), found.metadata
    if len(models) == 1:
        say.text("model.name", models[0], pointer("metadata", "endpoints", 0))
    say.day("test.date", day, pointer("metadata", "end_time"))
    say.text("test.tool", "Moonshot", pointer("metadata"))
    told = {"seed": run.random_seed, "temperature": run.temperature}
    settings = [f"{name} {line(value)}" for name, value in told.items() if line(value)]
    prompt = line(run.system_prompt, 200)
    settings += [f"system prompt: {prompt}"] if prompt else []
    say.text("test.settings", "; ".join(settings), pointer("metadata"))
    data = [line(detail.dataset_id) for recipe, _ in recipes for detail in recipe.details]
    say.several("test.data", data, pointer("results"))
    return say


def _finished(found: _File, results: Sequence[Result]) -> Check:
    check = checks.finished_by_status(found.metadata.status or "", _DONE)
    if check.outcome != "failed" and not results:
        return checks.finished("failed", "It holds no figure at all.")
    return check


def _complete(found: _File, recipes: Sequence[Placed]) -> Check:
    share = found.metadata.prompt_selection_percentage
    done = sum(
        len(detail.data) for recipe, _ in recipes for detail in recipe.details if detail.data
    )
    counted = [recipe.total_num_of_prompts for recipe, _ in recipes]
    whole = sum(one or 0 for one in counted)
    if share is not None and share < _ALL:
        said = f"Only {share:g} % of the prompts of each data set were selected for the run."
        return checks.incomplete(said)
    limit = count(found.metadata.num_of_prompts)
    if limit:
        return checks.incomplete(f"The run was limited to {limit} prompts of each data set.")
    if share is not None and done:
        if whole and done < whole:
            said = f"It holds {done} answered prompts; it counts {whole}."
            return checks.incomplete(said)
        return checks.complete(done, done, "All prompts were selected for the run.")
    return checks.complete(done or None, None)


def _noted(models: Sequence[str]) -> Iterator[str]:
    if len(models) > 1:
        which = listed([quoted(one) for one in models], 4)
        yield f"It holds results of several models: {which}."


ADAPTER: Final = Moonshot()
