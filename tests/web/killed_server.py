"""Forks servers that are to be killed: everything is imported, compiled and open once.

Usage: TEST_PACKS=FOLDER python tests/web/killed_server.py

Reads one line for each server, ``WORKSPACE``; forks a server for it and prints its
process and its port. The parent serves nothing itself.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

from tests.browser import serving  # noqa: F401 - puts the packs of the tests in place
from tests.web.compiled import compile_once

HOST = "http://127.0.0.1"


def main() -> None:
    from waitress import create_server

    from compliance.checklist.loader import load_catalogue
    from compliance.services.assess import open as open_assessment
    from compliance.web.app import create_app
    from compliance.web.server.settings import Settings
    from tests.browser import pack

    catalogue = load_catalogue(pack.NAME)
    open_assessment.load_catalogue = lambda *_: catalogue
    compile_once()
    with tempfile.TemporaryDirectory() as folder:
        name = pack.begin(Path(folder), Path(os.environ["TEST_PACKS"]))
        client = create_app(Settings(Path(folder), secret=b"x" * 32, author="Ann")).test_client()
        got = client.get(f"/a/{name}/q/fact.story", base_url=HOST)
        assert got.status_code == 200, got.text
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave no zombies
    print("ready", flush=True)
    for line in sys.stdin:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            number = os.fork()
            if not number:
                settings = Settings(Path(line.strip()), secret=b"x" * 32, author="Ann")
                app = create_app(settings)
                create_server(app, sockets=[listening], threads=4).run()
                os._exit(0)
            print(number, listening.getsockname()[1], flush=True)


if __name__ == "__main__":
    main()
