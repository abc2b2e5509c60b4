"""Templates that were compiled when the program was built say what the templates say."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path

import jinja2
import pytest

from compliance.assessment.assessment import Assessment
from compliance.data.shipped import shipped_folder
from compliance.documents import templates
from compliance.documents.dossier.compose import compose, gather
from compliance.documents.render import html
from compliance.documents.templates import compile_templates, environment
from tests.documents.build import AS_OF


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The templates of a dossier, to be changed."""
    return Path(shutil.copytree(shipped_folder("templates") / "dossier", tmp_path / "dossier"))


@pytest.fixture
def built(tmp_path, folder, monkeypatch) -> Path:
    """A program whose templates were compiled."""
    place = f"built_{tmp_path.name}".replace("-", "_")
    compile_templates(folder, tmp_path / place)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(templates, "PLACE", place)
    importlib.invalidate_caches()
    return tmp_path / place


@pytest.fixture
def compiled(monkeypatch) -> list[str]:
    """Names of the templates that were compiled while they were used."""
    found: list[str] = []
    real = jinja2.Environment.compile

    def noting(self, source, name=None, filename=None, **more):
        found.append(name)
        return real(self, source, name, filename, **more)

    monkeypatch.setattr(jinja2.Environment, "compile", noting)
    return found


def test_every_template_is_compiled_and_none_while_it_is_used(folder, built, compiled):
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.j2")]
    assert len(names) == len(list(built.glob("*.py"))) > 15
    made = environment(folder)
    for name in names:
        assert made.get_template(name).name == name
    assert compiled == []


def test_a_dossier_is_the_same_with_and_without(
    folder, built, compiled, monkeypatch, catalogue, unfinished
):
    dossier = compose(gather(Assessment(catalogue, unfinished.state), AS_OF, (), "1"))
    plain = [html.render_chapter(chapter) for chapter in dossier.chapters]
    compiled.clear()
    made = environment(folder)
    monkeypatch.setattr(html, "_environment", lambda: made)
    assert [html.render_chapter(chapter) for chapter in dossier.chapters] == plain
    assert compiled == []


def test_the_settings_are_those_of_the_pages():
    ours, theirs = environment(Path()), html._environment()
    for name in ("undefined", "trim_blocks", "lstrip_blocks", "autoescape", "auto_reload"):
        assert getattr(ours, name) == getattr(theirs, name), name


@pytest.mark.parametrize("change", ["template", "settings", "library"])
def test_what_was_compiled_from_something_else_does_not_count(
    folder, built, compiled, monkeypatch, change
):
    name = "chapters/themes.html.j2"
    if change == "template":
        path = folder / name
        path.write_bytes(path.read_bytes() + b"more")
    else:
        monkeypatch.setattr(templates, "_settings", change.encode)
    text = environment(folder).get_template(name)
    assert compiled == [name]
    assert text.name == name


def test_a_program_that_was_not_built_compiles_what_it_uses(folder, compiled, monkeypatch):
    monkeypatch.setattr(templates, "PLACE", "there.is.no.such.place")
    assert environment(folder).get_template("chapters/themes.html.j2")
    assert compiled == ["chapters/themes.html.j2"]


def test_what_is_left_of_an_earlier_build_goes(folder, built):
    (built / "t_old.py").write_text("")
    compile_templates(folder, built)
    assert not (built / "t_old.py").exists()
