"""What protects the pages: forms, names of the server, headers, paths, sizes, files."""

from __future__ import annotations

import contextlib
import errno
import html
import http.client
import io
import logging
import os
import re
import shutil
import socket
import tempfile
import threading
import time
import tracemalloc
import warnings
import weakref
from pathlib import Path

import pytest

from compliance.services.accounts.people import ROLES
from compliance.storage.folder.blobs import FolderBlobs
from compliance.web.server import http as server
from compliance.web.server.http import make_server
from compliance.web.server.security import POLICY
from compliance.web.server.settings import FORM_BYTES, FORM_FIELDS, UPLOAD_BYTES
from tests.builders import ROOT, begin
from tests.web.addresses import filled
from tests.web.conftest import NAMES, Browser
from tests.web.wire import QUESTION, ask, cookie_of, read, serve

TEMPLATES = ROOT / "templates" / "web"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def journal(workspace: Path) -> bytes:
    return (workspace / "looms" / "journal.jsonl").read_bytes()


# --- forms of strange sites


def posts(app):
    """Path of every form, with sample arguments."""
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods:
            values = filled(rule, "x", name="looms")
            with app.test_request_context():
                yield app.url_for(rule.endpoint, **values)


def test_every_form_without_a_token_is_refused(alone, app, workspace):
    before, found = journal(workspace), list(posts(app))
    for path in found:
        for data in ({}, {"csrf_token": ""}, {"csrf_token": "x.y.z"}):
            response = alone.client.post(path, data={"value": "x", **data})
            assert response.status_code == 400, path
            assert "This form is no longer valid" in response.text
    assert len(found) >= 18
    assert journal(workspace) == before


def test_a_token_of_another_browser_is_refused(alone, app):
    token = Browser(app.test_client()).token(QUESTION)
    alone.get(QUESTION)
    assert alone.client.post(QUESTION, data={"csrf_token": token}).status_code == 400


def test_what_was_typed_into_a_form_that_is_no_longer_valid_can_be_sent_again(alone, workspace):
    typed = {"value": "Loom <3> & \u05e9", "explanation": "As on the\nlabel.", "action": "save"}
    alone.get(QUESTION)
    page = alone.client.post(
        f"{QUESTION}?next=section:about",
        data={"csrf_token": "old", **typed},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert page.status_code == 400
    form = page.text[page.text.index("<form method") :]
    assert re.search(r'action="([^"]+)"', form)[1] == f"{QUESTION}?next=section:about"
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    sent = {key: html.unescape(value) for key, value in fields}
    assert typed.items() <= sent.items()
    assert alone.client.post(QUESTION, data=sent).status_code == 303
    assert "Loom <3>" in journal(workspace).decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_of_a_strange_site_is_never_offered_to_be_sent_again(alone, headers):
    page = alone.client.post(QUESTION, data={"value": "planted"}, headers=headers)
    assert page.status_code == 400
    assert "planted" in page.text
    assert "<button" not in page.text[page.text.index("<main") :]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "http://evil.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": "http://[::1"}, 400),
        ({"Origin": "http://localhost.evil.example"}, 400),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 400),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://localhost:8471"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({}, 303),
    ],
)
def test_a_form_of_a_strange_site_is_refused_even_with_a_token_that_holds(
    alone, workspace, headers, status
):
    before = journal(workspace)
    typed = {"csrf_token": alone.token(QUESTION), "value": "planted", "action": "save"}
    answer = alone.client.post(QUESTION, data=typed, headers=headers)
    assert answer.status_code == status
    assert (journal(workspace) == before) == (status == 400)


def test_a_form_open_while_the_session_ended_is_sent_after_signing_in(clock, signed_in, workspace):
    browser = signed_in("engineer")
    token = browser.token(QUESTION)
    clock.forward(hours=60)
    typed = {"csrf_token": token, "value": "Loom 3", "action": "save"}
    own = {"Sec-Fetch-Site": "same-origin"}
    page = browser.client.post(QUESTION, data=typed, headers=own)
    assert page.status_code == 403
    kept = html.unescape(re.search(r'name="kept" value="([^"]+)"', page.text)[1])
    wrong = browser.sign_in("emil", "wrong", kept=kept)
    assert html.unescape(re.search(r'name="kept" value="([^"]+)"', wrong.text)[1]) == kept
    page = browser.sign_in("emil", kept=kept)
    assert "Emil Engineer, engineer" in page.text
    form = page.text[page.text.index("<main") :]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    assert browser.client.post(QUESTION, data=dict(fields), headers=own).status_code == 303
    assert b"Loom 3" in journal(workspace)


