"""The press: pieces laid out apart and bound are one paper, with the same bytes always."""

from __future__ import annotations

import dataclasses
import datetime
import io
import multiprocessing
import os
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdf
import pytest

from compliance.data.cache import Cache
from compliance.documents.render import workers
from compliance.documents.render.assets import Assets
from compliance.documents.render.paper import Fragment, Frame
from compliance.documents.render.press import Press
from compliance.documents.render.sheet import Sheet
from compliance.errors import ConformityError
from tests.documents.printing import FRAME, paper, printed

ROOT = Path(__file__).parents[2]
ROWS = "".join(
    f'<tr><th scope="row">Row {at}</th><td>{"text of the row " * 12}</td></tr>' for at in range(40)
)
ONE = (
    '<section id="a"><h1 data-running="1  One">One</h1>'
    '<p><a href="/to#b">to two</a>, page <a href="/page#b">000</a></p>'
    '<table><caption>Rows</caption><thead><tr><th scope="col">A</th><th scope="col">B</th></tr>'
    f"</thead><tbody>{ROWS}</tbody></table></section>"
)
TWO = (
    '<section id="b"><h1 data-running="2  Two">Two</h1>'
    f"<p>{'A long paragraph that pages break. ' * 300}</p><ul>{'<li>item</li>' * 70}</ul>"
    "<p><i>i</i> <code>c</code> <b>b</b> 南山人才</p>"
    '<h2 data-running="2.1  Last">Last</h2></section>'
)
OTHER = TWO.replace("Two<", "Other<").replace('id="b"', 'id="c"')


@pytest.fixture(scope="module")
def both():
    return printed(ONE, TWO)


@pytest.fixture
def many_processes(monkeypatch):
    """As if the paper were long enough to be worth it."""
    monkeypatch.setattr(workers, "SMALL", 0)
    monkeypatch.setattr(workers, "SMALL_SPAWNED", 0)
    monkeypatch.setattr(workers, "BATCH", 20_000)


def texts(content):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_the_number_of_processes_changes_no_byte(processes, both, many_processes):
    press = Press(workers=processes)
    assert press.print(paper(ONE, TWO)) == both
    assert press.laid_out == ["f0", "f1"]


def test_processes_that_begin_anew_change_no_byte(both, many_processes, monkeypatch):
    """As where nothing can be forked."""
    monkeypatch.setattr(workers, "can_fork", lambda: False)
    assert Press(workers=2).print(paper(ONE, TWO)) == both


def test_what_was_kept_changes_no_byte_whatever_happened_to_it(both, tmp_path):
    press = Press(Cache(tmp_path))
    assert press.print(paper(ONE, TWO)) == both
    assert press.laid_out == ["f0", "f1"]
    assert press.print(paper(ONE, TWO)) == both
    assert press.laid_out == []
    kept = sorted(path for path in tmp_path.iterdir())
    kept[0].write_bytes(kept[0].read_bytes()[:-1] + b"?")
    kept[1].unlink()
    assert press.print(paper(ONE, TWO)) == both
    for path in kept:
        path.write_bytes(b"")
    assert Press(Cache(tmp_path)).print(paper(ONE, TWO)) == both


def test_what_was_laid_out_ahead_changes_no_byte_and_is_not_laid_out_again(both, tmp_path):
    press, told = Press(Cache(tmp_path)), []
    press.lay_out(paper(ONE, TWO), lambda *progress: told.append(progress))
    assert told == [(1, 2), (2, 2)]
    assert press.print(paper(ONE, TWO)) == both
    assert press.laid_out == []


def test_laying_out_ahead_can_be_stopped_and_keeps_what_it_has(tmp_path):
    def stop(*_):
        raise KeyError

    press = Press(Cache(tmp_path))
    with pytest.raises(KeyError):
        press.lay_out(paper(ONE, TWO), stop)
    assert multiprocessing.active_children() == []
    assert len(list(tmp_path.iterdir())) == 1
    press.print(paper(ONE, TWO))
    assert len(press.laid_out) == 1


