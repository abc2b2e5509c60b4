"""The organisation beside an assessment, while one of its pages is made."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from compliance.errors import ConformityError, Problem
from compliance.services.share.organisation import ORGANISATION, has_organisation
from compliance.services.share.record_shared import is_shared, spreads
from compliance.services.share.take_over import TakenOver
from compliance.storage.opened import OpenAssessment
from compliance.views.answer import AnswerView, view_answer
from compliance.web.common import desk
from compliance.web.workspace.desk import Opened

WHOLE: Final = "organisation"
ONE: Final = "system"


@dataclass(frozen=True)
class Offer:
    """Whom an answer to an organisation-wide question is for."""

    theirs: AnswerView | None
    """What the organisation answered."""
    where: str
    """The choice that is made: ``organisation`` or ``system``."""
    seen: str
    """Head of the organisation's journal that is shown."""


@dataclass(frozen=True)
class Beside:
    """The organisation, if there is one that can be used."""

    found: Opened
    source: OpenAssessment | None = None
    problems: tuple[Problem, ...] = ()
    """Why it is left out although there is one."""

    def waiting(self) -> TakenOver | None:
        """What it answered and the assessment lacks, or answers otherwise."""
        return None if self.source is None else self.found.waiting(self.source)

    def offer(self, known: str, where: str = "", seen: str = "") -> Offer | None:
        """The choice that is offered at a question; nothing where there is none.

        Args:
            known: the question.
            where: the choice that was made before.
            seen: the head that was shown before, where it still counts.
        """
        if self.source is None or not is_shared(self.source, self.found.assessment, known):
            return None
        theirs = self.source.state.answers.get(known)
        spread = spreads(self.source, self.found.assessment, known)
        return Offer(
            view_answer(self.source, known, theirs) if theirs else None,
            where if where in {WHOLE, ONE} else WHOLE if spread else ONE,
            seen or self.source.head,
        )


@contextlib.contextmanager
def beside(found: Opened) -> Iterator[Beside]:
    """The organisation beside an assessment, up to date and for this request alone.

    A server for one assessment leaves what lies around it alone. An organisation that
    cannot be read, or follows another law, never stands in the way of an assessment.
    """
    with contextlib.ExitStack() as stack:
        source: OpenAssessment | None = None
        problems: tuple[Problem, ...] = ()
        if not desk().only and has_organisation(found.assessment):
            try:
                opened = stack.enter_context(desk().open(ORGANISATION))
                if opened.assessment.state.is_organisation:
                    source = opened.assessment
                    found.waiting(source)
            except ConformityError as error:
                source, problems = None, tuple(error.problems)
        yield Beside(found, source, problems)