def test_a_draft_that_cannot_be_kept_is_not_called_kept(clock, signed_in):
    browser = signed_in("engineer")
    token = browser.token(QUESTION)
    clock.forward(hours=60)
    response = browser.client.post(f"{QUESTION}/draft", data={"csrf_token": token})
    assert response.status_code == 403, "the script of the page looks at the status"


def test_passwords_are_never_repeated_on_a_page(alone, signed_in):
    browser = signed_in("engineer")
    form = {"old-password": "first-secret", "new-password": "other-secret", "login": "x"}
    for path in ("/account/password", "/login"):
        page = browser.client.post(path, data={"password": "first-secret", **form})
        assert page.status_code == 400
        assert "secret" not in page.text


# --- names of the server


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8471", 200),
        ("localhost", 200),
        ("LOCALHOST:8471", 200),
        ("[::1]:8471", 200),
        ("conformity.example.org", 200),
        ("evil.example", 400),
        ("evil.example:8471", 400),
        ("127.0.0.1.evil.example", 400),
        ("localhost.evil.example", 400),
        ("evil.example@127.0.0.1", 400),
        ("127.0.0.1:8471@evil.example", 400),
        ("localhost:evil", 400),
        ("", 400),
        ("[::2]", 400),
        ("127.0.0.2", 400),
        ("x\x00y", 400),
    ],
)
def test_only_known_names_of_the_server_are_answered(make_app, host, status):
    client = make_app(hosts=("127.0.0.1", "localhost", "::1", "conformity.example.org"))
    headers = {"Host": host, "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    for path in ("/", "/static/site.css", "/no"):
        response = client.test_client().get(path, headers=headers, buffered=True)
        expected = 404 if (status, path) == (200, "/no") else status
        assert response.status_code == expected
        if status == 400:
            assert "not called by this name" in response.text
            assert "looms" not in response.text


def test_a_page_that_points_its_own_name_here_changes_nothing(alone, workspace):
    token, before = alone.token(QUESTION), journal(workspace)
    response = alone.client.post(
        QUESTION, data={"csrf_token": token, "value": "x"}, headers={"Host": "rebound.example:8471"}
    )
    assert response.status_code == 400
    assert journal(workspace) == before


def test_what_a_stranger_forwards_stands_on_no_page_and_in_no_address(alone):
    spoofed = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "host=evil.example",
        "X-Original-URL": "/people/",
        "X-HTTP-Method-Override": "DELETE",
    }
    for path in ("/", "/login", "/who/", "/no"):
        response = alone.get(path, headers=spoofed)
        assert "evil" not in response.text
        assert "evil" not in str(response.headers)


# --- headers and templates


def pages(app):
    """Path of every page, with sample arguments."""
    sample = {"known": "fact.name", "number": "E-1", "provision": "art-2.1", "login": "olga"}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            values = filled(rule, "looms", filename="site.css", **sample)
            with app.test_request_context():
                yield rule.endpoint, app.url_for(rule.endpoint, **values)


def test_every_answer_says_what_a_page_may_do(signed_in, app):
    browser, seen = signed_in("officer"), 0
    for endpoint, path in [*pages(app), ("none", "/no"), ("none", "/a/../../x")]:
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "default-src 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        static = endpoint in {"static", "static_fonts"}
        assert static or headers["Cache-Control"] == "no-store"
        seen += 1
    assert seen >= 25
    assert "frame-ancestors 'none'" in POLICY
    assert "base-uri 'none'" in POLICY


