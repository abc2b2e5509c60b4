"""The texts of papers by id: one walk that both lists them and puts others in their place.

Each function takes what a text is to be, given its id and its English; with a function that
returns the English and notes it, the walk lists what there is to translate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from compliance.checklist.documents import SLOT, DocumentFile, DocumentSection, Point
from compliance.checklist.model import Conclusion, Requirement
from compliance.checklist.questions import ChoiceQuestion, ChoicesQuestion, GroupQuestion, Question
from compliance.law.timeline import Rule

Get = Callable[[str, str], str]
"""What a text is to be: by its id, with its English."""
_LETTER: Final = re.compile(r"[^\W\d_]")


def speaks(text: str) -> bool:
    """Whether a text has words of its own, besides the answers in it.

    >>> speaks("{operator.name}, {operator.address}."), speaks("{a} and {b}")
    (False, True)
    """
    return _LETTER.search(SLOT.sub("", text)) is not None


def _texts(part: Any, get: Get, where: str, *keys: str) -> dict[str, str]:
    """What some texts of a part are to be, by key; those without words stay out."""
    return {key: get(f"{where}{key}", text) for key in keys if speaks(text := getattr(part, key))}


def document(file: DocumentFile, get: Get) -> DocumentFile:
    """A document with other texts."""
    seen: Counter[str] = Counter()
    more: dict[str, Any] = _texts(file, get, "", "title", "form_note")
    more["particulars"] = tuple(
        part.model_copy(update=_texts(part, get, f"particular.{at}.", "label", "statement"))
        for at, part in enumerate(file.particulars, 1)
    )
    more["sections"] = tuple(
        _section(section, get, at, seen) for at, section in enumerate(file.sections, 1)
    )
    more["signatures"] = tuple(
        part.model_copy(update=_texts(part, get, f"signature.{at}.", "label"))
        for at, part in enumerate(file.signatures, 1)
    )
    return file.model_copy(update=more)


def _section(section: DocumentSection, get: Get, at: int, seen: Counter[str]) -> DocumentSection:
    more: dict[str, Any] = _texts(section, get, f"section.{at}.", "title", "intro")
    points = []
    for point in section.points:
        seen[point.provision] += 1
        number = seen[point.provision]
        name = point.provision if number == 1 else f"{point.provision}~{number}"
        points.append(_point(point, get, f"point.{name}."))
    return section.model_copy(update={**more, "points": tuple(points)})


def _point(point: Point, get: Get, where: str) -> Point:
    keys = ("title", "statement", "otherwise", "blocked_text", "note", "empty")
    more: dict[str, Any] = _texts(point, get, where, *keys)
    more["variants"] = tuple(
        variant.model_copy(update=_texts(variant, get, f"{where}variant.{at}.", "statement"))
        for at, variant in enumerate(point.variants, 1)
    )
    return point.model_copy(update=more)


def named(asked: Question, get: Get) -> Question:
    """A question with another name, as sentences and tables call it."""
    name = asked.label or asked.ask.rstrip("?")
    return asked.model_copy(update={"label": get(f"fact.{asked.id}.label", name)})


def answered(asked: Question, get: Get) -> Question:
    """A question whose answers are said in other words: options, units, columns."""
    return _answers(asked, get, f"fact.{asked.id}.")


def _answers(asked: Question, get: Get, where: str) -> Question:
    more: dict[str, Any] = {}
    if isinstance(asked, ChoiceQuestion | ChoicesQuestion) and asked.options:
        more["options"] = tuple(
            option.model_copy(update={"label": get(f"{where}option.{option.id}", option.label)})
            for option in asked.options
        )
    elif isinstance(asked, GroupQuestion):
        more["entry"] = get(f"{where}entry", asked.entry)
        more["fields"] = tuple(_column(part, get, where) for part in asked.fields)
    elif asked.type == "number":
        more = _texts(asked, get, where, "unit")
    return asked.model_copy(update=more)


def _column(part: Any, get: Get, where: str) -> Question:
    here = f"{where}column.{part.id}."
    name = get(f"{here}label", part.label or part.ask)
    found: Question = _answers(part, get, here).model_copy(update={"label": name})
    return found


def requirement(item: Requirement, get: Get, *, told: bool) -> Requirement:
    """A requirement with another title, and other words for the answers to its question.

    Args:
        item: the requirement.
        get: what a text is to be.
        told: whether what was answered to it is printed.
    """
    where = f"requirement.{item.id}."
    more: dict[str, Any] = _texts(item, get, where, "title")
    if told:
        options = tuple(
            option.model_copy(update={"label": get(f"{where}option.{option.id}", option.label)})
            for option in item.question.options
        )
        more["question"] = item.question.model_copy(update={"options": options})
    return item.model_copy(update=more)


def conclusion(item: Conclusion, get: Get) -> Conclusion:
    """A conclusion that is said in other words."""
    where = f"conclusion.{item.id}."
    return item.model_copy(update=_texts(item, get, where, "title", "holds_text"))


def rule(item: Rule, get: Get) -> Rule:
    """A rule of the timeline with another title and source."""
    return item.model_copy(update=_texts(item, get, f"date.{item.id}.", "title", "source"))


def drawn_on(asked: Question) -> Iterator[tuple[str, str | None]]:
    """Vocabularies from which options of a question come, each with its group."""
    parts = (asked, *(asked.fields if isinstance(asked, GroupQuestion) else ()))
    for part in parts:
        if isinstance(part, ChoiceQuestion | ChoicesQuestion) and part.options_from:
            yield part.options_from, part.options_group
