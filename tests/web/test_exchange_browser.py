"""The whole way in a real browser: hand out, fill in, compare, record."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.builders import reopen
from tests.services.exchange_pack import Book


@pytest.fixture
def address(served):
    from waitress import create_server

    server = create_server(served().client.application, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    yield page
    page.close()


def test_a_colleague_answers_in_excel_and_the_answer_is_recorded(
    served, address, page, mini, tmp_path
):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/a/mill/")
    page.get_by_role("link", name="Word and Excel").click()
    page.get_by_label("For whom").fill("Carla Colleague")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the file").click()
    book = Book(Path(waiting.value.path()).read_bytes())
    path = tmp_path / "back.xlsx"
    path.write_bytes(book.write("fact.name", answer="Loom").saved())
    page.get_by_label("The file that came back").set_input_files(path)
    page.get_by_role("button", name="Compare").click()
    assert page.get_by_role("heading", level=1).inner_text().endswith("would change")
    assert page.get_by_label("Record the answer of the file").is_checked()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    page.get_by_role("button", name="Record what is chosen").click()
    assert "1 answer recorded" in page.get_by_role("status").inner_text()
    given = reopen(served.folder, mini).state.answers["fact.name"]
    assert (given.value, given.by) == ("Loom", "Carla Colleague")
    assert said == []
