"""``conformity people``: who may sign in to the pages of a workspace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.common import printable
from compliance.errors import fail

if TYPE_CHECKING:
    from collections.abc import Callable

    from compliance.services.accounts.people import Account, People

workspace_argument = click.argument(
    "workspace", metavar="WORKSPACE", type=click.Path(path_type=Path)
)
login_argument = click.argument("login", metavar="LOGIN")
generate_option = click.option(
    "--generate", is_flag=True, help="Make a password for one use and print it once."
)


def roles_option(*, required: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--role``, as often as the person has roles."""
    return click.option(
        "--role",
        "roles",
        multiple=True,
        required=required,
        metavar="ROLE",
        help="officer, engineer, reviewer, signatory or reader; may be repeated.",
    )


@click.group(short_help="Keep the accounts of a workspace.")
def people() -> None:
    """Keep the accounts of WORKSPACE, the folder that `conformity serve` shows.

    As soon as there is one, the pages ask everybody to sign in. Passwords are asked
    twice, or read from standard input; they are never given on the command line.
    """


@people.command(short_help="Make an account.")
@workspace_argument
@login_argument
@click.option("--name", required=True, help="Name of the person, without a comma.")
@click.option("--function", default="", help="What the person does.")
@roles_option(required=True)
@click.option("--administrator", is_flag=True, help="The person keeps the accounts.")
@generate_option
@click.option("--no-password", is_flag=True, help="Only a proxy names the person.")
def add(
    workspace: Path,
    login: str,
    name: str,
    function: str,
    roles: tuple[str, ...],
    *,
    administrator: bool,
    generate: bool,
    no_password: bool,
) -> None:
    """Make an account with the login LOGIN.

    Name and function stand in the journal with everything the person records.
    """
    from compliance.services.accounts.keep import add_account

    known = _people(workspace)
    chosen = None if no_password else _password(generate=generate)
    account = add_account(
        known,
        login=login,
        name=name,
        function=function,
        roles=roles,
        administrator=administrator,
        password=chosen,
        must_change=generate,
    )
    click.echo(f"Added {printable(account.login)}: {printable(account.author)}")
    if generate and chosen is not None:
        _show_once(chosen)
    if not any(item.administrator and not item.disabled for item in known.read()):
        click.echo("Nobody administers the accounts on the pages yet (--administrator).")


@people.command("list", short_help="List the accounts.")
@workspace_argument
def list_(workspace: Path) -> None:
    """List the accounts with their roles."""
    found = _people(workspace).read()
    for account in found:
        click.echo(f"{account.login}  {printable(account.author)}")
        click.echo(f"    {_standing(account)}")
    if not found:
        click.echo("There are no accounts; the pages ask nobody to sign in.")


def _standing(account: Account) -> str:
    words = ", ".join(account.roles)
    if account.administrator:
        words += "; administrator"
    if account.disabled:
        words += "; disabled"
    if not account.password:
        words += "; no password"
    elif account.must_change:
        words += "; password for one use"
    return words


@people.command(short_help="Give an account another password.")
@workspace_argument
@login_argument
@generate_option
def password(workspace: Path, login: str, *, generate: bool) -> None:
    """Give the account LOGIN another password; its sessions end."""
    from compliance.services.accounts.keep import set_password

    known = _people(workspace)
    known.get(login)
    chosen = _password(generate=generate)
    set_password(known, login, chosen, must_change=generate)
    click.echo(f"{printable(login)} has another password, and was signed out everywhere.")
    if generate:
        _show_once(chosen)


@people.command(short_help="Say what a person may do.")
@workspace_argument
@login_argument
@roles_option(required=True)
@click.option(
    "--administrator/--no-administrator",
    default=None,
    help="Whether the person keeps the accounts (otherwise as before).",
)
def roles(
    workspace: Path, login: str, roles: tuple[str, ...], *, administrator: bool | None
) -> None:
    """Replace the roles of the account LOGIN; they count from the next page on."""
    from compliance.services.accounts.keep import set_roles

    known = _people(workspace)
    if administrator is None:
        administrator = known.get(login).administrator
    account = set_roles(known, login, roles, administrator=administrator)
    click.echo(f"{account.login}: {_standing(account)}")


@people.command(short_help="Let a person in no longer.")
@workspace_argument
@login_argument
@click.option("--again", is_flag=True, help="Let the person in again.")
def disable(workspace: Path, login: str, *, again: bool) -> None:
    """Disable the account LOGIN; its sessions end, its records stay."""
    from compliance.services.accounts.keep import set_disabled

    account = set_disabled(_people(workspace), login, disabled=not again)
    click.echo(f"{account.login}: {_standing(account)}")


def _people(workspace: Path) -> People:
    """The accounts of a workspace.

    Raises:
        ConformityError: ``file.missing`` or ``usage.arguments``.
    """
    from compliance.services.accounts.people import People
    from compliance.storage.locate import binder_at

    if not workspace.is_dir():
        raise fail(
            str(workspace),
            "file.missing",
            "There is no such folder.",
            "Name the folder in which the assessments lie side by side.",
        )
    if binder_at(workspace).exists():
        raise fail(
            str(workspace),
            "usage.arguments",
            "This is an assessment; accounts belong to the folder above.",
            f"Name {workspace.resolve().parent}.",
        )
    return People(workspace.resolve())


def _password(*, generate: bool) -> str:
    """A new password: made, asked for twice, or one line of standard input."""
    from compliance.services.accounts import passwords

    if generate:
        return passwords.generate()
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def _show_once(password: str) -> None:
    click.echo(f"Password for one use: {password}")
    click.echo("It is not shown again. The person chooses another when signing in.")
