"""``conformity serve``: the questionnaire in the browser."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click

from compliance.errors import fail
from compliance.web.server.options import Wanted
from compliance.web.server.settings import IDLE_HOURS

MOST_IDLE = 24 * 7


@click.command(short_help="Open the questionnaire in the browser.")
@click.argument("workspace", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8471,
    metavar="PORT",
    help="Port to listen on (8471); 0 takes any that is free.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help="Listen on this address, so that other machines reach the pages.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Answer under this name too; may be repeated.",
)
@click.option(
    "--behind-https",
    is_flag=True,
    help="A reverse proxy speaks HTTPS; cookies are sent over HTTPS only.",
)
@click.option(
    "--trust-header",
    default="",
    metavar="NAME",
    help="Header in which a reverse proxy names the person signed in.",
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Address or network of a reverse proxy on another machine; may be repeated.",
)
@click.option(
    "--idle",
    type=click.FloatRange(0.1, MOST_IDLE),
    default=IDLE_HOURS,
    metavar="HOURS",
    help="Hours without use after which people sign in again (12).",
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="Keep no pages of dossiers, and lay none out before they are asked for.",
)
def serve(
    workspace: Path | None,
    port: int,
    host: str,
    names: tuple[str, ...],
    trust_header: str,
    proxies: tuple[str, ...],
    idle: float,
    *,
    no_browser: bool,
    behind_https: bool,
    no_cache: bool,
) -> None:
    """Serve the assessments in the folder WORKSPACE (this folder by default).

    Without accounts only this machine can reach the pages, and one person writes. With
    accounts (`conformity people add`) everybody signs in. Stop it with Ctrl-C;
    everything recorded is on the disk.

    After an answer the pages of the dossier that it changed are laid out beside the
    server, and kept in the cache folder of your account, readable by nobody else.
    """
    from compliance.web.server.options import Wanted, make_settings, notes  # noqa: PLC0415

    wanted = Wanted(
        (workspace or Path()).resolve(),
        host,
        names,
        behind_https,
        trust_header,
        proxies,
        idle,
        keep_pages=not no_cache,
    )
    settings = make_settings(wanted)
    from compliance.web.app import create_app  # noqa: PLC0415 - half a second

    app = create_app(settings)
    server = _listen(app, host, port)
    address = _address(wanted, server.effective_port)
    click.echo(f"Serving {address}")
    for line in notes(wanted, settings):
        click.echo(line, err=True)
    click.echo("Stop with Ctrl-C.")
    if not no_browser:
        click.launch(address)
    try:
        _run(server)
    finally:
        app.extensions["conformity-press-room"].close()


def _listen(app: Any, host: str, port: int) -> Any:
    from compliance.web.server.http import make_server  # noqa: PLC0415

    try:
        return make_server(app, host, port)
    except OSError as error:
        raise fail(
            f"{host} port {port}",
            "serve.port",
            f"The port cannot be used: {error.strerror or error}.",
            "Choose another with --port, or 0 for any that is free.",
        ) from None


def _address(wanted: Wanted, port: int) -> str:
    if wanted.behind_https and wanted.names:
        return f"https://{wanted.names[0]}/"
    host = wanted.host
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
        host = wanted.names[0] if wanted.names else "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _run(server: Any) -> None:
    """Serve until Ctrl-C, or until the system asks to stop."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run()
    finally:
        server.close()
    click.echo("Stopped. Everything recorded is on the disk.")
