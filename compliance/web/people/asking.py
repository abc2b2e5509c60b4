"""Asking who somebody is: the sign-in form, and the form for one person alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import request

from compliance.errors import Problem
from compliance.web.common import show
from compliance.web.people import kept_form
from compliance.web.people.kept_form import Kept

ENDED: Final = "You are not signed in, or no longer."


def ask_login(
    following: str = "",
    login: str = "",
    problems: Sequence[Problem] = (),
    *,
    kept: Kept | None = None,
    lead: str = "",
) -> str:
    """The form for login and password.

    Args:
        following: the page to go to afterwards.
        login: what was typed before.
        problems: what was wrong with it.
        kept: a form that was open when the session ended.
        lead: what to say first.
    """
    return show(
        "login",
        following=following,
        login=login,
        problems=problems,
        kept=kept,
        send=_sent_on(kept, "login.sign_in"),
        lead=lead,
    )


def ask_name(
    author: str, following: str = "", problems: Sequence[Problem] = (), kept: Kept | None = None
) -> str:
    """The form for name and function; arguments as of :func:`ask_login`."""
    return show(
        "who",
        author=author,
        following=following,
        problems=problems,
        kept=kept,
        send=_sent_on(kept, "who.name"),
    )


def _sent_on(kept: Kept | None, own: str) -> bool:
    """Whether a kept form may be sent on: what a strange site sent never is."""
    return kept is not None and (request.endpoint == own or kept_form.from_own_page())
