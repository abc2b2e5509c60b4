"""An edition that was loaded once is the same when it comes from the cache, or is loaded anew."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import BaseModel

from compliance.checklist import compiled, loader
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.edition_files import edition_digest
from compliance.checklist.loader import list_packs, load_catalogue
from compliance.data import yaml_lines
from compliance.data.cache import PLACE
from compliance.data.snapshot import write_snapshot
from compliance.errors import ConformityError
from tests.builders import EDITION, ROOT, write_pack

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a cache that was named counts as one of others there"
)
FOLDER = Path("mini") / EDITION


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, with nothing in it."""
    monkeypatch.setenv(PLACE, str(tmp_path / "cache"))
    return tmp_path / "cache" / compiled.NAME


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "packs")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were read as YAML since."""
    read: list[str] = []
    real = yaml_lines.read_yaml

    def noting(path: Path, name: str = "", *, quoted_yes_no: bool = False):
        read.append(name)
        return real(path, name, quoted_yes_no=quoted_yes_no)

    monkeypatch.setattr(yaml_lines, "read_yaml", noting)
    return read


def load(packs: Path) -> Catalogue:
    return load_catalogue("mini", EDITION, packs)


def entries(cache: Path) -> list[Path]:
    return sorted(cache.iterdir()) if cache.exists() else []


def parts(catalogue: Catalogue) -> dict[str, object]:
    """Everything a catalogue says, to be compared."""
    found = {item.name: getattr(catalogue, item.name) for item in fields(Catalogue)}
    outline = catalogue.outline
    found["outline"] = [(outline.get(known), outline.part(known)) for known in outline.ids()]
    found["aliases"] = outline.parts()["aliases"]
    found["children"] = {known: outline.children(known) for known in outline.ids()}
    found["sources"] = {known: source.path for known, source in catalogue.sources.items()}
    return found


def same(one: object, other: object, place: str = "") -> None:
    """Alike to the last type: a list is no tuple, a number no text."""
    assert type(one) is type(other), place
    if isinstance(one, BaseModel) and isinstance(other, BaseModel):
        assert one.model_fields_set == other.model_fields_set, place
        assert list(vars(one)) == list(vars(other)), place
        for name, value in vars(one).items():
            same(value, getattr(other, name), f"{place}.{name}")
    elif isinstance(one, tuple | list) and isinstance(other, tuple | list):
        assert len(one) == len(other), place
        for at, (left, right) in enumerate(zip(one, other, strict=True)):
            same(left, right, f"{place}[{at}]")
    elif isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other), place
        for name in one:
            same(one[name], other[name], f"{place}[{name}]")
    else:
        assert one == other, place


# --- the same, from wherever it comes


def test_the_shipped_edition_is_the_same_fresh_first_and_kept(cache, fresh, monkeypatch):
    first = load_catalogue()
    assert len(fresh) > 200
    fresh.clear()
    kept = load_catalogue()
    assert fresh == []
    monkeypatch.setenv(PLACE, "off")
    plain = load_catalogue()
    assert len(fresh) > 200
    for other in (first, kept):
        same(parts(plain), parts(other))


def test_a_kept_edition_can_be_copied_compared_and_written_out(cache, packs):
    first, kept = load(packs), load(packs)
    for known, requirement in first.requirements.items():
        other = kept.requirements[known]
        assert (other, hash(other)) == (requirement, hash(requirement))
        assert other.model_copy(update={"title": "x"}).title == "x"
        assert other.model_dump() == requirement.model_dump()


def test_every_declaration_of_a_kept_edition_has_its_line(cache, packs, fresh):
    first, kept = load(packs), load(packs)
    places = {known: kept.place(known) for known in first.sources}
    assert places == {known: first.place(known) for known in first.sources}
    assert kept.place("stop", "question", "ask") == first.place("stop", "question", "ask")


def test_a_line_of_a_file_that_is_gone_is_its_first(cache, packs):
    load(packs)
    kept = load(packs)
    shutil.rmtree(packs / FOLDER / "requirements")
    assert kept.place("stop").endswith(".yaml:1")


def test_without_a_cache_nothing_is_kept(cache, packs, monkeypatch, fresh):
    monkeypatch.setenv(PLACE, "off")
    load(packs)
    fresh.clear()
    load(packs)
    assert fresh
    assert not cache.parent.exists()


# --- nothing out of date


@pytest.mark.parametrize(
    "name", ["facts/about.yaml", "law/timeline.yaml", "law/outline/all.yaml", "pack"]
)
def test_a_changed_file_is_read_although_its_size_and_date_are_the_same(cache, packs, name, fresh):
    first = load(packs)
    path = packs / "mini" / "pack.yaml" if name == "pack" else packs / FOLDER / name
    before, content = path.stat(), path.read_bytes()
    at = content.rindex(b"e")
    path.write_bytes(content[:at] + b"a" + content[at + 1 :])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    fresh.clear()
    try:
        second = load(packs)
    except ConformityError:
        second = None  # the letter stood in an id: it was read, and found wrong
    assert fresh
    assert second is None or name == "pack" or second.digest != first.digest


def test_a_file_more_or_less_or_under_another_name_is_noticed(cache, packs):
    first = load(packs)
    facts = packs / FOLDER / "facts"
    more = facts / "more.yaml"
    more.write_text(
        'section: {id: more, title: "More", order: 90}\n'
        'facts:\n  - {id: more.one, type: text, label: "one", ask: "One?"}\n',
        encoding="utf-8",
    )
    assert set(load(packs).facts) - set(first.facts) == {"more.one"}
    more.rename(facts / "moved.yaml")
    moved = load(packs)
    assert moved.place("more.one").startswith(f"mini/{EDITION}/facts/moved.yaml")
    (facts / "moved.yaml").unlink()
    assert load(packs).facts.keys() == first.facts.keys()


def test_only_other_ends_of_lines_leave_the_digest_and_are_read_again(cache, packs, fresh):
    first = load(packs)
    path = packs / FOLDER / "facts" / "about.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    fresh.clear()
    second = load(packs)
    assert fresh
    assert second.digest == first.digest
    same(parts(first), parts(second))


def test_the_digest_is_over_names_and_contents_of_every_yaml_file(tmp_path):
    for name in ("b.yaml", "a/b.yaml", "a-b.yaml", ".hidden.yaml", "a/.h/c.yaml", "a/no.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{name}\r\nx\n".encode())
    total = hashlib.sha256()
    for path in sorted(tmp_path.rglob("*.yaml"), key=lambda item: item.as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(tmp_path).as_posix().encode("utf-8")
        total.update(name + b"\0" + hashlib.sha256(content).digest())
    assert edition_digest(tmp_path) == total.hexdigest()
    assert edition_digest(tmp_path / "missing") == hashlib.sha256().hexdigest()


def test_another_program_reads_anew(cache, packs, fresh, monkeypatch):
    load(packs)
    fresh.clear()
    monkeypatch.setattr(compiled, "PROGRAM", "another")
    load(packs)
    assert fresh


def test_another_library_reads_anew(cache, packs, fresh, monkeypatch):
    load(packs)
    fresh.clear()
    monkeypatch.setattr(compiled.pydantic, "VERSION", "0.0")
    load(packs)
    assert fresh


def test_a_program_that_was_replaced_while_it_ran_keeps_nothing(cache, packs, monkeypatch):
    monkeypatch.setattr(compiled, "source_digest", lambda *_: "another")
    load(packs)
    assert entries(cache) == []


def test_an_edition_that_was_changed_while_it_was_read_is_not_kept(cache, packs, monkeypatch):
    real = loader._load

    def slow(*given):
        found = real(*given)
        path = packs / FOLDER / "facts" / "about.yaml"
        path.write_text(path.read_text("utf-8") + "# and more\n", encoding="utf-8")
        return found

    monkeypatch.setattr(loader, "_load", slow)
    load(packs)
    assert [len(path.read_bytes()) < 2000 for path in entries(cache)] == [True]  # the pack alone


def test_the_digest_of_the_program_covers_all_that_takes_part_in_loading():
    code = (
        "import sys\nfrom compliance.checklist.loader import load_catalogue\nload_catalogue()\n"
        "print('\\n'.join(n for n in sys.modules if n.startswith('compliance.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, PLACE: "off"},
    )
    rooms = {name.split(".")[1] for name in done.stdout.split()}
    assert {"checklist", "law"} <= rooms
    assert rooms <= set(compiled.ROOMS)


def test_an_edition_of_which_a_part_lies_elsewhere_is_not_kept(cache, packs, tmp_path, fresh):
    facts = packs / FOLDER / "facts"
    facts.rename(tmp_path / "elsewhere")
    facts.symlink_to(tmp_path / "elsewhere")
    load(packs)
    fresh.clear()
    assert load(packs).facts
    assert fresh


# --- nothing that is not whole, or not ours


DAMAGE = {
    "cut": lambda content: content[:-100],
    "changed": lambda content: content[:-100] + b"x" + content[-99:],
    "emptied": lambda _: b"",
    "forged": lambda _: hashlib.sha256(b"x").digest() + b"x",
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_entry_is_read_anew_and_mended(cache, packs, fresh, kind):
    first = load(packs)
    for path in entries(cache):
        path.write_bytes(DAMAGE[kind](path.read_bytes()))
    fresh.clear()
    second = load(packs)
    assert len(fresh) > 5
    same(parts(first), parts(second))
    fresh.clear()
    load(packs)
    assert fresh == []


def test_an_entry_under_the_name_of_another_is_not_believed(cache, packs, fresh):
    load(packs)
    before = {path.name: path.read_bytes() for path in entries(cache)}
    path = packs / FOLDER / "facts" / "about.yaml"
    path.write_text(path.read_text("utf-8") + "# another\n", encoding="utf-8")
    load(packs)
    (new,) = [path for path in entries(cache) if path.name not in before]
    old = max(before.values(), key=len)
    new.write_bytes(old)
    fresh.clear()
    load(packs)
    assert len(fresh) > 5


@pytest.mark.parametrize("value", [None, 5, [], {"law": {}}, {"law": None, "outline": []}])
def test_whole_entries_that_say_something_else_are_read_anew(cache, packs, fresh, value):
    first = load(packs)
    for path in entries(cache):
        content = f"{path.name}\n{write_snapshot(value)}".encode()
        path.write_bytes(hashlib.sha256(content).digest() + content)
    fresh.clear()
    same(parts(first), parts(load(packs)))
    assert len(fresh) > 5


def test_nothing_is_taken_from_a_folder_in_which_others_may_write(cache, packs, fresh):
    load(packs)
    cache.chmod(0o777)
    fresh.clear()
    load(packs)
    assert len(fresh) > 5


def test_what_was_wrong_is_said_every_time(cache, packs):
    path = packs / FOLDER / "facts" / "about.yaml"
    path.write_text(path.read_text("utf-8") + "nonsense: 1\n", encoding="utf-8")
    said = []
    for _ in range(2):
        with pytest.raises(ConformityError) as caught:
            load(packs)
        said.append([str(problem) for problem in caught.value.problems])
    assert said[0] == said[1]
    assert "nonsense" in said[0][0]


def test_the_list_of_packs_is_kept_and_noticed(cache, packs, fresh):
    first = list_packs(packs)
    fresh.clear()
    same(list_packs(packs), first)
    assert fresh == []
    path = packs / "mini" / "pack.yaml"
    path.write_text(path.read_text("utf-8").replace("title:", "title: New and "), encoding="utf-8")
    assert list_packs(packs)[0].title != first[0].title