@pytest.mark.skipif(not hasattr(os, "nice"), reason="no priorities there")
@pytest.mark.parametrize("quietly", [False, True])
def test_what_nobody_waits_for_gives_way(monkeypatch, quietly):
    if not workers.can_fork():
        pytest.skip("only a forked process has what is replaced here")
    monkeypatch.setattr(workers.Renderer, "warm", lambda *_: None)
    monkeypatch.setattr(
        workers.Renderer, "render", lambda _, task: (task[0], f"{os.nice(0)}".encode())
    )
    tasks = [("a", Assets((), "en"), "text")]
    done = dict(workers.render_all(workers.Renderer(), tasks, quietly=quietly))
    assert int(done["a"]) - os.nice(0) == (workers.QUIET if quietly else 0)


def test_only_what_changed_is_laid_out_again(tmp_path):
    press = Press(Cache(tmp_path))
    press.print(paper(ONE, TWO, OTHER))
    changed = TWO.replace("item", "thing", 1)
    content = press.print(paper(ONE, changed, OTHER))
    assert press.laid_out == ["f1"]
    assert content == printed(ONE, changed, OTHER)


def test_frame_properties_and_order_lay_nothing_out_again(tmp_path):
    press = Press(Cache(tmp_path))
    first = press.print(paper(ONE, TWO))
    frame = Frame("Another system", "another foot", "Draft", "Not valid")
    second = press.print(paper(ONE, TWO, frame=frame))
    assert press.laid_out == []
    assert first != second
    press.print(paper(TWO, ONE))
    assert press.laid_out == []


def test_an_entry_of_another_program_is_not_used(tmp_path, monkeypatch, both):
    from compliance.documents.render import assets

    Press(Cache(tmp_path)).print(paper(ONE, TWO))
    assets._digest.cache_clear()
    monkeypatch.setattr(assets, "versions", lambda: {"Pango": "another"})
    press = Press(Cache(tmp_path))
    press.print(paper(ONE, TWO))
    monkeypatch.undo()
    assets._digest.cache_clear()
    assert press.laid_out == ["f0", "f1"]


def test_numbers_of_pages_are_those_of_the_paper(both):
    found = texts(both)
    at = next(n for n, text in enumerate(found, 1) if "Two" in text and "2  Two" in text)
    assert re.search(rf"to two, page\s+{at}\b", found[0])
    for n, text in enumerate(found, 1):
        assert f"Page {n} of {len(found)}" in text


def test_heads_say_what_chapter_a_page_is_in(both):
    found = texts(both)
    assert "1  One" in found[0]
    assert "1  One" in found[1]
    assert "2.1  Last" not in found[-2]
    assert all("System" in text for text in found)


def test_a_link_says_where_it_leads(both):
    with pikepdf.open(io.BytesIO(both)) as document:
        notes = [note for page in document.pages for note in page.obj.get("/Annots", [])]
        assert [str(note.Subtype) for note in notes] == ["/Link", "/Link"]
        assert all(re.fullmatch(r"Page \d+: Two", str(note.Contents)) for note in notes)
        assert all("/A" not in note for note in notes)


def test_a_place_to_sign_is_a_field_that_says_what_is_signed():
    row = '<tr><th scope="row">Provider</th><td data-sign="Sig1" title="Signature: Provider"></td>'
    table = f"<table><caption>c</caption><tbody>{row}</tr></tbody></table>"
    with pikepdf.open(io.BytesIO(printed(f'<h1 data-running="x">x</h1>{table}'))) as document:
        (field,) = document.Root.AcroForm.Fields
        assert (str(field.T), str(field.TU)) == ("Sig1", "Signature: Provider")
        assert field.F == 4
        assert "/N" in field.AP


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<p><a href="/to#nowhere">x</a></p>', "Links lead nowhere: nowhere"),
        ('<p id="a">x</p>', "Two places are named a"),
        ('<p><a href="https://example.org/">x</a></p>', "A link leads out of the paper"),
        ('<p><a href="/to">x</a></p>', "A link leads out of the paper"),
    ],
)
def test_places_that_do_not_fit_together_are_refused(body, words):
    with pytest.raises(ConformityError) as caught:
        printed('<h1 id="a">One</h1>', body)
    assert words in caught.value.problems[0].message