STYLE = re.compile(r"<style|\sstyle\s*=|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"'{]|javascript:")


@pytest.mark.parametrize(
    "text", ["<style>", '<p style="x">', "<script>x", '<a onclick="x">', 'href="javascript:x"']
)
def test_the_search_for_inline_code_finds_it(text):
    assert STYLE.search(text)


def test_no_template_holds_style_or_script_or_names_another_server():
    found = sorted(TEMPLATES.rglob("*.j2"))
    assert len(found) > 20
    for path in found:
        text = path.read_text("utf-8")
        assert not STYLE.search(text), path.name
        assert not re.search(r"""(src|href|action)=["'](https?:)?//""", text), path.name
        assert "|safe" not in text.replace(" ", ""), path.name
    script = (TEMPLATES / "static" / "site.js").read_text("utf-8")
    assert "innerHTML" not in script
    assert "eval(" not in script


def test_the_cookie_is_kept_from_scripts_and_strange_sites(alone, make_app, people):
    cookie = alone.get("/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    client = make_app(secure_cookies=True).test_client()
    cookie = client.get("/login", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-conformity-")
    assert "; Secure" in cookie


def test_two_workspaces_on_one_machine_do_not_share_a_cookie(make_app, tmp_path):
    names = {make_app(workspace=tmp_path / one).config["SESSION_COOKIE_NAME"] for one in "ab"}
    assert len(names) == 2


# --- paths


@pytest.fixture
def outside(tmp_path, web_catalogue):
    """An assessment beside the workspace, with a word that must never be seen."""
    folder = tmp_path / "elsewhere" / "hidden"
    begin(folder, web_catalogue)
    path = folder / "journal.jsonl"
    shutil.copy(path, tmp_path / "journal.jsonl")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "..",
        ".",
        "..%2Felsewhere%2Fhidden",
        "%2e%2e",
        "%2e%2e%2f%2e%2e",
        "..%5Celsewhere%5Chidden",
        "..%00",
        "looms%00.txt",
        "looms%2F..%2F..",
        "C:%5CWindows",
        "C%3A",
        "%5C%5Cserver%5Cshare",
        "LOOMS%20",
        "looms.",
        "looms::$DATA",
        "~",
        ".conformity",
        "%c0%ae%c0%ae",
        "%ff",
        "a" * 5000,
        "con",
    ],
)
@pytest.mark.parametrize("page", ["", "q/fact.name", "evidence/", "issue/", "history/"])
def test_a_name_leads_nowhere_but_to_assessments_of_the_workspace(
    alone, outside, workspace, name, page
):
    response = alone.get(f"/a/{name}/{page}", follow_redirects=False)
    assert response.status_code in {308, 404}, response.text
    if response.status_code == 308:
        assert alone.get(response.location).status_code == 404
    assert "CA-TEST" not in response.text


@pytest.mark.parametrize(
    "file",
    [
        "..%2f..%2fjournal.jsonl",
        "%2e%2e/journal.jsonl",
        "..%5cjournal.jsonl",
        "20300101T000000-000000000000.pdf%00",
        "20300101T000000-000000000000.pdf",
    ],
)
def test_a_dossier_is_only_found_under_a_name_of_a_dossier(alone, file):
    assert alone.get(f"/a/looms/issue/dossiers/{file}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/../base.html.j2",
        "/static/%2e%2e/base.html.j2",
        "/static/..%5cbase.html.j2",
        "/static//etc/passwd",
        "/fonts/../web/base.html.j2",
        "/fonts/%2e%2e%2fweb%2fbase.html.j2",
        "/fonts/..%00",
    ],
)
def test_own_files_lie_in_their_folders_only(alone, path):
    assert alone.get(path).status_code in {308, 404}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_to_folders_outside_the_workspace_are_not_followed(alone, outside, workspace):
    (workspace / "link").symlink_to(outside)
    assert alone.get("/a/link/").status_code == 404
    assert "link" not in re.findall(r'href="/a/([^/"]+)/', alone.get("/").text)
    alone.get("/a/looms/")
    shutil.move(workspace / "looms", workspace.parent / "moved")
    (workspace / "looms").symlink_to(workspace.parent / "moved")
    assert alone.get("/a/looms/").status_code == 404


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_place_of_files_are_not_followed(alone, workspace, tmp_path, clock):
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret", "utf-8")
    number = number_of(attach(alone, "plan.txt", b"a plan"))
    held = next(path for path in (workspace / "looms" / "evidence").rglob("*") if path.is_file())
    held.unlink()
    held.symlink_to(secret)
    dossier = workspace / "looms" / "dossiers" / "20300101T000000-000000000000.pdf"
    dossier.parent.mkdir()
    dossier.symlink_to(secret)
    for path in (
        f"/a/looms/evidence/{number}",
        f"/a/looms/evidence/{number}/file",
        f"/a/looms/evidence/{number}/view",
        f"/a/looms/issue/dossiers/{dossier.name}",
    ):
        assert "top secret" not in alone.get(path).text, path


