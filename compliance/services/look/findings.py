"""How an assessment stands: conclusions, findings, and what would change them."""

from __future__ import annotations

import datetime

from compliance.assessment.conclusions import Outcome, outcomes
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Standing, state_standing
from compliance.assessment.what_if import Change, changes
from compliance.services.assess.open import Assessment


def state_findings(assessment: Assessment, as_of: datetime.date) -> Standing:
    """Findings of every requirement on a day.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    assessment.require_system()
    return state_standing(assessment.catalogue, assessment.state, as_of)


def classify(assessment: Assessment) -> list[Outcome]:
    """Every conclusion that is shown, with the answers it rests on.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    assessment.require_system()
    return outcomes(AnswerFacts(assessment.catalogue, assessment.state.answers))


def what_would_change(assessment: Assessment, found: list[Outcome]) -> list[Change]:
    """Single answers that would turn one of the conclusions found."""
    facts = AnswerFacts(assessment.catalogue, assessment.state.answers)
    wanted = [outcome.conclusion.id for outcome in found if outcome.conclusion.headline]
    return changes(facts, assessment.state.answers, wanted)
