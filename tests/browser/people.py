"""People in front of a browser, and the server they use."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Download, Locator, Page, Response, expect

from tests.builders import ROOT, environment

LAUNCHER = ROOT / "tests" / "browser" / "serving.py"
PATIENCE = 30_000
"""Milliseconds until something counts as not there; machines of tests are busy."""

expect.set_options(timeout=PATIENCE)


@dataclass
class Server:
    """A running ``conformity serve``."""

    base: str
    workspace: Path
    process: subprocess.Popen[str]


@contextlib.contextmanager
def serving(
    packs: Path, workspace: Path, home: Path, author: str, *options: str
) -> Iterator[Server]:
    """Start a server on a port of its own and end it afterwards."""
    process = subprocess.Popen(
        [
            sys.executable,
            str(LAUNCHER),
            "serve",
            str(workspace),
            "--port",
            "0",
            "--no-browser",
            "--no-cache",  # nothing is laid out beside what a test looks at
            *options,
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
        env=environment(home, TEST_PACKS=str(packs), CONFORMITY_AUTHOR=author),
    )
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, f"the server said: {line!r}"
        yield Server(found[0], workspace, process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@dataclass
class Visitor:
    """A person with a window of the browser."""

    page: Page
    base: str
    name: str = ""
    """Folder of the assessment the person works on."""
    complaints: list[str] = field(default_factory=list)
    """Errors of the console and requests that left this machine."""
    expected: tuple[str, ...] = ()
    """Parts of complaints that a test brings about on purpose."""

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self._watch(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)

    def _watch(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and parts.hostname != "127.0.0.1":
            self.complaints.append(f"a request left this machine: {url}")

    def _listen(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def unexpected(self) -> list[str]:
        return [text for text in self.complaints if not any(part in text for part in self.expected)]

    def open(self, path: str) -> Response:
        """Go to a path; one without a slash in front is inside the assessment."""
        inside = path if path.startswith("/") else f"/a/{self.name}/{path}"
        answer = self.page.goto(self.base + inside)
        assert answer is not None
        return answer

    def ask(self, question: str) -> None:
        assert self.open(f"q/{question}").status == 200

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    def at(self, heading: str) -> None:
        """Check which page this is, and wait until it is whole (with its styles)."""
        expect(self.heading).to_contain_text(heading)
        self.page.wait_for_load_state()

    def press(self, button: str) -> None:
        """Send a form and wait until the page that answers it has come.

        Whatever a test does next (a reload, another address) would otherwise meet
        the browser between two pages, where it has none to act on.
        """
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        """Click a link and wait for the page behind it."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("link", name=link, exact=True).click()

    def fetch(self, link: str) -> Download:
        """Click a link whose answer is a file to keep, and wait for the file."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=link, exact=True).click()
        return waiting.value

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def save(self) -> None:
        self.press("Save and go on")

    def told(self, text: str) -> None:
        """Check the message on top of the page."""
        expect(self.page.get_by_role("status").filter(has_text=text)).to_be_visible()
        self.page.wait_for_load_state()

    def refused(self, text: str) -> None:
        """Check the error summary on top of the page."""
        summary = self.page.get_by_role("alert")
        expect(summary).to_contain_text("There is a problem")
        expect(summary).to_contain_text(text)
        self.page.wait_for_load_state()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)


def visit(browser: Browser, base: str, *, script: bool = True, **options: Any) -> Visitor:
    """A person with a browser of her own (its own cookies)."""
    context = browser.new_context(
        java_script_enabled=script,
        locale="en-GB",
        accept_downloads=True,
        **{"viewport": {"width": 1280, "height": 900}, **options},
    )
    return Visitor(context.new_page(), base)
