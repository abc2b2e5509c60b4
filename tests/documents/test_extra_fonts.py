"""Scripts that our fonts lack: marks, what to add, and papers that are set in added fonts."""

from __future__ import annotations

import datetime
import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from compliance.documents.direction import directed
from compliance.documents.papers.compose import compose
from compliance.documents.papers.filled import (
    FilledDocument,
    FilledPoint,
    FilledSection,
    Piece,
    Said,
)
from compliance.documents.render import extra
from compliance.documents.render.glyphs import extras_in, lacking, legible
from compliance.documents.render.press import Press
from compliance.documents.render.typefaces import to_unicode
from tests.tools import verapdf

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
"""A font that most machines have, with Georgian and Armenian and without Hangul."""
needs_font = pytest.mark.skipif(not FONT.is_file(), reason="no font with further scripts is here")
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils missing")
needs_verapdf = pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())


@pytest.fixture
def added(tmp_path, monkeypatch):
    """An empty folder of added fonts."""
    monkeypatch.setenv(extra.FOLDER, str(tmp_path))
    extra.extras.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    extra.extras.cache_clear()


def with_font(folder: Path) -> None:
    shutil.copy(FONT, folder / "More.ttf")
    extra.extras.cache_clear()


@pytest.mark.parametrize(
    ("text", "fonts"),
    [
        ("한국", ("Noto Sans KR",)),
        ("カナ and ไทย", ("Noto Sans Thai",)),
        ("שלום", ("Noto Sans Hebrew",)),
        ("深圳, Ελλάδα, България", ()),
        ("\U0001f600", ()),
    ],
)
def test_what_cannot_be_printed_is_named_with_a_font_that_has_it(added, text, fonts):
    assert lacking(text) == fonts


def test_without_an_added_font_there_are_marks(added):
    assert legible("Հայ") == "‹U+0540›‹U+0561›‹U+0575›"


@pytest.mark.parametrize("content", [b"", b"no font", b"\0\1\0\0" + b"\xff" * 40])
def test_a_file_that_is_no_font_is_left_alone(added, content):
    (added / "broken.ttf").write_bytes(content)
    extra.extras.cache_clear()
    assert extra.extras() == ()


@needs_font
def test_an_added_font_is_used_for_what_ours_lack_and_nothing_else(added):
    with_font(added)
    assert legible("Հայ Abc 深圳") == "Հայ Abc 深圳"
    assert [font.family for font in extras_in("Հայ")] == ["Dossier Extra A"]
    assert extras_in("Abc 深圳 Ελλάδα") == ()
    assert legible("\u202e") == "‹U+202E›"


def printed(name: str) -> bytes:
    """A paper about something of a name."""
    point = FilledPoint(
        place=1, number="1", title="Name", provision="", blocks=(Said(pieces=(Piece(text=name),)),)
    )
    document = FilledDocument(
        document="sheet", title="Sheet", called="sheet", basis="Law", subject=name,
        sections=(FilledSection(points=(point,)),), operator="Maker", assessment="CA-1",
        head="0" * 64, records=1, at="2026-11-24T09:00:00Z", as_of=datetime.date(2026, 11, 24),
        law="Law", edition="sample 1", edition_digest="0" * 64, tool="0.0.1",
    )  # fmt: skip
    return Press().print(compose(document))


def words_in(content: bytes, folder: Path) -> list[tuple[float, str]]:
    """The words of a paper, each with how far from the left it begins."""
    path = folder / "paper.pdf"
    path.write_bytes(content)
    command = ["pdftotext", "-bbox", str(path), "-"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = re.findall(r'<word xMin="([\d.]+)"[^>]*>(.*?)</word>', said)
    return [(float(at), word) for at, word in found]


def fonts_in(content: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [font for page in pdf.pages for font in page.Resources.Font.values()]
        return {str(font.BaseFont).partition("+")[2] for font in found}


def creator_of(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return str(pdf.docinfo.Creator)


@needs_font
@needs_verapdf
def test_a_paper_is_set_in_it_and_names_another_program(added):
    plain, named = printed("Plain"), printed("ქართული")
    with_font(added)
    again, set_ = printed("Plain"), printed("ქართული")
    assert again == plain
    assert "Dossier-Extra-A" in fonts_in(set_)
    assert "Dossier-Extra-A" not in fonts_in(plain) | fonts_in(named)
    assert creator_of(named) != creator_of(set_)
    for verdict in verapdf.validate(set_):
        assert verdict.passed, verdict


@pytest.mark.parametrize(
    ("markup", "turned"),
    [
        ("<p>שלום 3.2.</p>", '<p dir="rtl">שלום 3.2.</p>'),
        ('<td class="a">1. شركة</td>', '<td class="a" dir="rtl">1. شركة</td>'),
        ("<p>Name: שלום.</p>", "<p>Name: שלום.</p>"),
        ("<p><b>Of</b> שלום.</p>", '<p><b>Of</b> <span dir="rtl">שלום.</span></p>'),
        ("<td>&amp; שלום</td>", '<td dir="rtl">&amp; שלום</td>'),
        ("<svg><title>שלום</title><path/></svg>", "<svg><title>שלום</title><path/></svg>"),
        ("<p>株式会社 3.2.</p>", "<p>株式会社 3.2.</p>"),
    ],
)
def test_what_runs_from_right_to_left_says_so_in_its_element(markup, turned):
    assert directed(markup) == turned


@needs_font
@needs_verapdf
@needs_poppler
def test_a_number_behind_a_name_from_right_to_left_stands_left_of_it(added, tmp_path):
    with_font(added)
    content = printed("שלום 77.")
    words = words_in(content, tmp_path)
    numbers = [at for at, word in words if "77" in word]
    names = [at for at, word in words if "ש" in word]
    assert len(numbers) == len(names) == 2
    assert all(number < name for number, name in zip(numbers, names, strict=True))
    for verdict in verapdf.validate(content):
        assert verdict.passed, verdict


@needs_font
def test_chinese_beside_an_added_font_stays_in_ours(added):
    with_font(added)
    assert {"Dossier-Chinese", "Dossier-Extra-A"} <= fonts_in(printed("ქართული 株式会社"))


def test_every_glyph_of_a_sign_that_is_written_as_two_stands_for_some_text():
    said = to_unicode({7: (500, "\u0e33"), 8: (400, "")})
    assert b"<0007> <0e33>\n<0008> <200b>" in said
