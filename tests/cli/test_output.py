"""Output survives narrow encodings, closed pipes and places without colours."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.builders import ROOT, environment, reopen
from tests.cli.packs import LAUNCHER

NARROW = {
    "ascii": {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    "C": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp1252": {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
}


def raw(home, *arguments, packs=None, typed=b"", **more):
    start = [str(LAUNCHER), str(packs)] if packs else ["-m", "compliance"]
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        capture_output=True,
        input=typed,
        env=environment(home, **more),
        cwd=home,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", NARROW)
def test_narrow_encodings_lose_signs_but_never_crash(name, packs, tmp_path, looms, program):
    program("answer", looms, "fact.name", "Wébstuhl 织机 🧵")
    for line in (
        ["history", "looms"],
        ["ask", "looms"],
        ["answer", "looms", "fact.country", "Österreich"],
    ):
        done = raw(tmp_path, *line, packs=packs, **NARROW[name])
        assert b"Traceback" not in done.stderr
        assert b"internal.unexpected" not in done.stderr
        assert done.returncode in {0, 1, 2}
        assert done.stdout or done.stderr


@pytest.mark.parametrize("name", NARROW)
def test_json_and_text_in_a_pipe_are_whole(name, packs, tmp_path, looms, program):
    """As on Windows, where a pipe has the code page of the system."""
    import json

    program("note", looms, "fact.name", "织机")
    program("assign", looms, "tell", "--owner", "Zoë 织机")
    done = raw(tmp_path, "check", "looms", "--format", "json", packs=packs, **NARROW[name])
    value = json.loads(done.stdout)
    assert value["findings"][2]["owner"] == "Zoë 织机"
    done = raw(tmp_path, "history", "looms", packs=packs, **NARROW[name])
    assert "Zoë 织机" in done.stdout.decode("utf-8")
    done = raw(tmp_path, "answer", "looms", "织机", "x", packs=packs, **NARROW[name])
    assert name == "C" or "织机" in done.stderr.decode("utf-8")


@pytest.mark.parametrize("name", NARROW)
def test_piped_answers_are_utf8(name, packs, tmp_path, looms, small_catalogue):
    typed = "Wébstuhl 织机\n".encode()
    done = raw(tmp_path, "ask", "looms", packs=packs, typed=typed, **NARROW[name])
    assert done.returncode == 0
    assert reopen(looms, small_catalogue).state.answers["fact.name"].value == ("Wébstuhl 织机")


@pytest.mark.parametrize("command", ["law dates", "checklists show", "checklists schema", "--help"])
def test_a_reader_that_stops_early_is_no_error(tmp_path, command):
    piped = f"'{sys.executable}' -m compliance {command} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {piped}; echo status ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        cwd=ROOT,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in {"status 0", "status 141"}


def test_a_reader_that_is_gone_from_the_start_is_no_error(tmp_path):
    code = f"'{sys.executable}' -m compliance checklists show | true; true"
    done = subprocess.run(
        ["bash", "-c", code],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        cwd=ROOT,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(
    "line",
    [
        ["check", "looms"],
        ["classify", "looms", "--all"],
        ["status", "looms"],
        ["deadlines", "looms"],
        ["history", "looms"],
        ["ask", "looms"],
        ["checklists", "list"],
        ["checklists", "show", "tell", "--pack", "mini"],
        ["law", "show", "art-2", "--pack", "mini"],
        ["answer", "looms", "fact.nothing", "x"],
    ],
    ids=" ".join,
)
def test_no_colours_where_nobody_watches(packs, tmp_path, looms, line):
    done = raw(tmp_path, *line, packs=packs, TERM="xterm-256color")
    assert b"\x1b" not in done.stdout + done.stderr


def test_results_go_to_standard_output_and_errors_to_standard_error(packs, tmp_path, looms):
    good = raw(tmp_path, "status", "looms", packs=packs)
    assert good.stdout
    assert good.stderr == b""
    bad = raw(tmp_path, "status", "none", packs=packs)
    assert bad.stdout == b""
    assert bad.stderr.startswith(b"error: none: [assessment.not-a-folder]")


def test_text_of_users_cannot_steer_the_terminal(program, looms):
    program("answer", looms, "fact.name", "a\u202eb\u200bc")
    program("note", looms, "fact.name", "x\u2066y")
    said = program("assign", looms, "tell", "--owner", "o\u202ep")
    assert "\u202e" not in said.out
    said = program("new", "fresh", "--pack", "mini", "--name", "n\u202em")
    assert said.status == 0
    assert "\u202e" not in said.out
    for line in (["history"], ["check"], ["status"], ["classify"], ["ask"], ["deadlines"]):
        said = program(*line, looms)
        for sign in "\u202e\u2066\u200b":
            assert sign not in said.out


def test_an_unexpected_error_is_a_message_unless_debugging_is_asked_for(
    program, looms, monkeypatch
):
    from compliance.cli import status

    def broken(_folder):
        raise RuntimeError("a bug \x1b[31m")

    monkeypatch.setattr(status, "_show", broken)
    said = program("status", looms)
    assert said.status == 2
    assert "[internal.unexpected] RuntimeError: a bug" in said.err
    assert "\x1b" not in said.err
    monkeypatch.setenv("CONFORMITY_DEBUG", "1")
    with pytest.raises(RuntimeError):
        program("status", looms)
