"""What is leaned on inside WeasyPrint, point by point.

A release that changes one of these fails here by name, before a paper looks wrong.
"""

from __future__ import annotations

import importlib
import inspect
import os
import subprocess
import sys
from pathlib import Path

import cssselect2
import pydyf
import pytest
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream

from compliance.documents.render import weasy
from compliance.documents.render.assets import Assets
from compliance.documents.render.html import STYLES
from tests.builders import ROOT

BODY = (
    '<section id="s"><h1 data-running="x">Head</h1><p>text <a href="/to#s">link</a> '
    '<a class="to" href="/page#s">000</a></p><ul class="toc"><li>item</li></ul>'
    '<table><tbody><tr><td colspan="2">cell</td></tr></tbody></table>'
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title>'
    '<rect width="9" height="9"/></svg></section>'
)


@pytest.fixture(scope="module")
def layout():
    assets = Assets(STYLES, "en-GB")
    return weasy.Compositor(assets.texts(), assets.fonts(), "en-GB").lay_out(BODY)


def walk(box):
    yield box
    box = weasy.placed(box)
    for child in getattr(box, "children", ()):
        yield from walk(child)


@pytest.fixture(scope="module")
def found(layout):
    return list(walk(layout.pages[0].box))


def test_the_attributes_of_a_document_are_those_that_are_set():
    """``HTML.__init__`` sets these and no others, so that ours may set them instead."""
    made = weasyprint.HTML(string="<p>x", base_url="https://dossier.invalid/")
    names = {"base_url", "url_fetcher", "media_type", "wrapper_element", "etree_element"}
    assert set(vars(made)) == names
    assert isinstance(made.wrapper_element, cssselect2.ElementWrapper)


def test_a_page_has_its_box(layout):
    assert isinstance(layout.pages[0].box, boxes.PageBox)
    assert "_page_box" in inspect.getsource(weasyprint.Page)
    assert layout.pages[0].box.margin_top > 0


def test_a_page_is_painted_by_its_public_method():
    assert list(inspect.signature(weasyprint.Page.paint).parameters) == ["self", "stream", "scale"]


def test_a_stream_takes_what_it_is_given():
    names = list(inspect.signature(Stream).parameters)
    assert names[:7] == [
        "fonts", "page_rectangle", "resources", "images", "tags", "color_profiles",
        "output_intent",
    ]  # fmt: skip
    assert issubclass(Stream, pydyf.Stream)


def test_marks_are_written_by_box_with_their_number(layout):
    page = layout.pages[0]
    assert sorted(page.marks.values()) == list(range(len(page.marks)))
    assert all(isinstance(box, boxes.Box) for box in page.marks)
    begun = [weasy.mark_of(item) for item in page.items if weasy.mark_of(item) is not None]
    assert sorted(begun) == sorted(page.marks.values())


def test_content_is_written_in_operators_that_are_looked_for(layout):
    content = [weasy.as_bytes(item) for item in layout.pages[0].items]
    assert b"EMC" in content
    assert any(item.endswith(b" Tf") for item in content)
    assert any(item.startswith(b"[<") and item.endswith(b"] TJ") for item in content)


def test_links_name_their_box(layout, found):
    places = {weasy.placed(box) for box in found}
    assert len(layout.pages[0].links) == 2
    assert all(weasy.placed(link.box) in places for link in layout.pages[0].links)
    assert {link.target for link in layout.pages[0].links} == {"/to#s", "/page#s"}


def test_what_has_its_place_elsewhere_holds_its_box(found):
    holders = [box for box in found if isinstance(box, AbsolutePlaceholder)]
    assert holders
    assert all(isinstance(box._box, boxes.Box) for box in holders)


@pytest.mark.parametrize("kind", ["TextBox", "LineBox", "ReplacedBox"])
def test_kinds_of_boxes(kind, found):
    assert any(isinstance(box, getattr(boxes, kind)) for box in found)


def test_margins_are_boxes_of_their_own():
    assert issubclass(boxes.MarginBox, boxes.Box)


