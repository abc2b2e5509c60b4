"""Downloads through the real server, whose headers hold no more than Latin-1."""

from __future__ import annotations

import http.client
import os
from urllib.parse import quote

import pytest
from werkzeug.http import parse_options_header

from tests.builders import begin, reopen
from tests.services.helpers import attach
from tests.web.wire import fetch

EXPORTS = ("xlsx", "docx", "csv", "json")
ON_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="no name of a file there")
NAMES = ("简历筛选", "Łódź; x=y", "looms", pytest.param('the "good" one', marks=ON_WINDOWS))


def file_name(answer: http.client.HTTPResponse) -> str:
    """The name under which a browser saves a download."""
    kind, options = parse_options_header(answer.headers["Content-Disposition"])
    assert kind == "attachment"
    return options["filename"]


@pytest.mark.parametrize("name", NAMES)
def test_files_are_handed_out_whatever_the_folder_is_called(
    workspace, web_catalogue, running, name
):
    if name != "looms":
        begin(workspace / name, web_catalogue)
    base = f"/a/{quote(name)}"
    for form in EXPORTS:
        answer, content = fetch(running, f"{base}/files/export?to={form}")
        assert answer.status == 200
        assert content
        assert file_name(answer) == f"{name}-questions.{form}"
    answer, content = fetch(running, f"{base}/deadlines/calendar.ics")
    assert answer.status == 200
    assert content.startswith(b"BEGIN:VCALENDAR")
    assert file_name(answer) == f"{name}-deadlines.ics"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_a_file_for_a_colleague_bears_the_name_of_the_colleague(running):
    path = f"/a/looms/files/export?to=csv&for={quote('李娜')}"
    answer, _ = fetch(running, path)
    assert answer.status == 200
    assert file_name(answer) == "looms-questions-李娜.csv"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def kept_files(workspace, catalogue) -> dict[str, bytes]:
    """Addresses of an attached image and of a dossier, with what they hold."""
    image, paper = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"%PDF-1.7\n" + b"x" * 999
    assessment = reopen(workspace / "looms", catalogue)
    source = workspace.parent / "plan.png"
    source.write_bytes(image)
    number = attach(assessment, source, "risk.list")
    name = "20300601T090000-000000000000.pdf"
    assessment.scratch.keep_paper(name, paper)
    return {
        f"/a/looms/evidence/{number}/file": image,
        f"/a/looms/evidence/{number}/view": image,
        f"/a/looms/issue/dossiers/{name}": paper,
    }


def test_a_kept_file_comes_whole_or_as_the_part_that_is_asked_for(
    workspace, web_catalogue, running
):
    for path, content in kept_files(workspace, web_catalogue).items():
        answer, found = fetch(running, path)
        assert (answer.status, found) == (200, content)
        assert answer.headers["Content-Length"] == str(len(content))
        tag = answer.headers["ETag"]
        answer, found = fetch(running, path, "GET", None, {"Range": "bytes=5-104"})
        assert (answer.status, found) == (206, content[5:105])
        assert answer.headers["Content-Range"] == f"bytes 5-104/{len(content)}"
        answer, found = fetch(running, path, "GET", None, {"If-None-Match": tag})
        assert (answer.status, found) == (304, b"")
        answer, _ = fetch(running, path, "GET", None, {"Range": f"bytes={len(content)}-"})
        assert answer.status == 416