def test_long_and_foreign_texts_keep_to_their_room_in_head_and_foot():
    frame = Frame("南山人才 " * 40, "CA-1 " * 60, "Draft", "Not valid as a declaration")
    running = f'<h1 data-running="{"A title that goes on " * 20}">x</h1>'
    (text,) = texts(printed(running, frame=frame))
    assert "…" in text
    assert "Draft" in text
    assert "Not valid as a declaration · Page 1 of 1" in text


def test_a_process_that_is_killed_is_named(many_processes, monkeypatch):
    monkeypatch.setattr(workers, "_work", _die)
    with pytest.raises(ConformityError) as caught:
        Press(workers=2).print(paper(ONE, TWO))
    assert "stopped (exit status" in caught.value.problems[0].message


def _die(pipe, renderer, batch):
    import os

    os._exit(9)


def test_what_a_process_refuses_is_said(many_processes):
    with pytest.raises(ConformityError) as caught:
        Press(workers=2).print(paper(ONE, TWO, '<img alt="a" src="https://example.org/x"/>'))
    assert caught.value.code == "dossier.renderer"


def test_a_sheet_is_read_as_it_was_written():
    sheet = Sheet(objects=["\0" + "1\0", "é"], streams={1: b"\0\1", 0: b""}, targets=["a"])
    assert Sheet.load(sheet.dump()) == sheet


def test_progress_counts_fragments(tmp_path):
    said = []
    press = Press(Cache(tmp_path))
    press.print(paper(ONE, TWO), lambda *step: said.append(step))
    assert said == [(1, 2), (2, 2)]
    said.clear()
    press.print(paper(ONE, OTHER.replace('"c"', '"b"')), lambda *step: said.append(step))
    assert said == [(2, 2)]


def test_a_paper_in_another_language_says_so():
    made = paper('<h1 data-running="x">x</h1>')
    german = dataclasses.replace(made.properties, language="de")
    content = Press().print(
        dataclasses.replace(
            made,
            properties=german,
            frame=dataclasses.replace(FRAME, page_of="Seite {page} von {pages}"),
        )
    )
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.Root.Lang) == "de"
    assert "Seite 1 von 1" in texts(content)[0]


def test_the_date_is_that_of_the_properties_wherever_the_machine_is():
    made = paper('<h1 data-running="x">x</h1>')
    there = datetime.datetime(2030, 6, 1, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))
    moved = dataclasses.replace(made, properties=dataclasses.replace(made.properties, at=there))
    with pikepdf.open(io.BytesIO(Press().print(moved))) as document:
        assert str(document.docinfo.CreationDate) == "D:20300601000000Z"


NOTHING_CHANGED = """
import sys
from pathlib import Path
from compliance.data.cache import Cache
from compliance.documents.render.press import Press
from tests.documents.printing import paper
body = '<h1 data-running="x">x</h1>'
Press(Cache(Path(sys.argv[1]))).print(paper(body))
print("weasyprint" in sys.modules, "pydyf" in sys.modules)
"""


def test_where_nothing_changed_no_renderer_is_loaded(tmp_path):
    def run():
        return subprocess.run(
            [sys.executable, "-c", NOTHING_CHANGED, str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert run().split() == ["True", "True"]
    assert run().split() == ["False", "False"]


def test_loading_the_renderer_starts_no_other_program():
    """It would look for its libraries by a compiler and a linker: 54 processes."""
    code = (
        "import os, sys\n"
        "started = []\n"
        "sys.addaudithook(lambda name, _: started.append(name)"
        " if name in {'subprocess.Popen', 'os.posix_spawn', 'os.system'} else None)\n"
        "from compliance.documents.render.weasy import load\n"
        "load()\n"
        "print(started)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]" or sys.platform != "linux"


def test_fragments_of_one_piece_keep_their_frame_apart():
    made = paper('<h1 data-running="x">x</h1>', '<h1 data-running="y">y</h1>')
    first, second = made.fragments
    unframed = Fragment(first.id, first.html, framed=False)
    one, two = texts(Press().print(dataclasses.replace(made, fragments=(unframed, second))))
    assert "Page" not in one
    assert "Page 2 of 2" in two
