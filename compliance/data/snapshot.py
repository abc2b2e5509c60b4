"""Frozen models as JSON, to be made again without being checked anew.

Checking is the longer part of reading a model. What was checked once, and is known by a
digest to be the same, needs only to be put together. The text is plain data: reading it
makes objects of the models that the reader names, and of nothing else.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

KIND: Final = ""
"""Key under which a model says which one it is; no field has such a name."""
DAY: Final = -1
"""What stands there for a day; models are numbered from 0."""

WITHIN: Final = ":"
"""Behind the name of a field that is a mapping: tuples are among its values, and no lists."""

Maker = Callable[[dict[str, Any]], Any]


def write_snapshot(value: Any) -> str:
    """Write a value of models, days, tuples, lists, mappings and what JSON knows.

    A tuple comes back as one where it is the value of a field, or one of a mapping that is
    the value of a field, and elsewhere as a list.

    Raises:
        TypeError: there is something else in it.
    """
    tuples: dict[str, set[str]] = {}
    body = json.dumps(_plain(value, tuples), ensure_ascii=False, separators=(",", ":"))
    head = json.dumps([[name, sorted(fields)] for name, fields in tuples.items()])
    return f"{head}\n{body}"


def _plain(value: Any, tuples: dict[str, set[str]]) -> Any:
    """A value as JSON has it; notes which fields of which models hold tuples."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime.date):
        return {KIND: DAY, "on": value.isoformat()}
    if isinstance(value, list | tuple):
        return [_plain(item, tuples) for item in value]
    if isinstance(value, dict) and KIND not in value:
        return {key: _plain(item, tuples) for key, item in value.items()}
    if not isinstance(value, BaseModel):
        msg = f"{type(value).__name__} has no place in a snapshot"
        raise TypeError(msg)
    name = _name(type(value))
    fields = {key: getattr(value, key) for key in _stated(value)}
    several = {key for key, item in fields.items() if isinstance(item, tuple)}
    several |= {f"{key}{WITHIN}" for key, item in fields.items() if _maps_tuples(item)}
    tuples.setdefault(name, set()).update(several)
    number = list(tuples).index(name)
    return {KIND: number, **{key: _plain(item, tuples) for key, item in fields.items()}}


def _maps_tuples(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(item, tuple) for item in value.values())


def _stated(model: BaseModel) -> list[str]:
    """The fields that were given, and those whose default follows from others."""
    fields = type(model).model_fields
    given = model.model_fields_set
    return [
        key
        for key, field in fields.items()
        if key in given or field.default_factory not in (None, dict)
    ]


def read_snapshot(text: str, models: Iterable[type[BaseModel]]) -> Any:
    """Make again what :func:`write_snapshot` wrote.

    Args:
        text: what was written, known to be whole.
        models: those that may stand in it.

    Raises:
        ValueError: it is not JSON, or it names a model that is not expected.
    """
    head, _, body = text.partition("\n")
    known = {_name(model): model for model in models}
    try:
        makers: dict[int, Maker] = {DAY: _day}
        for number, (name, tuples) in enumerate(json.loads(head)):
            makers[number] = _maker(known[name], tuple(tuples))

        def make(found: dict[str, Any]) -> Any:
            kind = found.pop(KIND, None)
            return found if kind is None else makers[kind](found)

        return json.loads(body, object_hook=make)
    except (KeyError, TypeError, RecursionError) as error:
        msg = f"this is no snapshot of these models: {error}"
        raise ValueError(msg) from None


def _name(model: type[BaseModel]) -> str:
    return f"{model.__module__}.{model.__qualname__}"


def _day(found: dict[str, Any]) -> datetime.date:
    return datetime.date.fromisoformat(found["on"])


def _default(field: FieldInfo) -> Any:
    """What a field holds that was not given."""
    if field.default_factory is dict:
        return {}
    return None if field.default is PydanticUndefined else field.default


def _maker(model: type[BaseModel], tuples: tuple[str, ...]) -> Maker:
    """What puts one model together.

    It sets what a model consists of, as its own ``model_construct`` does; that one also
    looks for aliases and defaults in every field of every model, which takes thrice as long.
    """
    mappings = [name.removesuffix(WITHIN) for name in tuples if name.endswith(WITHIN)]
    empty = {name: _default(field) for name, field in model.model_fields.items()}
    put = object.__setattr__  # they are frozen

    def make(found: dict[str, Any]) -> BaseModel:
        for name in tuples:
            if name in found:
                found[name] = tuple(found[name])
        for name in mappings:
            if name in found:
                found[name] = {
                    key: tuple(item) if isinstance(item, list) else item
                    for key, item in found[name].items()
                }
        made = model.__new__(model)
        put(made, "__dict__", {**empty, **found})
        put(made, "__pydantic_fields_set__", set(found))
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
        return made

    return make
