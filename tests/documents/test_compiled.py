"""Templates are compiled once, and what was kept is used for the same text alone."""

from __future__ import annotations

import sys

import pytest
from jinja2 import Environment, FileSystemLoader

from compliance.documents.render.compiled import FOLDER, Beside


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.j2").write_text("one {{ 1 + 1 }}")
    return tmp_path


def rendered(folder):
    environment = Environment(
        loader=FileSystemLoader(folder), bytecode_cache=Beside(folder), autoescape=True
    )
    return environment.get_template("a.j2").render()


def compiled(folder, monkeypatch):
    """What is rendered, and how many templates had to be compiled for it."""
    compile_ = Environment.compile
    count = 0

    def counting(*given, **named):
        nonlocal count
        count += 1
        return compile_(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Environment, "compile", counting)
        return rendered(folder), count


def test_a_template_is_compiled_once(folder, monkeypatch):
    assert compiled(folder, monkeypatch) == ("one 2", 1)
    assert compiled(folder, monkeypatch) == ("one 2", 0)


def test_a_changed_template_is_compiled_again(folder, monkeypatch):
    rendered(folder)
    (folder / "a.j2").write_text("two {{ 2 + 1 }}")
    assert compiled(folder, monkeypatch) == ("two 3", 1)


def test_what_is_damaged_is_compiled_again(folder, monkeypatch):
    rendered(folder)
    (kept,) = (folder / FOLDER).iterdir()
    kept.write_bytes(kept.read_bytes()[:40])
    assert compiled(folder, monkeypatch) == ("one 2", 1)
    assert compiled(folder, monkeypatch) == ("one 2", 0)


def test_what_another_release_compiled_is_left_alone(folder, monkeypatch):
    rendered(folder)
    monkeypatch.setattr("compliance.documents.render.compiled.version", lambda _name: "0.0")
    assert compiled(folder, monkeypatch) == ("one 2", 1)


def test_where_nobody_may_write_nothing_is_kept(folder, monkeypatch):
    (folder / FOLDER).write_text("a file in the place of the folder")
    assert compiled(folder, monkeypatch) == ("one 2", 1)
    assert compiled(folder, monkeypatch) == ("one 2", 1)
    assert {item.name for item in folder.iterdir()} == {"a.j2", FOLDER}


def test_python_is_asked_whether_to_keep_what_it_compiles(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    rendered(folder)
    assert not (folder / FOLDER).exists()
