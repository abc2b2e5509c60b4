"""The accounts, for those who keep them: adding, roles, passwords, disabling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from compliance.errors import ConformityError, Problem
from compliance.services.accounts.keep import add_account, give_password, set_disabled, set_roles
from compliance.services.accounts.passwords import generate
from compliance.services.accounts.people import ROLES, Account
from compliance.web.common import go, show, tell
from compliance.web.people.gate import gate
from compliance.web.people.identity import MAY, person, require_administrator

pages = Blueprint("people", __name__, url_prefix="/people")

WORDS = {
    "discuss": "discusses",
    "answer": "answers",
    "attach": "attaches evidence",
    "assign": "assigns owners",
    "review": "reviews",
    "sign": "signs off",
    "issue": "issues dossiers",
    "begin": "begins assessments",
}


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    note: str
    chosen: bool


@pages.get("/")
def index() -> str:
    """Every account, and the form for another."""
    require_administrator()
    return _show_all({}, ())


@pages.post("/")
def add() -> ResponseReturnValue:
    """Make an account; its password is shown once, on this page."""
    require_administrator()
    typed = {key: request.form.get(key, "") for key in ("login", "name", "function")}
    chosen = request.form.getlist("roles")
    administrator = request.form.get("administrator") == "yes"
    by_proxy = not person().has_password
    made = None if by_proxy else generate()
    try:
        account = add_account(
            gate().people,
            **typed,
            roles=chosen,
            administrator=administrator,
            password=made,
            must_change=True,
        )
    except ConformityError as error:
        typed["administrator"] = "yes" if administrator else ""
        return _show_all(typed, error.problems, chosen), 422
    if made is None:
        tell(f"{account.author} was added.")
        return go("people.index")
    return _show_password(account, made)


@pages.get("/<login>")
def one(login: str) -> str:
    require_administrator()
    return _show_one(gate().people.get(login), ())


@pages.post("/<login>/roles")
def roles(login: str) -> ResponseReturnValue:
    """Say what a person may do."""
    require_administrator()
    account = gate().people.get(login)
    administrator = request.form.get("administrator") == "yes"
    try:
        set_roles(gate().people, login, request.form.getlist("roles"), administrator=administrator)
    except ConformityError as error:
        return _show_one(account, error.problems), 422
    tell(f"The roles of {account.author} were changed.")
    return go("people.index")


@pages.post("/<login>/access")
def access(login: str) -> ResponseReturnValue:
    """Let a person in no longer, or again."""
    require_administrator()
    account = gate().people.get(login)
    disabled = request.form.get("access") != "yes"
    try:
        set_disabled(gate().people, login, disabled=disabled)
    except ConformityError as error:
        return _show_one(account, error.problems), 422
    tell(f"{account.author} is {'no longer let in' if disabled else 'let in again'}.")
    return go("people.index")


@pages.post("/<login>/password")
def password(login: str) -> ResponseReturnValue:
    """Give a person a password for one use, shown once on this page."""
    require_administrator()
    account = gate().people.get(login)
    return _show_password(account, give_password(gate().people, login))


def _show_password(account: Account, made: str) -> str:
    # Shown by the answer itself: a message for the next page would stand in the cookie.
    return show("person_password", account=account, made=made)


def _choices(chosen: Sequence[str]) -> list[Choice]:
    return [
        Choice(
            key,
            label,
            ", ".join(word for action, word in WORDS.items() if key in MAY[action])
            or "sees everything, changes nothing",
            key in chosen,
        )
        for key, label in ROLES.items()
    ]


def _show_all(
    typed: dict[str, str], problems: Sequence[Problem], chosen: Sequence[str] = ()
) -> str:
    accounts = sorted(gate().people.read(), key=lambda item: item.name.casefold())
    return show(
        "people",
        accounts=[(item, ", ".join(ROLES[role] for role in item.roles)) for item in accounts],
        typed={key: typed.get(key, "") for key in TYPED},
        choices=_choices(chosen),
        problems=problems,
        by_proxy=not person().has_password,
    )


TYPED = ("login", "name", "function", "administrator")


def _show_one(account: Account, problems: Sequence[Problem]) -> str:
    return show(
        "person",
        account=account,
        choices=_choices(account.roles),
        problems=problems,
        by_proxy=not person().has_password,
    )
