"""A person's own account: the password, and sessions elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue

from compliance.errors import ConformityError, Problem
from compliance.services.accounts.keep import end_sessions, set_password
from compliance.services.accounts.passwords import LEAST, fits
from compliance.services.accounts.people import ROLES, Account
from compliance.services.clock import now
from compliance.web.common import go, show, tell
from compliance.web.people import sessions
from compliance.web.people.gate import gate
from compliance.web.people.identity import person

pages = Blueprint("account", __name__, url_prefix="/account")

SESSION = "session"
"""Whoever is signed in is not slowed down by strangers who are not."""


@pages.get("/")
def index() -> ResponseReturnValue:
    """What the account says, and how to change the password."""
    if g.mode == "single":
        return go("who.form")
    return _show(())


@pages.post("/password")
def password() -> ResponseReturnValue:
    """Take another password; sessions elsewhere end."""
    account = _own()
    typed = {key: request.form.get(f"{key}-password", "") for key in ("old", "new", "same")}
    address = request.remote_addr or ""
    if gate().throttle.enter(account.login, address, SESSION):
        return _show((_problem("There were too many attempts.", "Wait a few minutes."),)), 429
    if not fits(account.password, typed["old"]):
        return _show((_problem("The present password is another one.", "Type it again."),)), 422
    gate().throttle.succeed(account.login, address, SESSION)
    problem = _mistake(typed)
    if problem is not None:
        return _show((problem,)), 422
    try:
        changed = set_password(gate().people, account.login, typed["new"])
    except ConformityError as error:
        return _show(error.problems), 422
    sessions.begin(changed, now())
    tell("Your password was changed. You are signed out everywhere else.")
    return go("workspace.index" if person().must_change else "account.index")


def _mistake(typed: dict[str, str]) -> Problem | None:
    if typed["new"] != typed["same"]:
        return _problem("The new password was not typed the same way twice.", "Try again.")
    if typed["new"] == typed["old"]:
        return _problem("The new password is the old one.", "Choose another.")
    return None


@pages.post("/sessions")
def others() -> ResponseReturnValue:
    """Sign the person out everywhere but here."""
    changed = end_sessions(gate().people, _own().login)
    sessions.begin(changed, now())
    tell("You are signed out everywhere else.")
    return go("account.index")


def _own() -> Account:
    """The account of somebody who signed in with a password."""
    if not person().has_password:
        abort(404)
    return gate().people.get(person().account)


def _problem(text: str, hint: str) -> Problem:
    return Problem("password", "people.password", text, hint)


def _show(problems: Sequence[Problem]) -> str:
    account = gate().people.get(person().account)
    return show(
        "account",
        account=account,
        roles=[ROLES[role] for role in account.roles],
        least=LEAST,
        problems=problems,
    )