# --- files


def attach(browser: Browser, name: str, content: bytes):
    """Attach a file as evidence."""
    return browser.post(
        "/a/looms/evidence/",
        {
            "file": (io.BytesIO(content), name),
            "kind": "report",
            "supports": "risk.list",
            "collected": "2030-01-01",
        },
        "/a/looms/evidence/",
    )


def test_what_was_typed_stays_where_a_file_cannot_be_kept(alone, workspace, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    form = {
        "file": (io.BytesIO(b"content"), "plan.pdf"),
        "kind": "report",
        "supports": "risk.list",
        "collected": "2026-01-01",
        "note": "a note written with care",
    }
    before = journal(workspace)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        page = alone.post("/a/looms/evidence/", form, "/a/looms/evidence/")
    assert page.status_code == 200
    assert "could not be added" in page.text
    assert "a note written with care" in page.text
    assert 'value="2026-01-01"' in page.text
    assert journal(workspace) == before
    assert not list((workspace / "looms").rglob("*plan*"))
    assert not list((workspace / "looms" / "evidence").iterdir())


def test_others_need_not_wait_while_a_file_is_copied(alone, app, clock, monkeypatch):
    seen = []
    put = FolderBlobs.put

    def slow(self, *arguments):
        other = threading.Thread(
            target=lambda: seen.append(app.test_client().get(QUESTION).status_code)
        )
        other.start()
        other.join(20)
        return put(self, *arguments)

    monkeypatch.setattr(FolderBlobs, "put", slow)
    assert attach(alone, "plan.pdf", b"content").status_code == 303
    assert seen == [200]


def number_of(response) -> str:
    return response.location.rpartition("#")[2]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\fakepath\\plan.pdf", "plan.pdf"),
        ("<img src=x onerror=alert(1)>.txt", "img src=x onerror=alert(1).txt"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("con.txt", "_con.txt"),
        ("a" * 300 + ".txt", "a" * 116 + ".txt"),
        (".", "unnamed"),
    ],
)
def test_names_of_files_are_made_harmless(alone, workspace, clock, name, kept):
    number = number_of(attach(alone, name, b"content"))
    page = alone.get(f"/a/looms/evidence/{number}")
    assert html.escape(kept, quote=False) in page.text
    assert "<img" not in page.text
    file = alone.get(f"/a/looms/evidence/{number}/file")
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    assert not {path.name for path in workspace.rglob("*")} & {"passwd", "boot.ini"}
    assert not list(workspace.rglob(".upload-*"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.png", SVG),
        ("x.png", b"<!doctype html><script>alert(1)</script>"),
        ("x.svg", SVG),
        ("x.html", b"<html><script>alert(1)</script>"),
        ("x.pdf", b"<html>%PDF-1.7"),
        ("x.jpg", b"GIF89a<script>alert(1)</script>"),
        ("x.png", b"PK\x03\x04" + b"\0" * 40),
    ],
)
def test_nothing_but_images_and_pdfs_by_their_bytes_is_shown(alone, clock, name, content):
    number = number_of(attach(alone, name, content))
    assert alone.get(f"/a/looms/evidence/{number}/view").status_code == 404
    page = alone.get(f"/a/looms/evidence/{number}").text
    assert "<iframe" not in page
    assert "<script>alert" not in page
    file = alone.get(f"/a/looms/evidence/{number}/file")
    assert file.mimetype == "application/octet-stream"
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_an_image_is_shown_as_the_image_it_is(alone, clock):
    number = number_of(attach(alone, "really.html", PNG + b"<script>alert(1)</script>"))
    view = alone.get(f"/a/looms/evidence/{number}/view")
    assert (view.status_code, view.mimetype) == (200, "image/png")
    assert view.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in view.headers["Content-Security-Policy"]
    assert "default-src 'none'" in view.headers["Content-Security-Policy"]
    assert view.headers["X-Frame-Options"] == "SAMEORIGIN"


