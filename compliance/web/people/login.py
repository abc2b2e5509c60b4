"""Signing in and out."""

from __future__ import annotations

import contextlib
import math

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from compliance.errors import ConformityError, Problem
from compliance.services.accounts.keep import renew_hash
from compliance.services.accounts.passwords import fits, outdated
from compliance.services.accounts.people import Account
from compliance.services.clock import now
from compliance.web.common import go, tell
from compliance.web.people import kept_form, sessions
from compliance.web.people.asking import ask_login
from compliance.web.people.device import device_of, remember
from compliance.web.people.gate import gate
from compliance.web.people.identity import of_account, settings
from compliance.web.people.kept_form import Kept

pages = Blueprint("login", __name__)

WRONG = Problem(
    "login",
    "people.password",
    "This login and this password do not belong together.",
    "Check both. Who keeps the accounts can give you another password.",
)


@pages.get("/login")
def form() -> ResponseReturnValue:
    if g.mode != "accounts" or g.person is not None:
        return go("workspace.index")
    return ask_login(kept_form.local_path(request.args.get("next", "")))


@pages.post("/login")
def sign_in() -> ResponseReturnValue:
    """Let somebody in, or say that login and password do not belong together."""
    if g.mode != "accounts":
        return go("workspace.index")
    following = kept_form.local_path(request.form.get("next", ""))
    kept = kept_form.read_kept(request.form.get("kept", ""))
    login = request.form.get("login", "").strip().casefold()[:80]
    address = request.remote_addr or ""
    device = device_of(login)
    wait = gate().throttle.enter(login, address, device)
    if wait:
        return _too_many(wait, following, login, kept)
    account = _checked(login, request.form.get("password", ""))
    if account is None:
        return ask_login(following, login, (WRONG,), kept=kept), 422
    gate().throttle.succeed(login, address, device)
    sessions.begin(account, now())
    response = make_response(_let_in(account, following, kept))
    remember(response, login)
    return response


def _let_in(account: Account, following: str, kept: Kept | None) -> ResponseReturnValue:
    """What somebody sees who is let in: what was not sent, or where to go on."""
    if kept is not None and not account.must_change:
        g.person = of_account(account, has_password=True)
        return kept_form.page(
            "You are signed in",
            f"This was not sent yet. It will be recorded as {account.author}.",
            kept,
            send=True,
        )
    return redirect(following or url_for("workspace.index"), code=303)


def _checked(login: str, password: str) -> Account | None:
    """The account whose password this is; takes as long where there is none."""
    account = gate().people.find(login)
    usable = account is not None and not account.disabled
    right = fits(account.password if account is not None and usable else "", password)
    if account is None or not right:
        return None
    if outdated(account.password):
        with contextlib.suppress(ConformityError):  # another time, then
            renew_hash(gate().people, login, password)
    return account


@pages.post("/logout")
def sign_out() -> ResponseReturnValue:
    sessions.end(gate().ended, settings(), now())
    tell("You are signed out.")
    return go("login.form")


def _too_many(wait: float, following: str, login: str, kept: Kept | None) -> Response:
    seconds = math.ceil(wait)
    problem = Problem(
        "login",
        "people.password",
        "There were too many attempts.",
        f"Wait {seconds} seconds, then try again. Nothing was checked this time.",
    )
    response = make_response(ask_login(following, login, (problem,), kept=kept), 429)
    response.headers["Retry-After"] = str(seconds)
    return response
