"""What people call files of evidence, so that the kind of one can be proposed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compliance.checklist.base import Id, Model, Text

Words = tuple[Text, ...]


class KindWords(Model):
    """What people call evidence of one kind."""

    kind: Id
    """A word of the vocabulary of evidence kinds."""
    words: dict[Id, Words]
    """By language: words of a file's name, or of the beginning of its text."""
    inside: Words = ()
    """What stands only inside such a file: keys of a result file, headings of a form."""


class EvidenceWords(Model):
    """The file ``reading/kinds.yaml``: how files of evidence are recognised."""

    version: Id | None = None
    """The fact in which the version is named that is assessed."""
    languages: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Languages in which every kind has words."""
    kinds: Annotated[tuple[KindWords, ...], Field(min_length=1)]