# --- sizes


def test_a_form_that_is_too_large_is_refused_with_a_page(alone, workspace):
    token, before = alone.token(QUESTION), journal(workspace)
    for data in ({"value": "x" * FORM_BYTES}, dict.fromkeys(map(str, range(FORM_FIELDS)), "")):
        response = alone.client.post(QUESTION, data={"csrf_token": token, **data})
        assert response.status_code == 413
        assert "This is too large" in response.text
    many = {str(number): (io.BytesIO(b""), "") for number in range(10)}
    parts = {str(number): "x" for number in range(FORM_FIELDS + 1)}
    response = alone.client.post(QUESTION, data={"csrf_token": token, **many, **parts})
    assert response.status_code == 413
    assert journal(workspace) == before


def test_a_large_answer_below_the_bound_is_still_a_plain_mistake(alone):
    page = alone.post(QUESTION, {"value": "x" * 100_000}, QUESTION)
    assert page.status_code == 200
    assert "answer.too-long" in page.text


# --- the log


def test_the_log_says_where_it_happened_and_nothing_of_what_was_typed(
    app, alone, caplog, monkeypatch
):
    def fail(*_arguments, **_more):
        raise ValueError("what Ann typed")

    monkeypatch.setattr("compliance.web.question.page._record", fail)
    with caplog.at_level(logging.DEBUG):
        page = alone.post(QUESTION, {"value": "what Ann typed"}, QUESTION)
    assert page.status_code == 500
    assert "Traceback" not in page.text
    assert "what Ann typed" not in page.text
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "ValueError" in said
    assert "question/page.py:" in said
    for personal in ("Ann", "looms", "fact.name", "typed"):
        assert personal not in said


def test_the_log_of_the_server_itself_names_nothing_either(app, caplog):
    make_server(app, "127.0.0.1", 0).close()
    logger = logging.getLogger("waitress")
    typed = ValueError("what Ann typed")
    logger.error("Exception while serving %s", "/a/looms/", exc_info=typed)
    assert [record.getMessage() for record in caplog.records] == [
        "Exception while serving: ValueError"
    ]
    assert caplog.records[0].exc_info is None


# --- a real server


def test_names_of_the_server_are_checked_on_the_wire(running):
    for host, status in (("localhost", b"200"), ("evil.example", b"400"), (None, b"400")):
        line = f"Host: {host}\n" if host else ""
        answer = ask(running, f"GET /who/ HTTP/1.1\n{line}Connection: close\n\n")
        assert answer.startswith(b"HTTP/1.1 " + status), answer[:200]
        assert b"Server:" not in answer


@pytest.mark.parametrize("path", ["/a/../../etc/passwd", "/a/..%2f..%2fx/", "//x/..", "/%00"])
def test_paths_are_not_climbed_on_the_wire(running, path):
    answer = ask(running, f"GET {path} HTTP/1.1\nHost: localhost\nConnection: close\n\n")
    assert answer[:12] in {b"HTTP/1.1 404", b"HTTP/1.1 308", b"HTTP/1.1 400"}
    assert b"root:" not in answer


@pytest.fixture
def temporary(monkeypatch):
    """Files that the server makes while it takes in a request, and still holds.

    None of them is left at the end of the test.
    """
    held = weakref.WeakSet()
    make = tempfile.TemporaryFile

    def noted(*arguments, **more):
        made = make(*arguments, **more)
        held.add(made)
        return made

    monkeypatch.setattr(tempfile, "TemporaryFile", noted)
    with warnings.catch_warnings():
        # Waitress leaves it to Python to close a file whose sender hung up.
        warnings.simplefilter("ignore", ResourceWarning)
        yield held
        assert soon(lambda: not sizes(held)), "something stays on the disk"


