"""What is done to accounts: adding, passwords, roles, disabling, ending sessions."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.errors import Problem, ProblemsError, fail
from compliance.services.accounts.authors import name_problem
from compliance.services.accounts.passwords import check_password, generate, hash_password
from compliance.services.accounts.people import HINTS, Account, People, is_same, make_account


def add_account(
    people: People,
    *,
    login: str,
    name: str,
    function: str = "",
    roles: Iterable[str],
    administrator: bool = False,
    password: str | None = None,
    must_change: bool = False,
) -> Account:
    """Make an account.

    Args:
        people: the accounts of the workspace.
        login: what the person signs in with.
        name: the name of the person.
        function: what the person does.
        roles: keys of roles.
        administrator: whether the person keeps the accounts.
        password: nothing for a person whom only a proxy names.
        must_change: whether the password is for one use.

    Raises:
        ConformityError: a code of accounts, with everything that is wrong.
    """
    account = make_account(
        login=login.strip().casefold(),
        name=" ".join(name.split()),
        function=" ".join(function.split()),
        roles=roles,
        administrator=administrator,
        must_change=password is not None and must_change,
    )
    message = name_problem(account.name)
    if message:
        raise fail("name", "people.login", message, HINTS["name"][1])
    if password is not None:
        check_password(password, login=account.login, name=account.name)
        account = people.replace(account, password=hash_password(password))
    with people.changing() as known:
        _refuse_taken(known.values(), account)
        known[account.login] = account
    return account


def _refuse_taken(known: Iterable[Account], account: Account) -> None:
    taken = [
        (part, text)
        for part, text in (("login", account.login), ("name", account.name))
        for item in known
        if is_same(part, getattr(item, part), text)
    ]
    if taken:
        raise ProblemsError(
            Problem(
                part,
                "people.taken",
                f"There is an account with the {part} {text}.",
                "The journal tells people apart by it: choose another.",
            )
            for part, text in taken
        )


def set_password(
    people: People, login: str, password: str, *, must_change: bool = False
) -> Account:
    """Give an account another password; all its sessions end.

    Raises:
        ConformityError: ``people.unknown`` or ``people.password``.
    """
    account = people.get(login)
    check_password(password, login=account.login, name=account.name)
    hashed = hash_password(password)
    with people.changing() as known:
        account = known[account.login]
        known[account.login] = people.replace(
            account, password=hashed, must_change=must_change, epoch=account.epoch + 1
        )
        return known[account.login]


def renew_hash(people: People, login: str, password: str) -> None:
    """Keep the same password with the parameters of today; sessions go on.

    Raises:
        ConformityError: ``file.write-failed``.
    """
    hashed = hash_password(password)
    with people.changing() as known:
        account = known[login]
        known[login] = people.replace(account, password=hashed)


def give_password(people: People, login: str) -> str:
    """Give an account a password for one use; the person replaces it when signing in.

    Raises:
        ConformityError: ``people.unknown``.
    """
    password = generate()
    set_password(people, login, password, must_change=True)
    return password


def set_roles(people: People, login: str, roles: Iterable[str], *, administrator: bool) -> Account:
    """Say what a person may do from now on.

    Raises:
        ConformityError: ``people.unknown``, ``people.roles`` or ``people.last``.
    """
    account = people.get(login)
    chosen = tuple(roles)
    with people.changing() as known:
        changed = people.replace(known[account.login], roles=chosen, administrator=administrator)
        _keep_one_administrator(known.values(), known[account.login], changed)
        known[account.login] = changed
        return changed


def set_disabled(people: People, login: str, *, disabled: bool) -> Account:
    """Let a person in no longer, or again; all its sessions end.

    Raises:
        ConformityError: ``people.unknown`` or ``people.last``.
    """
    account = people.get(login)
    with people.changing() as known:
        account = known[account.login]
        changed = people.replace(account, disabled=disabled, epoch=account.epoch + 1)
        _keep_one_administrator(known.values(), account, changed)
        known[account.login] = changed
        return changed


def end_sessions(people: People, login: str) -> Account:
    """End every session of a person, wherever it is open.

    Raises:
        ConformityError: ``people.unknown``.
    """
    account = people.get(login)
    with people.changing() as known:
        account = known[account.login]
        known[account.login] = people.replace(account, epoch=account.epoch + 1)
        return known[account.login]


def _keep_one_administrator(known: Iterable[Account], before: Account, after: Account) -> None:
    """Refuse to take the last administrator away."""
    ruled = before.administrator and not before.disabled
    rules = after.administrator and not after.disabled
    others = any(
        item.administrator and not item.disabled for item in known if item.login != before.login
    )
    if ruled and not rules and not others:
        raise fail(
            before.login,
            "people.last",
            "Nobody would be left who administers the accounts.",
            "Make another person administrator first.",
        )
