"""One server and one browser for all tests here, where there is a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import chromium
from tests.browser import pack
from tests.builders import ANN, BEN

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from playwright.sync_api import Browser

from tests.browser.people import Server, Visitor, serving, visit


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium.PROGRAM is None:
        here = Path(__file__).parent
        for item in items:
            if here in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack.write(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="session")
def server(packs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that Ann has started in her workspace."""
    workspace = tmp_path_factory.mktemp("workspace")
    with serving(packs, workspace, tmp_path_factory.mktemp("ann"), ANN) as found:
        yield found


@pytest.fixture(scope="session")
def colleague(
    packs: Path, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The server that Ben has started on the same workspace (a shared folder)."""
    home = tmp_path_factory.mktemp("ben")
    with serving(packs, server.workspace, home, BEN) as found:
        yield found


Come = Callable[..., Visitor]


@pytest.fixture
def come(browser: Browser, server: Server) -> Iterator[Come]:
    """Lets somebody come to the server; nobody may leave with a complaint."""
    visitors: list[Visitor] = []

    def new(base: str = "", **options: Any) -> Visitor:
        visitors.append(visit(browser, base or server.base, **options))
        return visitors[-1]

    yield new
    for visitor in visitors:
        visitor.page.context.close()
    assert [text for visitor in visitors for text in visitor.unexpected()] == []


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Everything works with and without JavaScript."""
    return request.param


@pytest.fixture
def begun(server: Server, packs: Path) -> str:
    """A new assessment in the workspace: the name of its folder."""
    return pack.begin(server.workspace, packs)