def sizes(held) -> list[int]:
    return [os.fstat(file.fileno()).st_size for file in held if not file.closed]


def soon(condition) -> bool:
    """Whether something becomes true within ten seconds."""
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def head_of(cookie: str, size: int, more: str = "") -> bytes:
    lines = (
        "POST /a/looms/evidence/ HTTP/1.1\nHost: localhost\n"
        f"Cookie: {cookie}\nContent-Length: {size}\n{more}\n"
    )
    return lines.replace("\n", "\r\n").encode()


def pour(line: socket.socket, mebibytes: int) -> int:
    """Send that much, or until the server hangs up; how much was sent."""
    piece = b"x" * (1 << 20)
    for number in range(mebibytes):
        try:
            line.sendall(piece)
        except ConnectionError:
            return number
    return mebibytes


def test_two_gigabytes_are_refused_at_once_and_kept_nowhere(running, temporary):
    cookie, _ = cookie_of(running)
    with socket.create_connection(("127.0.0.1", running), 10) as line:
        started = time.monotonic()
        line.sendall(head_of(cookie, 2 * 1024**3))
        answer = line.recv(65536)
        assert time.monotonic() - started < 5
        assert answer.startswith(b"HTTP/1.1 413")
        # Whoever goes on sending is cut off: nothing of it is taken in.
        assert pour(line, 64) < 64
    assert not sizes(temporary)


def test_who_asks_first_may_send_as_much_as_the_largest_file(app, temporary):
    """Waitress asks for the body of a request that it is going to refuse."""
    most = 8 << 20
    with serve(app, max_request_body_size=most) as made:
        cookie, _ = cookie_of(made.effective_port)
        with socket.create_connection(("127.0.0.1", made.effective_port), 10) as line:
            line.sendall(head_of(cookie, 2 * 1024**3, "Expect: 100-continue\n"))
            assert line.recv(65536).startswith(b"HTTP/1.1 100 Continue")
            assert pour(line, 6) == 6
            assert soon(lambda: sizes(temporary) == [6 << 20])
            pour(line, 64)
            assert read(line).startswith(b"HTTP/1.1 413")


def test_half_a_file_leaves_nothing_when_its_sender_hangs_up(running, temporary):
    cookie, _ = cookie_of(running)
    with socket.create_connection(("127.0.0.1", running), 10) as line:
        line.sendall(head_of(cookie, UPLOAD_BYTES - 1))
        assert pour(line, 8) == 8
        assert soon(lambda: sizes(temporary) == [8 << 20])


