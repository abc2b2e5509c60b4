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

from compliance.assessment.assessment import Assessment
from compliance.data.digests import sha256
from compliance.documents.dossier.chapters.system import FactsContent, FactSection
from compliance.documents.dossier.issue import JOURNAL_NAME, RECORD_NAME, make_dossier
from compliance.documents.dossier.parts import Chapter, Dossier, Entry, Frame
from compliance.documents.render import pdf
from compliance.documents.render.html import render_html
from compliance.errors import ConformityError
from compliance.views.answer import Shown
from tests.documents.build import AS_OF, hostile
from tests.tools import verapdf

ROOT = Path(__file__).parents[2]
AT = datetime.datetime(2030, 6, 1, tzinfo=datetime.UTC)
PROPERTIES = pdf.Properties("Title", "Author", "Subject", ("word",), "test", AT)

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
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_checker_is_not_silent(unfinished_html):
    weasyprint = pytest.importorskip("weasyprint")
    page = weasyprint.HTML(
        string=unfinished_html, base_url=pdf.BASE_URL, url_fetcher=pdf._fetcher()
    )
    bare = {verdict.profile: verdict.passed for verdict in verapdf.validate(page.write_pdf())}
    assert bare == {"3a": False, "ua1": False}
    archive = page.write_pdf(pdf_variant="pdf/a-3a")
    half = {verdict.profile: verdict.passed for verdict in verapdf.validate(archive)}
    assert half["3a"]
    assert not half["ua1"], "without our finisher nothing says that it is PDF/UA"


@needs_verapdf
def test_the_checker_sees_a_picture_without_words():
    html = (
        '<html lang="en"><title>t</title><body><h1>t</h1>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<rect width="9" height="9"/></svg>'
    )
    content = pdf.render_pdf(html_with_fonts(html), (), PROPERTIES)
    verdicts = {verdict.profile: verdict.passed for verdict in verapdf.validate(content)}
    assert not verdicts["ua1"]


def html_with_fonts(html: str) -> str:
    style = '<link rel="stylesheet" href="/css/fonts.css"><style>*{font-family:"Dossier Sans"}'
    return html.replace("<title>", f"{style}</style><title>")


def test_a_short_statement_stands_on_the_page_of_its_question():
    """Its row may not break where the name alone no longer fits."""
    entries = [
        Entry(f"Name {at}: a fact that takes two lines", Shown("given", (f"Said {at}: yes",)))
        for at in range(90)
    ]
    # Each part begins elsewhere on its page, so that every place for a break occurs.
    sections = [FactSection("Part", tuple(entries[:at])) for at in range(40, 91, 5)]
    chapter = Chapter("facts", "Facts", "facts", FactsContent(tuple(sections)))
    frame = Frame("Title", "System", "CA-1", "0" * 64, "", "Subject", "Author")
    content = pdf.render_pdf(render_html(Dossier(frame, (chapter,))), (), PROPERTIES)
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        text = page.extract_text()
        named, said = (sorted(re.findall(rf"{word} (\d+):", text)) for word in ("Name", "Said"))
        assert named == said


def test_only_our_fonts_are_embedded(unfinished_pdf):
    names = set()
    with pikepdf.open(io.BytesIO(unfinished_pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                names.add(str(item.FontName))
                font = bytes(item.FontFile2.read_bytes())
                assert b"I\x00B\x00M\x00 \x00P\x00l\x00e\x00x" in font or b"Plex" in font
    assert names
    assert all(re.fullmatch(r"/[A-Z]{6}\+Dossier-(Sans|Mono)[A-Za-z-]*", n) for n in names)


def test_a_font_of_the_machine_is_refused():
    html = '<html lang="en"><title>t</title><body><h1>t</h1>'
    with pytest.raises(ConformityError) as caught:
        pdf.render_pdf(html, (), PROPERTIES)
    assert caught.value.code == "dossier.renderer"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://example.org/x.css",
        "http://127.0.0.1/x.css",
        "/css/../../../etc/passwd",
        "/fonts/missing.ttf",
        "data:text/css,*{}",
    ],
)
def test_rendering_fetches_nothing_but_our_assets(address):
    html = f'<html lang="en"><title>t</title><link rel="stylesheet" href="{address}">'
    with pytest.raises(ConformityError) as caught:
        pdf.render_pdf(html, (), PROPERTIES)
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
    problem = pdf.renderer_missing(OSError("cannot load library 'libpango-1.0-0'\n...")).problems[0]
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
