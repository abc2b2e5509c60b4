"""``conformity serve``: the questionnaire in the browser."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.errors import fail

if TYPE_CHECKING:
    from compliance.web.settings import Settings

THREADS = 8


@click.command(short_help="Open the questionnaire in the browser.")
@click.argument("workspace", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8471, show_default=True)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def serve(workspace: Path | None, port: int, *, no_browser: bool) -> None:
    """Serve the assessments in the folder WORKSPACE (this folder by default).

    Only this machine can reach the server. Stop it with Ctrl-C; everything recorded
    is on the disk.
    """
    from waitress import create_server  # noqa: PLC0415

    from compliance.web.app import create_app  # noqa: PLC0415

    app = create_app(_settings(workspace or Path()))
    try:
        server: Any = create_server(app, host="127.0.0.1", port=port, threads=THREADS)
    except OSError as error:
        raise fail(
            f"port {port}",
            "serve.port",
            f"The port cannot be used: {error.strerror}.",
            "Choose another with --port, or 0 for any that is free.",
        ) from None
    address = f"http://127.0.0.1:{server.effective_port}/"
    click.echo(f"Serving {address}")
    click.echo("Stop with Ctrl-C.")
    if not no_browser:
        click.launch(address)
    server.run()


def _settings(workspace: Path) -> Settings:
    from compliance.services.authors import (  # noqa: PLC0415
        remembered_author,
        settings_folder,
    )
    from compliance.services.open_assessment import is_assessment  # noqa: PLC0415
    from compliance.web.settings import Settings  # noqa: PLC0415

    folder = workspace.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    only = folder.name if is_assessment(folder) else ""
    return Settings(
        workspace=folder.parent if only else folder,
        only=only,
        secret=secrets.token_bytes(32),
        author=os.environ.get("CONFORMITY_AUTHOR") or remembered_author(settings_folder()),
    )