def test_a_large_file_of_a_stranger_is_refused_and_leaves_nothing(
    people, running, temporary, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with socket.create_connection(("127.0.0.1", running), 20) as line:
        line.sendall(head_of("", 96 << 20))
        assert pour(line, 96) == 96, "the server takes it in before a page refuses it"
        line.shutdown(socket.SHUT_WR)
        answer = read(line)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"people who are signed in" in answer
    assert b"default-src 'none'" in answer
    assert soon(lambda: not sizes(temporary))
    assert not list((tmp_path / "temporary").iterdir())


def test_memory_does_not_grow_with_what_is_sent(running, temporary):
    cookie, _ = cookie_of(running)
    tracemalloc.start()
    try:
        lines = [socket.create_connection(("127.0.0.1", running), 20) for _ in range(4)]
        for line in lines:
            line.sendall(head_of(cookie, UPLOAD_BYTES - 1))
        before, _ = tracemalloc.get_traced_memory()
        for line in lines:
            assert pour(line, 24) == 24
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    for line in lines:
        line.close()
    assert peak - before < 8 << 20, "96 MiB came"


def test_a_browser_that_goes_on_sending_sees_the_page(people, running):
    """It is read to its end, up to the largest file; only then a page refuses it."""
    line = http.client.HTTPConnection("127.0.0.1", running, timeout=20)
    with contextlib.closing(line):
        line.putrequest("POST", "/a/looms/evidence/")
        line.putheader("Content-Length", str(96 << 20))
        line.endheaders()
        for _ in range(96):
            line.send(b"x" * (1 << 20))
        answer = line.getresponse()
        assert answer.status == 413
        assert b"This is too large" in answer.read()


def test_above_the_largest_file_a_browser_sees_a_plain_refusal_or_is_cut_off(running):
    cookie, _ = cookie_of(running)
    with socket.create_connection(("127.0.0.1", running), 10) as line:
        line.sendall(head_of(cookie, UPLOAD_BYTES))
        answer = read(line)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413")
    assert b"Content-Type: text/plain" in head
    assert b"Connection: close" in head
    assert b"<" not in body


def test_strangers_send_no_large_files(people, running, tmp_path):
    size = FORM_BYTES + (1 << 20)
    line = "POST /a/looms/evidence/ HTTP/1.1\nHost: localhost\nConnection: close\n"
    cookie, _ = cookie_of(running, "emil")
    planted = cookie_of(running, "rosa")[0].replace("=", "=e30")
    for more, status in (("", b"413"), (f"Cookie: {planted}\n", b"413")):
        head = f"{line}{more}Content-Length: {size}\n\n"
        answer = ask(running, head, b"x" * size)
        assert answer.startswith(b"HTTP/1.1 " + status)
        assert b"people who are signed in" in answer
    head = f"{line}Cookie: {cookie}\nContent-Length: {size}\n\n"
    assert ask(running, head, b"x" * size).startswith(b"HTTP/1.1 400"), "only the token"
    head = f"{line}Transfer-Encoding: chunked\n\n"
    chunk = b"%x\r\n" % size + b"x" * size + b"\r\n0\r\n\r\n"
    assert ask(running, head, chunk).startswith(b"HTTP/1.1 413")


def test_who_is_let_in_nowhere_gets_an_answer_to_a_large_request(people, make_app, workspace):
    size = FORM_BYTES + (1 << 20)
    line = "POST /a/looms/evidence/ HTTP/1.1\nHost: localhost\nConnection: close\n"
    with serve(make_app(proxy_header="X-Remote-User")) as made:
        for name in ("stranger", "", "\u00c3\u0084"):
            head = f"{line}X-Remote-User: {name}\nContent-Length: {size}\n\n"
            answer = ask(made.effective_port, head, b"x" * size)
            assert answer.startswith(b"HTTP/1.1 413"), answer[:200]
            assert b"people who are signed in" in answer
            head = f"{line}X-Remote-User: {name}\nContent-Length: 3\n\n"
            answer = ask(made.effective_port, head, b"x=y")
            assert answer.startswith(b"HTTP/1.1 403"), "the page itself says why"
        people.path.write_text("{", encoding="utf-8")
        head = f"{line}X-Remote-User: emil\nContent-Length: {size}\n\n"
        assert ask(made.effective_port, head, b"x" * size).startswith(b"HTTP/1.1 413")


def test_a_head_without_end_is_refused(running):
    head = "GET / HTTP/1.1\nHost: localhost\n" + "X: y\n" * 10_000 + "Y: "
    # To the byte: an answer can be lost where something else still comes.
    head += "y" * (64 * 1024 - len(head) - head.count("\n"))
    assert ask(running, head).startswith(b"HTTP/1.0 431")


@pytest.mark.parametrize(
    "head",
    [
        "POST / HTTP/1.1\nHost: localhost\nContent-Length: 5\nTransfer-Encoding: gzip\n\n",
        "POST / HTTP/1.1\nHost: localhost\nContent-Length: -5\n\n",
        "POST / HTTP/1.1\nHost: localhost\nContent-Length: 5, 6\n\n",
        "GET / HTTP/1.1\nHost : localhost\n\n",
        "nonsense\n\n",
    ],
)
def test_requests_that_are_none_are_refused(running, head):
    answer = ask(running, head)
    assert answer[:12] in {b"HTTP/1.1 400", b"HTTP/1.0 400", b"HTTP/1.1 501"}
    assert b"Content-Type: text/plain" in answer
    assert b"waitress" not in answer.lower()


PAGE = "GET /who/ HTTP/1.1\nHost: localhost\nConnection: close\n\n"


def test_connections_that_drip_are_ended_and_keep_nobody_from_being_served(app, monkeypatch):
    """A byte now and then holds no place for good, in the head or in the body."""
    monkeypatch.setattr(server, "HEAD_SECONDS", 3)
    monkeypatch.setattr(server, "GRACE_SECONDS", 3)
    # Longer than a page may take below: between two drips lies one page.
    with serve(app, channel_timeout=4, cleanup_interval=1) as made:
        port = made.effective_port
        slow = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(30)]
        body = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx"
        for number, line in enumerate(slow):
            line.sendall(b"GET / HT" if number % 2 else body)
        end, closed = time.monotonic() + 9, set()
        while time.monotonic() < end:
            closed |= {number for number, line in enumerate(slow) if dripped(line)}
            started = time.monotonic()
            assert ask(port, PAGE).startswith(b"HTTP/1.1 200")
            assert time.monotonic() - started < 2
            time.sleep(0.1)
        for line in slow:
            line.close()
    assert len(closed) == len(slow)


