"""The form of the published regression set: legal cases as data for any tool."""

from __future__ import annotations

import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Final = 1
KIND: Final = "conformity-regression-set"
Word = Literal["yes", "no", "unknown"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LawOfSet(_Part):
    """The state of the law for which the expected results hold."""

    name: str
    number: str
    celex: str
    state: datetime.date
    amended_by: tuple[str, ...] = ()


class ChecklistsOfSet(_Part):
    """The checklists whose ids the set uses."""

    pack: str
    edition: str
    digest: str


class AskedOfSet(_Part):
    """A question of classification with a yes and a no."""

    id: str
    title: str
    conclusion: str
    """Conclusion that answers it."""
    yes: str
    """Class where that conclusion holds."""
    no: str
    """Class where it does not hold."""


class Group(_Part):
    """Cases from one file, scored together."""

    id: str
    title: str = ""
    encoding: str = ""
    """How its answers came about, and what that does or does not show."""
    cases: int = 0


class Origin(_Part):
    """Where references that begin alike come from."""

    prefix: str
    title: str
    note: str


class FactOfSet(_Part):
    """A question that some case answers."""

    label: str
    ask: str
    type: str
    unit: str = ""
    options: dict[str, str] = {}
    """Option id to its words."""


class Cited(_Part):
    """A conclusion or requirement that some case names, with its provisions."""

    title: str
    provisions: tuple[str, ...]
    printed: tuple[str, ...]
    """The provisions as lawyers cite them."""


class FactValue(_Part):
    """An answer."""

    value: Any
    words: str


class Expected(_Part):
    """What follows from the answers; what is not named is not part of the case."""

    holds: tuple[str, ...] = ()
    """Conclusions that hold."""
    fails: tuple[str, ...] = ()
    """Conclusions that do not hold."""
    undetermined: tuple[str, ...] = ()
    """Conclusions that stay open while facts are missing."""
    provisions: dict[str, Word] = {}
    """Provision to whether some requirement on it applies."""
    requirements: dict[str, Word] = {}
    """Requirement to whether it applies."""
    routes: tuple[str, ...] | None = None
    """Exactly the routes by which dates of application come."""
    routes_include: tuple[str, ...] = ()
    dates: dict[str, tuple[datetime.date, ...]] = {}
    """Provision to the days from which the first requirement on it applies."""
    numbers: dict[str, float] = {}
    """Derived number to its value."""


class CaseOfSet(_Part):
    """Answers on one side, what follows from them on the other."""

    id: str
    group: str
    sentence: str
    """The case in our words; empty where only answers and a label exist."""
    reference: str = ""
    """Number of the example in its source."""
    label: str = ""
    """Class that the source gives the example, in its own vocabulary."""
    point: str = ""
    """Place of the law under which the source discusses it."""
    question: str = ""
    """Question of classification that the case answers; empty where none."""
    class_: str = Field(default="", alias="class")
    """Class expected: of that question, or ``undetermined``."""
    from_label: bool = False
    """Whether class and conclusions come from the label of the source alone."""
    facts: dict[str, FactValue]
    expect: Expected
    note: str = ""
    differs: str = ""
    """Why the result expected is not the one the source gives."""


class RegressionSet(_Part):
    """Everything that is published, in one file."""

    kind: Literal["conformity-regression-set"] = "conformity-regression-set"
    format: Literal[1] = FORMAT
    title: str
    notice: tuple[str, ...]
    licence: str
    law: LawOfSet
    checklists: ChecklistsOfSet
    questions: tuple[AskedOfSet, ...]
    groups: tuple[Group, ...]
    sources: tuple[Origin, ...]
    facts: dict[str, FactOfSet]
    conclusions: dict[str, Cited]
    requirements: dict[str, Cited]
    routes: dict[str, str]
    cases: tuple[CaseOfSet, ...]


class LabelMeaning(_Part):
    """What a label of a source says in the words of the checklists."""

    holds: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()


class SetAbout(_Part):
    """What is said once about a set: the file with the key ``set``."""

    title: str
    notice: tuple[str, ...]
    licence: str
    questions: tuple[AskedOfSet, ...]
    groups: tuple[Group, ...] = ()
    sources: tuple[Origin, ...] = ()
    labels: dict[str, LabelMeaning] = {}


class ResultOfCase(_Part):
    """What a tool says about one case; what it does not say is left out."""

    class_: str = Field(default="", alias="class")
    holds: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()
    provisions: dict[str, Word] = {}
    requirements: dict[str, Word] = {}
    routes: tuple[str, ...] | None = None
    dates: dict[str, tuple[datetime.date, ...]] = {}
    numbers: dict[str, float] = {}


SCHEMAS: Final[dict[str, type[BaseModel]]] = {
    "regression-set": RegressionSet,
    "result-of-a-case": ResultOfCase,
}


def json_schemas() -> dict[str, Any]:
    """JSON Schema of the set, and of the result of one case."""
    return {name: model.model_json_schema(by_alias=True) for name, model in SCHEMAS.items()}
