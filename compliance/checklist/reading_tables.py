"""How tables of others name what table questions ask for: words of many languages.

Labels and ids of columns match by themselves. What stands here is what else people write
above such columns, and what they call a file or a sheet with such a table.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from compliance.checklist.base import Id, Model, Text


def _parted(value: Any) -> Any:
    """Words of one text, parted by semicolons."""
    if isinstance(value, str):
        return tuple(filter(None, (word.strip() for word in value.split(";"))))
    return value


Words = Annotated[
    tuple[Text, ...], BeforeValidator(_parted), WithJsonSchema({"type": "string", "minLength": 1})
]
"""Words and phrases, written as one text and parted by semicolons."""


class FieldWords(Model):
    """What people write above the column of a field, and in its cells."""

    words: Words = ()
    before: Words = ()
    """Columns whose text goes before it: the number of a risk before its name."""
    after: Words = ()
    """Columns whose text goes behind it: a stand-in behind the person."""
    options: Annotated[dict[Id, Words], Field(default_factory=dict)]
    """Of a choice: what people write for an option, besides its id and label."""


class TableWords(Model):
    """What people call a table that answers a question, and its columns."""

    question: Id
    words: Words = ()
    """Names of files and sheets."""
    fields: Annotated[dict[Id, FieldWords | Words], Field(default_factory=dict)]

    def of(self, field: str) -> FieldWords:
        """What people write for a field; nothing where nothing is said."""
        found = self.fields.get(field, ())
        return found if isinstance(found, FieldWords) else FieldWords(words=found, options={})


class TableFile(Model):
    """The file ``reading/tables.yaml``."""

    options: Annotated[dict[Id, Words], Field(default_factory=dict)]
    """What people write for options of this id, whatever the question: yes, no, high."""
    sums: Words = ()
    """What stands in the first cell of a row that sums the others up."""
    tables: Annotated[tuple[TableWords, ...], Field(min_length=1)]
