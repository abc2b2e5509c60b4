"""What a file of somebody else may propose: from items that adapters read to questions.

Adapters know no question. Which item answers which question, how a text is put together of
several, and by which columns a row that stands in a table is recognised, is data of the
edition: the file ``reading/items.yaml``.

A template names items, or the fields of a row, in braces. What stands in square brackets is
left out where one of the items in it was not read; without brackets the whole is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from compliance.checklist.base import Id, Model, Text
from compliance.checklist.conditions import Condition

CheckName = Literal[
    "finished",
    "complete",
    "same-model",
    "computed-again",
    "error-stated",
    "dated",
    "clean-commit",
    "direction",
    "marked",
    "whole",
    "generated",
    "signer-known",
]
"""What is looked at in a file."""
DECISIVE: Final[tuple[CheckName, ...]] = ("finished", "complete", "same-model", "computed-again")
"""Where one of these failed, the file shows nothing about this system."""

SMALL: Final = 1_000
_NAMED: Final = re.compile(r"\{([a-z0-9][a-z0-9.-]*)\}")
_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
Template = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


def named_in(template: str) -> tuple[str, ...]:
    """What a template names, in order, each once.

    >>> named_in("{model.name}[, {model.version}]")
    ('model.name', 'model.version')
    """
    return tuple(dict.fromkeys(_NAMED.findall(template)))


def filled(template: str, read: Mapping[str, Any]) -> Any:
    """A template with what was read; nothing where something outside of brackets lacks.

    A template that is one name alone gives what was read as it is.

    >>> filled("{name}[, {version}][; {licence}]", {"name": "Loom", "licence": "MIT"})
    'Loom; MIT'
    >>> filled("{n}", {"n": 3}), filled("{n} cases", {})
    (3, None)
    """
    whole = _NAMED.fullmatch(template)
    if whole is not None:
        return read.get(whole[1])
    names = named_in(template)
    if names and all(read.get(name) in (None, "") for name in names):
        return None
    text = _OPTIONAL.sub(lambda part: _put(part[1], read) or "", template)
    return (_put(text, read) or "").strip(" \n;,") or None


def _put(template: str, read: Mapping[str, Any]) -> str | None:
    if any(read.get(name) in (None, "") for name in named_in(template)):
        return None
    return _NAMED.sub(lambda part: written(read[part[1]]), template) or None


def written(value: Any) -> str:
    """A value as it stands in a text; a fraction with four digits that count.

    >>> written(0.94732), written(1200), written(15234.25)
    ('0.9473', '1200', '15234.2')
    """
    if not isinstance(value, float):
        return str(value)
    small = abs(value) < SMALL
    return f"{value:.4g}" if small else f"{value:.6g}"


class ItemUse(Model):
    """What files propose to one question."""

    question: Id
    says: Template | None = None
    """The answer, as a template of items."""
    lines: dict[str, Template] = Field(default_factory=dict)
    """Of an item that is a table: how one of its rows is written in a text."""
    options: dict[str, Id] = Field(default_factory=dict)
    """Of a choice: what files write, in lower case, to the option that it means."""
    units: dict[str, float] = Field(default_factory=dict)
    """Of a number that files write as a text: unit, in lower case, to its factor;
    ``plain`` for a number without one."""
    rows: str = ""
    """Of a table: the item whose rows are added; without it one row of single items is."""
    columns: dict[Id, Template] = Field(default_factory=dict)
    """Of a table: column to a template of fields of a row, and of items."""
    cells: dict[Id, dict[str, Id]] = Field(default_factory=dict)
    """Of a column that is a choice: what files write, in lower case, to the option."""
    same: tuple[Id, ...] = ()
    """Columns by which a row that stands there is recognised."""
    must: tuple[Id, ...] = ()
    """Columns without which a row is not proposed; the first of ``same`` by default."""
    having: tuple[str, ...] = ()
    """Of a row: fields that it states."""
    lacking: tuple[str, ...] = ()
    """Of a row: fields that it does not state."""
    kinds: tuple[str, ...] = ()
    """Kinds of files that propose it, as adapters call them; all where none is named."""
    evidence: tuple[Id, ...] = ()
    """Kinds of evidence that propose it; all where none is named."""
    open_only: bool = False
    """Proposed only where nobody has answered the question."""
    when: Condition | None = None
    """Proposed only where this holds."""
    needs: tuple[CheckName, ...] = DECISIVE
    """Nothing is proposed where one of these checks failed."""
    because: str = ""
    """What to look at before it is confirmed; stands beside the proposal."""

    @model_validator(mode="after")
    def _is_one_or_table(self) -> ItemUse:
        if bool(self.says) == bool(self.columns):
            raise ValueError("needs either says or columns")
        if self.columns and not self.same:
            raise ValueError("a table needs same: the columns by which rows are recognised")
        if missing := {*self.same, *self.must, *self.cells} - set(self.columns):
            raise ValueError(f"same, must or cells name columns that are not filled: {missing}")
        return self

    def items(self) -> tuple[str, ...]:
        """The items that it draws on; of a row also its fields."""
        templates = [self.says] if self.says else list(self.columns.values())
        found = [name for template in templates if template for name in named_in(template)]
        return tuple(dict.fromkeys(([self.rows] if self.rows else []) + found))


class About(Model):
    """Which answers say what a file should speak of."""

    models: tuple[Id, ...] = ()
    """Questions for the model that is assessed or built on."""
    beside: tuple[Id, ...] = ()
    """Questions for other names of it, which count once one of the former is answered."""
    versions: tuple[Id, ...] = ()
    """Questions for the version of the system."""


class ReadingItems(Model):
    """The file ``reading/items.yaml``."""

    about: About = About()
    kinds: dict[Id, Id] = Field(default_factory=dict)
    """Kind of file, as adapters call it, to the kind of evidence that it is."""
    checks: dict[CheckName, Text] = Field(default_factory=dict)
    """What each check is called where it is told."""
    uses: Annotated[tuple[ItemUse, ...], Field(min_length=1)]

    def conditions(self) -> Iterator[tuple[int, Condition]]:
        """Every condition with the number of its entry."""
        for at, use in enumerate(self.uses):
            if use.when is not None:
                yield at, use.when
