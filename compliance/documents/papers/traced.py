"""How the rules decided: which rule, on which answers it rests, what would turn it.

Beside each conclusion stands why it holds. Here somebody who doubts it finds the rule by the
id it has in the edition, and sees on which single answers the result hangs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.checklist.conditions import Holds, Truth, deciding
from compliance.checklist.model import Conclusion
from compliance.checklist.texts import fact_label
from compliance.documents.papers.filled import Block, Note, Table
from compliance.language.words import capital, number_of
from compliance.views.conclusion import Turn, conclude
from compliance.views.marks import WOULD

NOTHING: Final = "–"
RULES: Final = "Rules that hold, and what they rest on"
TURNS: Final = "Single answers on which the result hangs"
OTHERS: Final = (
    "{} would bring in a further role or duty, or lead to further questions; conformity classify "
    "names them."
)
REST: Final = (
    "{} under the same headings were looked at and do not hold; conformity classify --all lists "
    "each of them with its reason."
)


def trace(assessment: Assessment, groups: Iterable[str]) -> Iterator[Block]:
    """The rules under some headings, and the answers that would turn their outcome.

    Args:
        assessment: one about a system.
        groups: headings of conclusions.
    """
    wanted = set(groups)
    found = [one for one in assessment.conclusions() if one.conclusion.group in wanted]
    rows = tuple(_rule(assessment, one.conclusion) for one in found if one.truth is Truth.YES)
    if not rows:
        return
    yield Table(caption=RULES, columns=("Rule", "Its id", "Rests on"), rows=rows)
    fail = sum(one.truth is Truth.NO for one in found)
    if fail:
        yield Note(text=capital(REST.format(number_of(fail, "rule"))))
    turns = conclude(assessment).turns
    ends = tuple(_turn(one) for one in turns if _ends_something(one))
    if ends:
        yield Table(caption=TURNS, columns=("Answer to", "If it were", "Then"), rows=ends)
    others = len(turns) - len(ends)
    if others:
        yield Note(text=capital(OTHERS.format(number_of(others, "other answer"))))


def _rule(assessment: Assessment, declared: Conclusion) -> tuple[str, ...]:
    catalogue = assessment.catalogue
    leaves = deciding(declared.when, assessment.facts)
    facts = dict.fromkeys(leaf.fact for leaf in leaves if not isinstance(leaf, Holds))
    rules = dict.fromkeys(leaf.holds for leaf in leaves if isinstance(leaf, Holds))
    answers = (
        [f"answers: {', '.join(fact_label(catalogue, one) for one in facts)}"] if facts else []
    )
    others = [f"rules: {', '.join(rules)}"] if rules else []
    return declared.title, declared.id, capital("; ".join([*answers, *others])) or NOTHING


def _ends_something(turn: Turn) -> bool:
    """Whether by another answer something would hold no longer."""
    return any(would == WOULD[Truth.NO] for would, _ in turn.effects)


def _turn(turn: Turn) -> tuple[str, ...]:
    return capital(turn.fact_text), turn.other, " ".join(turn.then)
