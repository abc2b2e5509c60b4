"""What hangs on an answer: the questions, conclusions and requirements it can decide.

Followed through conclusions and through questions that decide whether others are asked.
What does not hang on an answer comes out alike with another one, and need not be looked
at again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition, Holds, leaves

_Node = tuple[str, str]
KINDS: Final = ("question", "conclusion", "requirement")
_QUESTION, _CONCLUSION, _REQUIREMENT = KINDS


class Moved(NamedTuple):
    """Ids of what may come out otherwise."""

    questions: frozenset[str] = frozenset()
    """With derived numbers, which are asked for like questions."""
    conclusions: frozenset[str] = frozenset()
    requirements: frozenset[str] = frozenset()
    """As far as it is about whether they apply."""


class Hanging:
    """What hangs on each answer under one edition, found when it is asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._direct: dict[_Node, list[_Node]] = {}
        self._known: dict[tuple[str, ...], Moved] = {}
        for known, conclusion in catalogue.conclusions.items():
            self._note((_CONCLUSION, known), conclusion.when)
        for known, question in catalogue.questions.items():
            if question.ask_when is not None:
                self._note((_QUESTION, known), question.ask_when)
        for known, number in catalogue.derived.items():
            for fact in number.of:
                self._direct.setdefault((_QUESTION, fact), []).append((_QUESTION, known))
        for known, requirement in catalogue.requirements.items():
            self._note((_REQUIREMENT, known), requirement.applies_when)

    def _note(self, node: _Node, condition: Condition) -> None:
        for leaf in leaves(condition):
            on = (_CONCLUSION, leaf.holds) if isinstance(leaf, Holds) else (_QUESTION, leaf.fact)
            self._direct.setdefault(on, []).append(node)

    def on(self, answers: Iterable[str]) -> Moved:
        """Everything that may come out otherwise with other answers to some questions."""
        key = tuple(sorted(answers))
        if key not in self._known:
            self._known[key] = self._on(key)
        return self._known[key]

    def _on(self, answers: tuple[str, ...]) -> Moved:
        left = [(_QUESTION, known) for known in answers]
        found = set(left)
        while left:
            new = set(self._direct.get(left.pop(), ())) - found
            found |= new
            left += new
        return Moved(*(frozenset(known for kind, known in found if kind == one) for one in KINDS))
