"""From what the command line says to the settings of a server, or a clear refusal.

Pages that anybody on a network could write to are never served: whoever is reached by
other machines needs accounts, or a proxy that names the person.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.accounts.authors import clean_author, remembered_author, settings_folder
from compliance.services.accounts.people import People
from compliance.services.accounts.server_secret import server_secret
from compliance.storage.locate import binder_at
from compliance.web.server.settings import LOOPBACK, Settings

HEADER: Final = re.compile(r"[A-Za-z0-9-]{1,60}")
NAME: Final = re.compile(r"[A-Za-z0-9.:-]{1,253}")
DOCS: Final = "Make one: conformity people add WORKSPACE LOGIN --name ... --role ..."


@dataclass(frozen=True)
class Wanted:
    """What the command line says."""

    folder: Path
    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    behind_https: bool = False
    trust_header: str = ""
    proxies: tuple[str, ...] = ()
    idle: float = 12.0
    keep_pages: bool = True

    @property
    def open_to_others(self) -> bool:
        """Whether other machines can reach the server, directly or by a proxy."""
        names = any(name.lower() not in LOOPBACK for name in self.names)
        return not _is_loopback(self.host) or names or self.behind_https


def make_settings(wanted: Wanted) -> Settings:
    """The settings of a server.

    Raises:
        ConformityError: ``serve.host``, ``serve.proxy``, ``people.file`` or
            ``file.write-failed``: everything that is wrong.
    """
    only = wanted.folder.name if binder_at(wanted.folder).exists() else ""
    workspace = wanted.folder.parent if only else wanted.folder
    accounts = bool(People(workspace).read())
    problems = [*_wrong_host(wanted, accounts=accounts), *_wrong_proxy(wanted, accounts)]
    if problems:
        raise ProblemsError(problems)
    workspace.mkdir(parents=True, exist_ok=True)
    own = os.environ.get("CONFORMITY_AUTHOR", "")
    return Settings(
        workspace=workspace,
        only=only,
        hosts=_hosts(wanted),
        secret=_secret(workspace),
        accounts=accounts or wanted.open_to_others,
        author=clean_author(own) if own else remembered_author(settings_folder()),
        remember_in=None if own else settings_folder(),
        proxy_header=wanted.trust_header,
        proxies=wanted.proxies,
        secure_cookies=wanted.behind_https,
        idle_hours=wanted.idle,
        keep_pages=wanted.keep_pages,
    )


def notes(wanted: Wanted, settings: Settings) -> list[str]:
    """What whoever starts the server should know."""
    found = []
    if not _kept(settings):
        found.append(
            "note: the secret of the server cannot be kept in the workspace; "
            "a restart signs everybody out."
        )
    if not _is_loopback(wanted.host) and not wanted.behind_https:
        found.append(
            "note: passwords travel unprotected without HTTPS; put a reverse proxy in "
            "front and give --behind-https."
        )
    if wanted.host in {"0.0.0.0", "::"} and not wanted.names:  # noqa: S104
        found.append("note: other machines are answered only under a name given with --name.")
    return found


def _hosts(wanted: Wanted) -> tuple[str, ...]:
    own = () if wanted.host in {"0.0.0.0", "::"} else (wanted.host,)  # noqa: S104
    return tuple(dict.fromkeys((*LOOPBACK, *own, *wanted.names)))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong_host(wanted: Wanted, *, accounts: bool) -> list[Problem]:
    found = []
    try:
        ipaddress.ip_address(wanted.host)
    except ValueError:
        found.append(
            Problem(
                "--host",
                "serve.host",
                f"{wanted.host[:80]} is not the address of a machine.",
                "Give an address like 192.168.1.20, and names with --name.",
            )
        )
    found += [
        Problem(
            "--name",
            "serve.host",
            f"{name[:80]} is not the name of a machine.",
            "Give it without http:// and without a port.",
        )
        for name in wanted.names
        if not NAME.fullmatch(name) or (":" in name and not _is_address(name))
    ]
    if wanted.open_to_others and not accounts and not wanted.trust_header:
        found.append(
            Problem(
                str(wanted.folder),
                "serve.host",
                "Other machines would reach pages on which nobody signs in; "
                "the workspace has no accounts.",
                DOCS,
            )
        )
    return found


def _wrong_proxy(wanted: Wanted, accounts: bool) -> list[Problem]:  # noqa: FBT001
    found = []
    for proxy in wanted.proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            found.append(
                _proxy(
                    "--proxy",
                    f"{proxy[:80]} is neither an address nor a network.",
                    "Give for example 10.0.0.5 or 10.0.0.0/24.",
                )
            )
    header = wanted.trust_header
    if header and not HEADER.fullmatch(header):
        found.append(
            _proxy(
                "--trust-header",
                f"{header[:80]} is not the name of a header.",
                "Give for example X-Remote-User.",
            )
        )
    if header and not accounts:
        found.append(
            _proxy("--trust-header", "The workspace knows nobody whom it could name.", DOCS)
        )
    if header and not _is_loopback(wanted.host) and not wanted.proxies:
        found.append(
            _proxy(
                "--trust-header",
                "It is not said which machine may name people.",
                "Give its address with --proxy.",
            )
        )
    return found


def _proxy(place: str, message: str, hint: str) -> Problem:
    return Problem(place, "serve.proxy", message, hint)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _secret(workspace: Path) -> bytes:
    """The secret that is kept, or one for this run."""
    try:
        return server_secret(workspace)
    except ConformityError:
        return secrets.token_bytes(32)


def _kept(settings: Settings) -> bool:
    try:
        return server_secret(settings.workspace) == settings.secret
    except ConformityError:
        return False
