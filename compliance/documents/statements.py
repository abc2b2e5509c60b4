"""Statements of documents, with the answers in their places."""

from __future__ import annotations

from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.points import lacks_answer
from compliance.checklist.answer_text import full_value
from compliance.checklist.conditions import Missing
from compliance.checklist.documents import SLOT
from compliance.checklist.questions import Question
from compliance.checklist.texts import fact_label
from compliance.documents.papers.filled import Piece
from compliance.language.words import capital

STOPS: Final = (".", "。")
"""What ends a sentence."""


class Statements:
    """Fills the slots of statements from the answers of an assessment."""

    def __init__(self, assessment: Assessment) -> None:
        """Take the answers."""
        self._catalogue, self._facts = assessment.catalogue, assessment.facts
        self.say = assessment.catalogue.tongue.say

    def arises(self, fact: str) -> bool:
        """Whether a question is, or may be, to be asked."""
        return self._facts.value(fact) is not Missing.IRRELEVANT

    def unsaid(self, fact: str) -> bool:
        """Whether there is nothing to say about a fact."""
        return not self.arises(fact) or lacks_answer(self._facts, fact)

    def is_missing(self, fact: str) -> bool:
        """Whether a fact is to be stated and is not."""
        return self.arises(fact) and lacks_answer(self._facts, fact)

    def name(self, fact: str) -> str:
        """Name of a fact within a sentence."""
        return fact_label(self._catalogue, fact)

    def label(self, fact: str) -> str:
        """Name of a fact at the start of a line."""
        return capital(self.name(fact))

    def value(self, fact: str) -> str:
        """The answer in full; the entries of a table stand below the statement."""
        question, given = self._catalogue.questions[fact], self._facts.answer(fact)
        if given is None:
            return self.say("answer.none-stated")
        if question.type == "group":
            return self.say("answer.below")
        return self.plain(question, full_value(self._catalogue, question, given.value))

    def plain(self, question: Question, text: str) -> str:
        """A text of an answer for whoever does not see the options: “none”, not “none of these”."""
        if question.type == "choices" and text == self.say("answer.none-chosen"):
            return self.say("answer.none").rstrip("".join(STOPS))
        return text

    def pieces(self, statement: str) -> list[Piece]:
        """The runs of text of a statement, its words and the answers in turn."""
        found: list[Piece] = []
        for at, part in enumerate(SLOT.split(statement)):
            if at % 2 == 0:
                found += [Piece(text=part)] if part else []
            else:
                found.append(Piece(text=self._slot(part), fact=part))
        return _single_stops(found)

    def _slot(self, fact: str) -> str:
        if not self.arises(fact):
            return self.say("answer.not-applicable")
        if lacks_answer(self._facts, fact):  # one it needs keeps it a draft
            return self.say("answer.none-stated")
        return self.value(fact)


def _single_stops(pieces: list[Piece]) -> list[Piece]:
    """Drop the full stop of a statement after a value that ends in one."""
    found: list[Piece] = []
    for piece in pieces:
        ends = bool(found) and bool(found[-1].fact) and found[-1].text.endswith(STOPS)
        if ends and not piece.fact and piece.text.startswith(STOPS):
            piece = Piece(text=piece.text[1:])  # noqa: PLW2901 - the same piece, mended
        found += [piece] if piece.text else []
    return found
