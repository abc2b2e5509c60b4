"""What all tests share: the shipped catalogue and the mini pack, loaded once."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from tests import chromium
from tests.builders import NO_TEXTS, load_mini

# A runner started in the background ignores Ctrl-C and a closed terminal, and its
# children would inherit that; tests of both need the usual ways.
with contextlib.suppress(ValueError):  # not the main thread
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

if "CONFORMITY_CACHE" not in os.environ:
    # One for all processes of a run, which inherit it: editions are read once, and nothing
    # is left in the folder of the user.
    os.environ["CONFORMITY_CACHE"] = tempfile.mkdtemp(prefix="conformity-cache-")
    atexit.register(shutil.rmtree, os.environ["CONFORMITY_CACHE"], ignore_errors=True)

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=int(os.environ.get("TEST_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The newest edition of the EU AI Act as it is shipped."""
    return load_catalogue()


@pytest.fixture(scope="session")
def mini_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the mini pack."""
    return tmp_path_factory.mktemp("packs")


@pytest.fixture(scope="session")
def mini(mini_packs: Path) -> Catalogue:
    """The mini pack of the tests."""
    return load_mini(mini_packs)


@pytest.fixture
def mini_installed(mini: Catalogue, mini_packs: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """The mini pack, found where the program looks for its checklists."""
    monkeypatch.setenv("CONFORMITY_CHECKLISTS", str(mini_packs))
    return mini


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once: Playwright runs only once in a process."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if chromium.PROGRAM is None:
        pytest.skip(chromium.MISSING)
    # The sandbox of Chromium needs a user other than root.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium.PROGRAM,
            args=["--disable-dev-shm-usage", "--disable-gpu", *(["--no-sandbox"] if root else [])],
        )
        yield found
        found.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count and name what was not tested for want of a text."""
    skipped = [
        report.nodeid.partition("::")[0].rpartition("/")[2]
        for report in terminalreporter.getreports("skipped")
        if NO_TEXTS in str(report.longrepr)
    ]
    if skipped:
        names = ", ".join(sorted(set(skipped)))
        tests = "1 test" if len(skipped) == 1 else f"{len(skipped)} tests"
        terminalreporter.write_line(f"Skipped because {NO_TEXTS}: {tests} ({names})")
