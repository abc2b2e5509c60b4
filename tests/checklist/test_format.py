"""Checklists are written so that a person can review what changed, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from compliance.checklist.model import RequirementFile
from compliance.data.yaml_lines import read_yaml
from compliance.services.assess.seed_models import ModelFile
from compliance.services.editions.authoring import FILES
from tests.builders import ROOT
from tests.checklist.test_shipped import FOLDER, kind_of, shipped_files

WIDTH = 100
CLAIMING = {"met", "partly-met"}
CLAIMS = sorted((FOLDER.parent / "models").glob("*.yaml"))
ORDERED = [path for path in shipped_files() if kind_of(path) != "migrations"]
"""A line of migrations reads as a sentence: what, which, to what, why."""
MODELS = {**{path: FILES[kind_of(path)] for path in ORDERED}, **dict.fromkeys(CLAIMS, ModelFile)}
"""Shipped file to what it is read into."""
WRITTEN = [
    *sorted((ROOT / "checklists").rglob("*.yaml")),
    *sorted((ROOT / "examples" / "two-editions").rglob("*.yaml")),
]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def value_of(path: Path) -> Any:
    return read_yaml(path, path.name, quoted_yes_no=True).value


def pairs(value: Any, model: Any) -> Iterator[tuple[dict[str, Any], BaseModel]]:
    """Each mapping of a file with the part that it was read into."""
    if isinstance(value, dict) and isinstance(model, BaseModel):
        yield value, model
        for key, field in type(model).model_fields.items():
            yield from pairs(value.get(field.alias or key), getattr(model, key))
    elif isinstance(value, list):
        for one, part in zip(value, model, strict=True):
            yield from pairs(one, part)


def said_twice(requirement: dict[str, Any]) -> list[str]:
    """Follow-ups that are asked when they would be asked anyway."""
    claims = [
        option["id"] for option in requirement["question"]["options"] if option["means"] in CLAIMING
    ]
    usual: list[Any] = [{"fact": requirement["id"], "any_of": claims}]
    if len(claims) == 1:
        usual.append({"fact": requirement["id"], "is": claims[0]})
    return [
        follow_up["id"]
        for follow_up in requirement.get("follow_ups", [])
        if follow_up.get("ask_when") in usual
    ]


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_a_line_has_at_most_100_columns(path: Path):
    lines = path.read_text("utf-8").split("\n")
    assert [at for at, line in enumerate(lines, 1) if len(line) > WIDTH] == []


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_what_does_not_fit_on_a_line_is_written_key_by_key_or_folded(path: Path):
    several: list[int] = []
    begun: list[int] = []
    for event in yaml.parse(path.read_text("utf-8"), Loader=yaml.SafeLoader):
        here = event.start_mark.line + 1
        if isinstance(event, yaml.CollectionStartEvent):
            begun.append(here if event.flow_style else 0)
        elif isinstance(event, yaml.CollectionEndEvent):
            first = begun.pop()
            several += [first] if first not in {0, here} else []
        elif isinstance(event, yaml.ScalarEvent) and event.style != ">":
            several += [here] if event.end_mark.line + 1 > here else []
    assert several == []


@pytest.mark.parametrize("path", MODELS, ids=name)
def test_keys_stand_in_the_order_of_the_reference(path: Path):
    value = value_of(path)
    wrong = []
    for mapping, part in pairs(value, MODELS[path].model_validate(value)):
        type(part).model_rebuild()  # a model is finished when it is first used by itself
        keys = [field.alias or key for key, field in type(part).model_fields.items()]
        if list(mapping) != [key for key in keys if key in mapping]:
            wrong.append(f"{type(part).__name__}: {', '.join(mapping)}")
    assert wrong == []


def test_no_requirement_says_when_a_follow_up_is_asked_although_it_is_the_usual_case():
    twice = [
        follow_up
        for path, model in MODELS.items()
        if model is RequirementFile
        for requirement in value_of(path)["requirements"]
        for follow_up in said_twice(requirement)
    ]
    assert twice == []


def test_every_file_of_the_shipped_edition_says_what_it_is_about():
    files = sorted(FOLDER.rglob("*.yaml"))
    assert [name(path) for path in files if not path.read_text("utf-8").startswith("# ")] == []
