"""Roles: which of them an operator holds, and which requirements bind each.

One operator may hold several roles for one system. A requirement that binds two of
them is asked once and listed under each.
"""

from __future__ import annotations

from compliance.assessment.facts import AnswerFacts
from compliance.checklist.base import ROLES
from compliance.checklist.conditions import Truth
from compliance.checklist.model import Requirement


def held_roles(facts: AnswerFacts) -> dict[str, Truth]:
    """Every role of the edition, and whether the operator holds it.

    A role whose word names no conclusion is not known to be held or not.
    """
    return {
        word.id: Truth.UNKNOWN if word.conclusion is None else facts.holds(word.conclusion)
        for word in facts.catalogue.words(ROLES)
    }


def roles_shown(requirement: Requirement, held: dict[str, Truth]) -> list[str]:
    """Roles under which a requirement is listed: those that are or may be held.

    Where none of its roles is, all of them are named.
    """
    possible = [role for role in requirement.roles if held.get(role, Truth.UNKNOWN) is not Truth.NO]
    return possible or list(requirement.roles)