def test_a_request_that_comes_in_time_is_answered_however_many_pieces_it_has(app, monkeypatch):
    monkeypatch.setattr(server, "HEAD_SECONDS", 3)
    with serve(app) as made, socket.create_connection(("127.0.0.1", made.effective_port)) as line:
        for turn in range(3):  # the clock of each request is its own
            for piece in ("GET /who/ HT", "TP/1.1\r\nHost: loc", "alhost\r\n\r\n"):
                line.sendall(piece.encode())
                time.sleep(0.4)
            answer = http.client.HTTPResponse(line)
            answer.begin()
            assert (answer.status, bool(answer.read())) == (200, True), turn


def test_one_address_has_so_many_connections_and_leaves_room_for_others(app, monkeypatch):
    monkeypatch.setattr(server, "FROM_ONE_ADDRESS", 10)
    with serve(app) as made:
        port = made.effective_port
        lines = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(25)]
        time.sleep(0.5)
        ended = sum(dripped(line) for line in lines)
        assert ended == 15
        with socket.socket() as other:
            other.bind(("127.0.0.2", 0))
            other.settimeout(10)
            other.connect(("127.0.0.1", int(port)))
            other.sendall(PAGE.replace("\n", "\r\n").encode())
            assert other.recv(12) == b"HTTP/1.1 200"
        for line in lines:
            line.close()


def test_connections_of_a_proxy_are_not_counted(make_app, people, monkeypatch):
    monkeypatch.setattr(server, "FROM_ONE_ADDRESS", 3)
    with serve(make_app(secure_cookies=True)) as made:
        port = made.effective_port
        lines = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(12)]
        time.sleep(0.5)
        assert not any(dripped(line) for line in lines)
        for line in lines:
            line.close()


def test_connections_that_say_nothing_are_closed(app):
    with serve(app, channel_timeout=1, cleanup_interval=1) as made:
        port = made.effective_port
        silent = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(30)]
        for number, line in enumerate(silent):
            line.sendall(b"GET / HT" if number % 2 else b"")
        started = time.monotonic()
        for line in silent:
            assert read(line) == b""
            line.close()
        assert time.monotonic() - started < 8
        assert ask(port, PAGE).startswith(b"HTTP/1.1 200")


def test_at_the_most_connections_others_wait_until_one_is_closed(app):
    with serve(app, connection_limit=20) as made:
        port = made.effective_port
        slow = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(30)]
        with socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(PAGE.replace("\n", "\r\n").encode())
            with pytest.raises(TimeoutError):
                line.recv(10)
            for other in slow:
                other.close()
            line.settimeout(10)
            assert line.recv(12) == b"HTTP/1.1 200"


def dripped(line: socket.socket) -> bool:
    """Send another byte; whether the server closed the connection."""
    try:
        line.sendall(b"P")
        line.setblocking(False)
        return line.recv(10) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        line.setblocking(True)


def test_every_role_is_signed_in_on_the_wire(people, running):
    for role in ROLES:
        cookie, _ = cookie_of(running, NAMES[role][0])
        head = f"GET /a/looms/ HTTP/1.1\nHost: localhost\nCookie: {cookie}\n"
        assert b"HTTP/1.1 200" in ask(running, f"{head}Connection: close\n\n")