def test_boxes_say_what_they_stand_for(found):
    for box in map(weasy.placed, found):
        assert hasattr(box, "element")
        assert hasattr(box, "element_tag")
    cells = [box for box in found if isinstance(box, boxes.TableCellBox)]
    assert [(box.colspan, box.rowspan) for box in cells] == [(2, 1)]
    lists = [box for box in found if box.element_tag == "ul"]
    assert all(weasy.has_no_marker(box) for box in lists)


def test_areas_of_boxes_are_in_the_page(layout, found):
    page = layout.pages[0]
    (figure,) = (box for box in found if isinstance(box, boxes.ReplacedBox))
    left, low, right, top = weasy.content_area(figure, page.height)
    assert right - left == pytest.approx(9 * weasy.SCALE)
    assert top - low == pytest.approx(9 * weasy.SCALE)
    assert 0 < left < right < page.width
    assert 0 < low < top < page.height


def test_fonts_say_what_was_drawn(layout):
    for font in layout.fonts:
        assert isinstance(font, Font)
        assert font.name.startswith(b"/" + font.hash.encode())
        assert font.file_content in weasy_fonts()
        assert set(font.to_unicode) <= set(font.widths)
        assert all(isinstance(value, int) for value in (font.flags, font.ascent, font.descent))
        assert isinstance(font.family, str)


def weasy_fonts():
    return set(Assets(STYLES, "en-GB").fonts().values())


def test_the_profile_of_the_colours_is_there():
    folder = Path(weasyprint.__file__).parent
    assert weasy.colour_profile() == (folder / "pdf" / "sRGB2014.icc").read_bytes()


def test_pictures_of_pixels_are_refused_for_now():
    from compliance.documents.render.weasy import Compositor
    from compliance.errors import ConformityError

    with pytest.raises(ConformityError):
        Compositor([], {}, "en").lay_out('<img alt="a" src="data:image/png;base64,AAAA"/>')


def test_files_of_fonts_are_removed_whether_anything_is_taken_apart_or_not():
    assets = Assets(STYLES, "en-GB")
    made = weasy.Compositor(assets.texts(), assets.fonts(), "en-GB")
    folder = made._fonts._folder
    assert list(folder.iterdir())
    made.close()
    assert not folder.exists()


def test_a_command_leaves_no_files_of_fonts(tmp_path):
    code = (
        "from compliance.cli.main import _leave; import atexit; atexit.register(_leave)\n"
        "from tests.documents.printing import printed\n"
        "printed('<h1>x</h1>')"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert list(tmp_path.iterdir()) == []


LOADED = """
import sys
from compliance.documents.render import weasy
from compliance.documents.render.assets import Assets
from compliance.documents.render.html import STYLES
from compliance.documents.render.laying_out import lay_out
assets = Assets(STYLES, "en-GB")
lay_out(weasy.Compositor(assets.texts(), assets.fonts(), "en-GB"), "<p>text</p>")
print("fontTools" in sys.modules)
import weasyprint
pdf = weasyprint.HTML(string="<p style='font-family: serif'>own writing of PDF").write_pdf()
print(pdf[:5].decode(), "fontTools" in sys.modules)
import fontTools.ttLib
print(fontTools.ttLib.TTFont.__module__, fontTools.__path__ != [])
"""


def test_laying_out_loads_nothing_that_only_writes_pdfs_and_whoever_needs_it_has_it():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "%PDF-", "False", "fontTools.ttLib.ttFont", "True"]


@pytest.mark.parametrize("module", weasy.LATER)
def test_names_that_are_loaded_later_are_there(module):
    for name in weasy.LATER[module]:
        stand_in = weasy.Later(module, name)
        if inspect.ismodule(found := getattr(importlib.import_module(module), name)):
            assert stand_in.__doc__ is not None
            assert stand_in.__file__ == found.__file__
        else:
            assert stand_in.__module__ == weasy.Later.__module__
            assert stand_in.__qualname__ == found.__qualname__
