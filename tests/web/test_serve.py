"""``conformity serve`` as a process, and what it refuses to serve."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from compliance.errors import ConformityError
from compliance.web.server.options import Wanted, make_settings, notes
from tests.builders import ROOT, environment


def page(address: str) -> bytes:
    """A page, whatever its status."""
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310
            return answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.read()


@contextlib.contextmanager
def started(workspace: Path, home: Path, *options: str, **more: str):
    process = subprocess.Popen(
        [sys.executable, "-m", "compliance", "serve", str(workspace), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(home, PYTHONUNBUFFERED="1", **more),
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)
        process.stdout.close()


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serving_says_the_address_and_stops_cleanly(workspace, tmp_path, stop):
    with started(workspace, tmp_path, "--port", "0", "--no-browser") as process:
        line = process.stdout.readline()
        address = re.fullmatch(r"Serving (http://127\.0\.0\.1:\d+/)\n", line)[1]
        assert page(f"{address}who/")
        process.send_signal(stop)
        rest = process.stdout.read()
        assert process.wait(20) == 0
    assert rest == "Stop with Ctrl-C.\nStopped. Everything recorded is on the disk.\n"


def test_serving_opens_a_browser_unless_told_otherwise(workspace, monkeypatch, capsys):
    from compliance.cli.main import run
    from compliance.web.server import command as serve

    opened = []
    monkeypatch.setattr("click.launch", opened.append)
    monkeypatch.setattr(serve, "_run", lambda server: server.close())
    assert run(["serve", str(workspace), "--port", "0"]) == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", opened[0])
    assert run(["serve", str(workspace), "--port", "0", "--no-browser"]) == 0
    assert len(opened) == 1


def test_a_port_in_use_is_said(workspace, capsys):
    from compliance.cli.main import run

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert run(["serve", str(workspace), "--port", port, "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert "[serve.port]" in said
    assert "--port" in said


def refused(wanted: Wanted) -> set[str]:
    with pytest.raises(ConformityError) as error:
        make_settings(wanted)
    return {problem.code for problem in error.value.problems}


@pytest.mark.parametrize(
    "options",
    [
        {"host": "0.0.0.0"},  # noqa: S104
        {"host": "192.168.1.20"},
        {"host": "::"},
        {"names": ("conformity.example.org",)},
        {"behind_https": True},
    ],
)
def test_pages_without_accounts_are_for_this_machine_only(tmp_path, options):
    assert refused(Wanted(tmp_path / "empty", **options)) == {"serve.host"}
    assert not (tmp_path / "empty").exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"host": "localhost"}, "serve.host"),
        ({"host": "300.1.1.1"}, "serve.host"),
        ({"names": ("http://x/",)}, "serve.host"),
        ({"names": ("x:8471",)}, "serve.host"),
        ({"names": ("*",)}, "serve.host"),
        ({"proxies": ("proxy.example",)}, "serve.proxy"),
        ({"trust_header": "X User"}, "serve.proxy"),
        ({"trust_header": "X-User", "host": "10.0.0.2"}, "serve.proxy"),
    ],
)
def test_what_cannot_be_served_is_refused(people, workspace, options, code):
    assert refused(Wanted(workspace, **options)) == {code}


def test_a_header_needs_people_whom_it_can_name(tmp_path):
    assert refused(Wanted(tmp_path, trust_header="X-User")) == {"serve.proxy"}


def test_with_accounts_other_machines_may_be_served(people, workspace):
    wanted = Wanted(workspace, "0.0.0.0", ("office.example",))  # noqa: S104
    made = make_settings(wanted)
    assert made.accounts
    assert "office.example" in made.hosts
    assert "0.0.0.0" not in made.hosts  # noqa: S104
    assert any("HTTPS" in line for line in notes(wanted, made))
    assert notes(Wanted(workspace), make_settings(Wanted(workspace))) == []


def test_lost_accounts_do_not_open_pages_that_others_reach(people, workspace, make_app):
    made = make_settings(Wanted(workspace, "0.0.0.0", ("office.example",)))  # noqa: S104
    people.path.unlink()
    from compliance.web.app import create_app

    client = create_app(made).test_client()
    assert client.get("/", base_url="http://office.example").location == "/login"


def test_a_secret_that_cannot_be_kept_is_said_when_serving(workspace):
    (workspace / ".conformity").write_text("in the way", "utf-8")
    with pytest.raises(ConformityError):
        make_settings(Wanted(workspace))
    (workspace / ".conformity").unlink()
    (workspace / ".conformity" / "secret").mkdir(parents=True)
    made = make_settings(Wanted(workspace))
    assert len(made.secret) == 32
    assert "secret" in notes(Wanted(workspace), made)[0]


def test_an_assessment_itself_can_be_served(workspace):
    made = make_settings(Wanted(workspace / "looms"))
    assert (made.workspace, made.only) == (workspace, "looms")


def test_the_log_of_a_server_names_nobody(people, workspace, tmp_path):
    options = ("--port", "0", "--no-browser")
    with started(workspace, tmp_path, *options) as process:
        address = process.stdout.readline().split()[1]
        for path in ("a/looms/q/fact.name?x=Ann", "login?next=/a/looms/", "no/Ann"):
            page(address + path)
        process.terminate()
        said = process.stdout.read()
    assert "Ann" not in said
    assert "looms" not in said
