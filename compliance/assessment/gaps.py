"""Gaps: what is missing for a requirement to be met, and how to mend it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any, Final

from compliance.assessment.evidence_check import EvidenceLine
from compliance.assessment.facts import AnswerFacts, AskedFacts, open_facts
from compliance.assessment.journal.state import Given
from compliance.checklist.base import PLACEHOLDERS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth, evaluate
from compliance.checklist.model import GapRule, MainOption, OptionGap, Requirement, Severity
from compliance.checklist.questions import Question
from compliance.checklist.texts import fact_label

DASHES: Final = ("-", "–", "—")
_ALONE = r"(?=\s*(?:$|[.:;!?…)\]>}*/\"”»]|[-–—](?!\w)))"
"""After a single word: the text ends, or punctuation sets the word apart."""
_SLOT = re.compile(r"\[[^\]\n]{0,60}\]|<[^>\n]{1,60}>|\{[^}\n]{1,60}\}")
_SLOT_INSIDE = re.compile(
    r"[\[<{][A-Z _-]{0,40}(?<![A-Z])(?:NAME|DATE|DAY|COMPANY|PERSON|ROLE|TITLE|NUMBER|"
    r"VERSION|ADDRESS|INSERT|FILL)(?![A-Z])[A-Z _-]{0,40}[\]>}]"
)
"""A slot of a template inside a text, ``[NAME]``. Only what says in capitals that it
wants to be filled in: ``[GDPR]`` or ``[1]`` is a reference."""


@dataclass(frozen=True)
class Gap:
    """Something missing for a requirement to be met."""

    requirement: str
    severity: Severity
    text: str
    remedy: str
    source: str
    """``rule``, ``answer``, ``evidence``, ``placeholder`` or ``scope``."""


def chosen_option(requirement: Requirement, given: Given | None) -> MainOption | None:
    """The option that was chosen for the main question; nothing if none was."""
    if given is None or given.state != "given":
        return None
    for option in requirement.question.options:
        if option.id == given.value:
            return option
    return None


def scope_gap(facts: AnswerFacts, requirement: Requirement) -> Gap:
    """The gap of a requirement of which it is not known whether it applies."""
    missing = [
        fact_label(facts.catalogue, fact) for fact in open_facts(facts, requirement.applies_when)
    ]
    return Gap(
        requirement.id,
        "major",
        "It is not determined whether this requirement applies.",
        f"Answer: {'; '.join(missing[:6])}." if missing else "Answer what is open.",
        "scope",
    )


def unconfirmed_gap(requirement: Requirement, reason: str) -> Gap:
    """The gap of a requirement that only a source or an earlier edition answers."""
    return Gap(
        requirement.id,
        "major",
        f"What is said here waits to be confirmed: {reason}",
        "Confirm it, or answer anew.",
        "answer",
    )


def without_reason(facts: AnswerFacts, given: Given | None) -> bool:
    """Whether "not applicable" was said with only a stand-in for a reason."""
    return (
        given is not None
        and given.state == "not-applicable"
        and looks_like_placeholder(facts.catalogue, given.explanation)
    )


def unanswered_gaps(facts: AnswerFacts, requirement: Requirement, given: Given | None) -> list[Gap]:
    """Gaps of a requirement that applies and has no answer that counts."""
    if without_reason(facts, given):
        return [_placeholder_gap(requirement, "the reason")]
    if given is not None and given.state == "not-applicable":
        return []
    if given is not None and given.state == "unknown":
        reason = given.explanation.rstrip(".")
        text = f"Not known yet: {reason}." if reason else "The answer is not known yet."
        return [Gap(requirement.id, "major", text, "Find out, and answer.", "answer")]
    return [
        Gap(
            requirement.id,
            "major",
            "This requirement has not been assessed.",
            "Answer its question.",
            "answer",
        )
    ]


def answer_gaps(
    facts: AnswerFacts,
    requirement: Requirement,
    given: Given | None,
    follow_ups: tuple[tuple[Question, Given | None], ...],
    evidence: tuple[EvidenceLine, ...],
    option: MainOption,
) -> list[Gap]:
    """Gaps of an answered requirement.

    First that of the option, then those of rules, follow-ups, placeholders, evidence.
    """
    own = frozenset(question.id for question in requirement.follow_ups)
    asked = AskedFacts(facts, own)
    declared: list[OptionGap | GapRule] = [] if option.gap is None else [option.gap]
    declared += [rule for rule in requirement.gaps if evaluate(rule.when, asked) is Truth.YES]
    found = [Gap(requirement.id, gap.severity, gap.says, gap.remedy, "rule") for gap in declared]
    for question, answer in follow_ups:
        found += _follow_up_gaps(facts.catalogue, requirement, question, answer)
    if given is not None and looks_like_placeholder(facts.catalogue, given.explanation):
        found.append(_placeholder_gap(requirement, "the explanation"))
    # Where nothing is claimed, or what is claimed falls at once, no evidence is missed.
    if option.means != "not-met" and not any(gap.severity == "blocker" for gap in found):
        found += [
            Gap(requirement.id, "major", line.problem, line.remedy, "evidence")
            for line in evidence
            if line.problem and line.request is not None and line.request.required
        ]
    return found


def _follow_up_gaps(
    catalogue: Catalogue, requirement: Requirement, question: Question, answer: Given | None
) -> list[Gap]:
    if question.type == "file":
        return []  # evidence requests report it
    if answer is None or answer.state == "unknown":
        if question.optional:
            return []
        text = f"Not answered: {question.ask}"
        return [Gap(requirement.id, "major", text, "Answer this question.", "answer")]
    texts = [answer.explanation]
    texts += [value for value in _values(answer.value) if isinstance(value, str)]
    if any(looks_like_placeholder(catalogue, text) for text in texts):
        return [_placeholder_gap(requirement, f"the answer to “{question.ask}”")]
    words = getattr(question, "min_words", 0)
    if isinstance(answer.value, str) and len(answer.value.split()) < words:
        return [
            Gap(
                requirement.id,
                "minor",
                f"The answer to “{question.ask}” is shorter than {words} words.",
                "Say it in enough detail for somebody outside to follow.",
                "answer",
            )
        ]
    return []


def _values(value: Any) -> list[Any]:
    """The single values of an answer; those of all cells for a repeated group.

    A dash in a cell is the usual way of saying "none" and no stand-in.
    """
    if isinstance(value, list):
        return [inner for item in value for inner in _values(item)]
    if isinstance(value, dict):
        return [cell for cell in value.values() if cell not in DASHES]
    return [value]


def _placeholder_gap(requirement: Requirement, where: str) -> Gap:
    return Gap(
        requirement.id,
        "major",
        f"There is only a placeholder in {where}.",
        "Replace it by an answer.",
        "placeholder",
    )


def looks_like_placeholder(catalogue: Catalogue, text: str) -> bool:
    """Whether a text is, or still holds, a stand-in for an answer.

    Words come from the vocabulary ``placeholders`` of the pack. They count anywhere
    when written in capitals. Otherwise a phrase counts at the start of a text, and a
    single word only where it stands alone ("todo", "todo: ask Ann"): answers come in
    every language, and in Spanish "todo el personal" is all the staff. A text without
    a letter or a digit of any writing system says nothing either.
    """
    if not text:
        return False
    if not any(map(str.isalnum, text)) or _SLOT.fullmatch(text.strip()):
        return True
    if _SLOT_INSIDE.search(text):
        return True
    words = catalogue.words(PLACEHOLDERS)
    if not words:
        return False
    start, capitals = _patterns(tuple(word.label for word in words))
    return bool(start.match(text.strip().casefold()) or capitals.search(text))


@functools.lru_cache(maxsize=16)
def _patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One pattern for words at the start, one for words in capitals.

    Every text of an assessment is looked at for each finding; building a pattern for
    each word and text took most of the time of stating findings.
    """
    low = "|".join(re.escape(word.casefold()) + ("" if " " in word else _ALONE) for word in words)
    high = "|".join(re.escape(word.upper()) for word in words)
    return re.compile(rf"\W*(?:{low})\b"), re.compile(rf"\b(?:{high})\b")
