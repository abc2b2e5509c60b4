"""Verifying in the browser: what a stranger sends never stands in anybody's way."""

from __future__ import annotations

import http.client
import io
import threading
import time

import pytest

from compliance.services.verify import dossier
from tests.documents.hostile_pdf import HOSTILE, RECORD, with_files
from tests.web.wire import cookie_of, fetch

BOUNDARY = "0123456789"


def upload(port: int, cookie: str, token: str, content: bytes) -> str:
    """Send a file to be verified; the page that comes back."""
    body = (
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n'
        ).encode()
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=400)
    try:
        head = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        line.request("POST", "/verify/", body, head)
        return line.getresponse().read().decode()
    finally:
        line.close()


def test_eight_hostile_files_at_once_keep_nobody_waiting(running):
    """At most two are read at once, two wait, the others are told to come again."""
    cookie, token = cookie_of(running)
    files = [made() for made in HOSTILE.values()]
    assert len(files) == 8
    pages: list[str] = []
    senders = [
        threading.Thread(
            target=lambda content: pages.append(upload(running, cookie, token, content)),
            args=(content,),
        )
        for content in files
    ]
    for sender in senders:
        sender.start()
    time.sleep(0.5)
    waited = []
    while any(sender.is_alive() for sender in senders) and len(waited) < 200:
        began = time.monotonic()
        for path in ("/static/icon.svg", "/a/looms/"):
            answer, _ = fetch(running, path)
            assert answer.status in {200, 302, 303}
        waited.append((time.monotonic() - began) / 2)
        time.sleep(0.2)
    for sender in senders:
        sender.join()
    assert len(waited) > 3, "they were all gone before anybody asked for a page"
    assert max(waited) < 1, max(waited)
    assert len(pages) == 8
    refused = [page for page in pages if "are being read at this moment" in page]
    assert len(refused) >= 4
    assert all("This is not a dossier" in page or page in refused for page in pages)


def test_what_came_of_a_file_is_told_in_order(alone, tmp_path, monkeypatch):
    """What was changed, what was checked, what could not be compared, what to know."""
    from compliance.data.apart import Apart
    from compliance.errors import Problem
    from compliance.services.verify.result import Verification

    made = Verification(
        checked=["x.pdf: checked"],
        problems=[Problem("x.pdf", "dossier.pages-changed", "<b>Page 3</b> differs.", "Ask.")],
        notes=["x.pdf: a note"],
        not_compared=["x.pdf: not compared"],
    )
    monkeypatch.setattr(Apart, "watched", lambda *_args, **_more: (made, b""))
    page = alone.post(
        "/verify/", {"file": (io.BytesIO(b"%PDF-1.7"), "x.pdf")}, page="/verify/"
    ).text
    order = ["1 problem: this is not", "Page 3", "x.pdf: checked", "x.pdf: not compared", "a note"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "<b>Page 3</b>" not in page
    assert "[dossier.pages-changed]" in page


def test_a_server_reads_what_strangers_send_within_narrow_limits():
    assert dossier.SERVED.at_once == 2
    assert dossier.SERVED.waiting <= 2
    assert dossier.SERVED.gently
    assert dossier.SERVED.seconds <= 180


@pytest.mark.parametrize("record", [RECORD, b'{"as_of":"2030-01-01","tool_version":"1"}'])
def test_a_file_of_another_program_is_told_to_be_that(alone, record):
    content = with_files(None, record)
    page = alone.post("/verify/", {"file": (io.BytesIO(content), "x.pdf")}, page="/verify/").text
    assert "another program saved it anew" in page
    assert "Traceback" not in page
