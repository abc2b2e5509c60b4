"""The PDF itself: both profiles, fonts, files inside, dates, reproducibility."""

from __future__ import annotations

import datetime
import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdf
import pytest
from fontTools import ttLib
from fontTools.pens.recordingPen import RecordingPen

from compliance.assessment.assessment import Assessment
from compliance.data.digests import sha256
from compliance.documents.dossier.chapters.system import FactsContent, FactSection
from compliance.documents.dossier.issue import JOURNAL_NAME, RECORD_NAME, make_dossier
from compliance.documents.dossier.parts import Chapter, Entry
from compliance.documents.render.assets import font_files
from compliance.documents.render.html import render_chapter
from compliance.documents.render.weasy import renderer_missing
from compliance.errors import ConformityError
from compliance.views.answer import Shown
from tests.documents.build import AS_OF, hostile
from tests.documents.printing import printed
from tests.tools import verapdf

ROOT = Path(__file__).parents[2]

needs_verapdf = pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())


@needs_verapdf
@pytest.mark.parametrize("name", ["finished_pdf", "unfinished_pdf"])
def test_both_profiles_pass(name, request):
    for verdict in verapdf.validate(request.getfixturevalue(name)):
        assert verdict.passed, verdict.report


@pytest.fixture(scope="module")
def hostile_pdf(catalogue):
    journal = hostile(catalogue)
    return make_dossier(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1")


@needs_verapdf
def test_hostile_text_breaks_neither_profile(hostile_pdf):
    for verdict in verapdf.validate(hostile_pdf):
        assert verdict.passed, verdict.report


def test_hostile_text_is_printed(hostile_pdf):
    reader = pypdf.PdfReader(io.BytesIO(hostile_pdf))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    for expected in (
        "<script>alert(1)</script><style>*{display:none}</style>",
        "url(file:///etc/passwd){{7*7}}{%raw%}",
        "a‹U+202E›cod.exe‹U+200B›",
        "南山人才‹U+1F600›‹U+0627›",
    ):
        assert expected in text
    assert "root:" not in text


@needs_verapdf
def test_the_checker_is_not_silent(unfinished_pdf):
    """Without what says that it is PDF/UA, and without a colour profile, it fails."""
    with pikepdf.open(io.BytesIO(unfinished_pdf)) as document:
        words = document.Root.Metadata.read_bytes().replace(b'pdfuaid:part="1"', b"")
        document.Root.Metadata.write(words)
        del document.Root.OutputIntents
        target = io.BytesIO()
        document.save(target)
    found = {verdict.profile: verdict.passed for verdict in verapdf.validate(target.getvalue())}
    assert found == {"3a": False, "ua1": False}


@needs_verapdf
def test_the_checker_sees_a_picture_without_words():
    html = (
        '<h1>t</h1><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<rect width="9" height="9"/></svg>'
    )
    verdicts = {one.profile: one.passed for one in verapdf.validate(printed(html))}
    assert not verdicts["ua1"]


def test_a_short_statement_stands_on_the_page_of_its_question():
    """Its row may not break where the name alone no longer fits."""
    entries = [
        Entry(f"Name {at}: a fact that takes two lines", Shown("given", (f"Said {at}: yes",)))
        for at in range(90)
    ]
    # Each part begins elsewhere on its page, so that every place for a break occurs.
    sections = [FactSection("Part", tuple(entries[:at])) for at in range(40, 91, 5)]
    chapter = Chapter("facts", "Facts", "facts", FactsContent(tuple(sections)))
    for page in pypdf.PdfReader(io.BytesIO(printed(render_chapter(chapter)))).pages:
        text = page.extract_text()
        named, said = (sorted(re.findall(rf"{word} (\d+):", text)) for word in ("Name", "Said"))
        assert named == said


def test_only_our_fonts_are_embedded(unfinished_pdf):
    ours = [ttLib.TTFont(io.BytesIO(path.read_bytes())) for path in font_files().values()]
    names = set()
    with pikepdf.open(io.BytesIO(unfinished_pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                names.add(str(item.FontName))
                embedded = ttLib.TTFont(io.BytesIO(item.FontFile2.read_bytes()))
                assert any(drawn_alike(embedded, font) for font in ours), item.FontName
    assert names
    assert all(re.fullmatch(r"/[A-Z]{6}\+Dossier-(Sans|Mono)[A-Za-z-]*", n) for n in names)


def drawn_alike(subset, font):
    """Whether every glyph of a subset is drawn as the font draws it."""
    some = [glyph for glyph in range(subset["maxp"].numGlyphs) if outline(subset, glyph)]
    return all(
        glyph < font["maxp"].numGlyphs and outline(subset, glyph) == outline(font, glyph)
        for glyph in some
    )


def outline(font, glyph):
    pen = RecordingPen()
    names = font.getGlyphOrder()
    font.getGlyphSet()[names[glyph]].draw(pen)
    return [(op, points) for op, points in pen.value if op != "addComponent"]


def test_a_font_of_the_machine_is_refused():
    with pytest.raises(ConformityError) as caught:
        printed("<h1>t</h1>", styles=())
    assert caught.value.code == "dossier.renderer"
    assert "font of this machine" in caught.value.problems[0].message


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://example.org/x.png",
        "http://127.0.0.1/x.png",
        "/css/../../../etc/passwd",
        "/fonts/missing.ttf",
        "data:image/png;base64,AAAA",
    ],
)
def test_laying_out_fetches_nothing_but_our_fonts(address):
    with pytest.raises(ConformityError) as caught:
        printed(f'<h1>t</h1><img alt="a" src="{address}"/>')
    assert caught.value.code == "dossier.renderer"


def test_files_inside(unfinished, unfinished_pdf):
    with pikepdf.open(io.BytesIO(unfinished_pdf)) as document:
        found = {
            name: (
                str(item.obj.AFRelationship),
                item.get_file().mime_type,
                item.get_file().creation_date,
                item.get_file().mod_date,
                sha256(item.get_file().read_bytes()),
            )
            for name, item in document.attachments.items()
        }
        assert all(item.description for item in document.attachments.values())
    at = datetime.datetime.fromisoformat(unfinished.state.changed_at)
    assert set(found) == {RECORD_NAME, JOURNAL_NAME}
    assert found[RECORD_NAME][:4] == ("/Data", "application/json", at, at)
    assert found[JOURNAL_NAME][:4] == ("/Source", "application/jsonl", at, at)
    assert found[JOURNAL_NAME][4] == sha256(unfinished.content)


def test_properties(unfinished, unfinished_pdf):
    with pikepdf.open(io.BytesIO(unfinished_pdf)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert str(document.docinfo.Title) == "Sorter: conformity dossier, 1 June 2030"
        assert str(document.docinfo.CreationDate) == "D:20300601000000Z"
        assert str(document.docinfo.ModDate) == "D:20300601000000Z"
        assert f"journal-head:{unfinished.state.head}" in str(document.docinfo.Keywords)
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
        with document.open_outline() as outline:
            assert [item.title for item in outline.root][:2] == ["Sorter", "Contents"]


SCRIPT = """
import hashlib, sys
from pathlib import Path
from compliance.assessment.assessment import Assessment
from compliance.documents.dossier.chapters.system import FactsContent, FactSection
from compliance.documents.dossier.issue import make_dossier
from tests.documents.build import AS_OF, load_sample, open_ended
catalogue = load_sample(Path(sys.argv[1]))
journal = open_ended(catalogue)
made = Assessment(catalogue, journal.state)
content = make_dossier(made, journal.content, AS_OF, "0.0.1")
print(hashlib.sha256(content).hexdigest())
"""


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_equal_input_gives_equal_bytes_in_every_process(seed, tmp_path, unfinished_pdf):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Auckland"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(unfinished_pdf).hexdigest()


def test_a_machine_without_pango_is_told_what_to_type():
    problem = renderer_missing(OSError("cannot load library 'libpango-1.0-0'\n...")).problems[0]
    assert problem.code == "dossier.renderer"
    assert "libpango-1.0-0'" in problem.message
    assert "\n" not in problem.message
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in problem.hint
    assert "brew install pango" in problem.hint
    assert "Windows" in problem.hint


def test_importing_the_dossier_loads_no_renderer():
    code = (
        "import sys\n"
        "import compliance.documents.dossier.issue, compliance.documents.dossier.reading\n"
        "heavy = {'weasyprint', 'pypdf', 'segno', 'uharfbuzz', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
