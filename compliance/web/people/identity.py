"""Who is asking, and what that person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import abort, current_app, g

from compliance.services.accounts.people import ROLES, Account
from compliance.web.server.settings import Settings

__all__ = ["MAY", "ROLES", "Person", "alone", "of_account", "person", "require", "settings"]

MAY: Final = {
    "read": frozenset(ROLES),
    "discuss": frozenset(ROLES) - {"reader"},
    "answer": frozenset({"officer", "engineer"}),
    "attach": frozenset({"officer", "engineer"}),
    "assign": frozenset({"officer", "reviewer", "signatory"}),
    "review": frozenset({"reviewer", "signatory"}),
    "sign": frozenset({"signatory"}),
    "issue": frozenset({"officer", "signatory"}),
    "begin": frozenset({"officer"}),
}
"""What can be done, and by which roles."""


@dataclass(frozen=True)
class Person:
    """Somebody who uses the pages."""

    name: str
    """Name and function, as written into the journal."""
    roles: frozenset[str]
    account: str = ""
    """Login name; empty in single-user mode."""
    manages: bool = False
    """Whether the person administers accounts."""
    has_password: bool = False
    """Whether the person signed in here, and not at a proxy."""
    must_change: bool = False
    """Whether the person must choose a password before anything else."""

    def may(self, action: str) -> bool:
        """Whether one of the roles allows an action."""
        return bool(self.roles & MAY[action])


def settings() -> Settings:
    found: Settings = current_app.extensions["conformity-settings"]
    return found


def person() -> Person:
    """Who is asking. Pages are only reached when this is known."""
    found: Person = g.person
    return found


def require(action: str) -> None:
    """Refuse a request of somebody who may not do this."""
    if not person().may(action):
        abort(403)


def require_administrator() -> None:
    """Refuse a request of somebody who does not administer the accounts."""
    if not person().manages:
        abort(403)


def alone(author: str) -> Person:
    """The one person of single-user mode, who may do everything."""
    return Person(author, frozenset(ROLES), manages=False)


def of_account(account: Account, *, has_password: bool) -> Person:
    """A person with an account."""
    return Person(
        account.author,
        frozenset(account.roles),
        account=account.login,
        manages=account.administrator,
        has_password=has_password,
        must_change=has_password and account.must_change,
    )
