"""Under which headings of documents a question is answered, by what people write there.

It says where to look, never what stands there: a person opens the page and answers.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compliance.checklist.base import Id, Model, Text

Words = tuple[Text, ...]


class HeadingWords(Model):
    """What headings are called under which one question is answered."""

    question: Id
    """A requirement or a question; a heading is no answer to it, but a place of one."""
    words: dict[Id, Words]
    """By language: words that stand in such a heading."""


class HeadingPart(Model):
    """Questions whose answers are looked for in documents of some kinds."""

    kinds: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Kinds of evidence in which these headings count."""
    headings: Annotated[tuple[HeadingWords, ...], Field(min_length=1)]


class HeadingFile(Model):
    """The file ``reading/headings.yaml``: where documents answer what is asked."""

    languages: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Languages in which every question has words."""
    parts: Annotated[tuple[HeadingPart, ...], Field(min_length=1)]

    def of_kind(self, kind: str) -> tuple[HeadingWords, ...]:
        """What is looked for in a document of a kind.

        Args:
            kind: of the evidence.
        """
        return tuple(one for part in self.parts if kind in part.kinds for one in part.headings)
