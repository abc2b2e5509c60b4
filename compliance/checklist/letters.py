"""Letters that cover what is handed over, as a checklist declares them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from compliance.checklist.base import Id, Model, Text
from compliance.checklist.conditions import Condition, Facts, Truth, evaluate
from compliance.checklist.documents import slots


class Letter(Model):
    """What is written to somebody who is given papers."""

    to: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Addressees, of the vocabulary ``addressees``."""
    when: Condition | None = None
    """Only in this case; of several letters to one addressee the first that fits is taken."""
    basis: tuple[str, ...] = ()
    """The provisions by which the papers are sent; none where that is not settled."""
    recipient: str = ""
    """Text with ``{question-id}`` slots: who it goes to. A line without its answer is left out."""
    reference: str = ""
    """What is filled in by hand, such as reference and day of what the addressee asked."""
    says: Text
    """Why they are sent, and what is asked of whoever gets them; each line is a paragraph."""


class LetterFile(Model):
    """The file ``letters.yaml``: the letter that covers a pack, by whom it is for."""

    title: Text
    """What such a letter is called."""
    form_note: str = ""
    """What the law leaves open about it."""
    sender: Text
    """Text with ``{question-id}`` slots: who writes. A line that lacks an answer is left out."""
    letters: Annotated[tuple[Letter, ...], Field(min_length=1)]

    def letter(self, addressee: str, facts: Facts) -> Letter | None:
        """The letter to somebody; nothing where none is declared for this case."""
        for one in self.letters:
            if addressee in one.to and (one.when is None or evaluate(one.when, facts) is Truth.YES):
                return one
        return None

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every text with slots, with its place in the file."""
        yield ("sender",), self.sender
        for at, one in enumerate(self.letters):
            yield ("letters", at, "recipient"), one.recipient
            yield ("letters", at, "says"), one.says

    def asked(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every question that they draw on, with where."""
        for path, text in self.texts():
            for known in slots(text):
                yield path, known
