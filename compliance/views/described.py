"""JSON Schemas of what others read, with what stands under each field in the code.

The descriptions are read from the source when a schema is asked for, and not whenever the
program starts: reading them takes longer than most commands.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from compliance.views.public import Public


class Described(GenerateJsonSchema):
    """Writes schemas; fields of public JSON are described by the text that stands under them."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """The schema of one model, with the descriptions of its fields."""
        made, model = super().model_schema(schema), schema["cls"]
        if issubclass(model, Public):
            for name, text in _texts(model).items():
                part = made.get("properties", {}).get(_key(model, name))
                if part is not None:
                    part.setdefault("description", text)
        return made


def _key(model: type[BaseModel], name: str) -> str:
    """The key under which a field stands in JSON."""
    return model.model_fields[name].serialization_alias or name


def _texts(model: type[BaseModel]) -> dict[str, str]:
    """Field to the text under it, of a model and of those that it builds on."""
    found: dict[str, str] = {}
    for part in reversed(model.__mro__):
        if part is not Public and issubclass(part, Public):
            found |= _of_module(part.__module__).get(part.__name__, {})
    return found


@functools.cache
def _of_module(name: str) -> dict[str, dict[str, str]]:
    """Class to field to the text under it, in one module."""
    tree = ast.parse(inspect.getsource(importlib.import_module(name)))
    return {item.name: _of_class(item) for item in tree.body if isinstance(item, ast.ClassDef)}


def _of_class(tree: ast.ClassDef) -> dict[str, str]:
    found: dict[str, str] = {}
    for one, under in zip(tree.body, tree.body[1:], strict=False):
        text: Any = under.value if isinstance(under, ast.Expr) else None
        if (
            isinstance(one, ast.AnnAssign)
            and isinstance(one.target, ast.Name)
            and isinstance(text, ast.Constant)
            and isinstance(text.value, str)
        ):
            found[one.target.id] = inspect.cleandoc(text.value)
    return found
