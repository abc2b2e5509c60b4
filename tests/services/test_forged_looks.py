"""Whoever says that a paper was made with other libraries hides nothing by that.

Then its pages cannot be compared with those that are made here. So each of these
forgeries leaves every word, as screen readers follow them, as it must be, names another
version of a library, and changes only what is seen, or where links lead.
"""

from __future__ import annotations

import io
import itertools
import re

import pytest
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables import ttProgram

from compliance.services.assess import open as open_assessment
from tests.documents.build import load_sample, open_ended
from tests.documents.forge import forged
from tests.services.helpers import codes
from tests.services.papers import remembering, verify_bytes

PAGES = "dossier.pages-changed"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return load_sample(tmp_path_factory.mktemp("checklists"))


@pytest.fixture(scope="module")
def maker():
    with remembering() as maker:
        yield maker


@pytest.fixture(scope="module")
def paper(catalogue, maker):
    """A draft with gaps."""
    return maker.paper(catalogue, open_ended(catalogue))


@pytest.fixture
def verified(catalogue, maker, monkeypatch, tmp_path):
    monkeypatch.setattr(open_assessment, "load_catalogue", lambda *_: catalogue)
    return lambda content, **more: verify_bytes(tmp_path, maker, content, **more)


def of_another_pango(paper):
    paper.swap(paper.info, b"Pango 1", b"Pango 9")
    metadata = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
    paper.redraw(metadata, lambda data: data.replace(b"Pango 1", b"Pango 9", 1))


def on_page(number, change):
    """A forgery that changes what a page draws itself."""

    def forge(paper):
        paper.redraw(paper.contents(paper.pages()[number])[-1], change)

    return forge


TEXT = re.compile(rb"BT\n(?:[^\n]*\n)+?ET")
"""A run of text as the program draws it."""
PLACE = re.compile(rb"1 0 0 -1 ([\d.]+) ([\d.]+) Tm")


def text(data, at):
    """A run of text of a page that is long enough to be worth a forgery."""
    found = [run for run in TEXT.findall(data) if len(run) > 150]
    return found[at]


def with_text(at, change):
    """A page with one run of text changed."""

    def changed(data):
        old = text(data, at)
        return data.replace(old, change(old), 1)

    return changed


def put(before=b"", after=b""):
    return lambda run: before + b"\n" + run + b"\n" + after


def placed(move):
    """A run of text put elsewhere."""

    def change(run):
        x, y = map(float, PLACE.search(run).groups())
        return PLACE.sub(b"1 0 0 -1 %f %f Tm" % move(x, y), run, count=1)

    return change


def exchanged(pick):
    """Two runs of text in the place of each other."""

    def change(data):
        runs = [run for run in TEXT.findall(data) if PLACE.search(run)]
        one, two = pick(runs)
        first, second = (PLACE.search(run)[0] for run in (one, two))
        data = data.replace(one, b"\0", 1).replace(two, two.replace(second, first), 1)
        return data.replace(b"\0", one.replace(first, second), 1)

    return change


def place_of(run):
    x, y = PLACE.search(run).groups()
    return float(x), float(y)


def cells_of_a_row(runs):
    """Neighbours in one line that stand far apart."""
    return next(
        (one, two)
        for one, two in itertools.pairwise(runs)
        if place_of(one)[1] == place_of(two)[1]
        and place_of(two)[0] - place_of(one)[0] > 60
        and len(one) > 80
    )


def rows_of_a_column(runs):
    """Runs that stand below each other."""
    return next(
        (one, two)
        for at, one in enumerate(runs)
        for two in runs[at + 1 :]
        if place_of(one)[0] == place_of(two)[0] > 200 and one != two
    )


# --- text that is there and is not seen


SIZE = re.compile(rb"(/\w+) ([\d.]+) Tf")
SHOWN = re.compile(rb"\[(<[^\]]*)\] TJ")


def shining_through(state):
    def forge(paper):
        page = paper.pages()[5]
        number = int(re.search(rb"/Resources (\d+) 0 R", paper.texts[page])[1])
        paper.swap(number, b"/ExtGState<<", b"/ExtGState<</Thin<<%s>>" % state)
        on_page(5, with_text(3, put(b"q /Thin gs", b"Q")))(paper)

    return forge


def ground_cut(run):
    """A ground beneath a line ends in the middle of its letters."""
    box = box_over(run, b"0.933333 0.949020 0.952941 rg")
    found = re.search(rb"([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re", box)
    x, y, wide, high = map(float, found.groups())
    return box.replace(found[0], b"%f %f %f %f re" % (x, y, wide, high / 2), 1) + b"\n" + run


UNSEEN = {
    "a white box over all": on_page(5, lambda data: data + b"\nq 1 1 1 rg 0 0 600 900 re f Q"),
    "a white box over one line": on_page(
        5, with_text(3, lambda run: run + b"\n" + box_over(run, b"1 1 1 rg"))
    ),
    "a box in a colour of ours": on_page(
        5, with_text(3, lambda run: run + b"\n" + box_over(run, b"0.043137 0.235294 0.286275 rg"))
    ),
    "a box that is drawn along": on_page(
        5, lambda data: data + b"\nq 1 1 1 RG 900 w 0 400 m 600 400 l S Q"
    ),
    "white text": on_page(5, with_text(3, put(b"q 1 1 1 rg", b"Q"))),
    "grey text": on_page(5, with_text(3, put(b"q 0.9 0.9 0.9 rg", b"Q"))),
    "text on its own colour": on_page(
        5, with_text(3, lambda run: b"q 0 0 0 rg\n" + box_over(run, b"") + b"\n" + run + b"\nQ")
    ),
    "text that shines through": shining_through(b"/ca .1"),
    "text that is blended": shining_through(b"/BM/Screen"),
    "ground that ends within letters": on_page(5, with_text(3, ground_cut)),
    "text that is not drawn": on_page(5, with_text(3, lambda run: run.replace(b"BT", b"BT\n3 Tr"))),
    "tiny text": on_page(5, with_text(3, lambda run: SIZE.sub(rb"\1 0.1 Tf", run))),
    "small text": on_page(5, with_text(3, lambda run: SIZE.sub(rb"\1 5 Tf", run))),
    "text cut off": on_page(5, with_text(3, put(b"q 0 0 1 1 re W n", b"Q"))),
    "text cut off by a path that encloses it": on_page(
        5, with_text(3, put(b"q 0 0 m 1 0 l 800 1200 l h W n", b"Q"))
    ),
    "text beside the page": on_page(5, with_text(3, placed(lambda x, y: (x + 2000, y)))),
    "text in the margin": on_page(5, with_text(0, placed(lambda x, _: (x, 20)))),
    "text turned": on_page(
        5, with_text(3, lambda run: run.replace(b"1 0 0 -1", b"0 1 1 0", 1))
    ),
    "text mirrored": on_page(
        5, with_text(3, lambda run: run.replace(b"1 0 0 -1", b"-1 0 0 -1", 1))
    ),
    "text flattened": on_page(
        5, with_text(3, lambda run: run.replace(b"1 0 0 -1", b"1 0 0 -.1", 1))
    ),
    "letters drawn apart": on_page(5, with_text(3, lambda run: SHOWN.sub(spread, run))),
    "letters drawn over each other": on_page(5, with_text(3, lambda run: SHOWN.sub(heaped, run))),
    "letters raised": on_page(5, with_text(3, lambda run: run.replace(b"[<", b"900 Ts\n[<", 1))),
    "a line struck through": on_page(
        5, with_text(3, lambda run: run + b"\n" + box_over(run, b"0 0 0 rg", high=0.6))
    ),
    "a line struck through beneath": on_page(
        5,
        with_text(
            3, lambda run: box_over(run, b"q 0.718 0.769 0.784 rg", high=0.6) + b" Q\n" + run
        ),
    ),
}  # fmt: skip


def box_over(run, colour, high=12.0):
    x, y = place_of(run)
    return colour + b" %f %f 400 %f re f" % (x, y - 3 - high / 2, high)


def spread(found):
    first, rest = found[1][:5], found[1][5:]
    return b"[%s>-90000<%s] TJ" % (first, rest)


def heaped(found):
    first, rest = found[1][:5], found[1][5:]
    return b"[%s>900<%s] TJ" % (first, rest)


# --- text that is seen elsewhere than it is read

ELSEWHERE = {
    "cells of a row exchanged": on_page(6, exchanged(cells_of_a_row)),
    "rows of a column exchanged": on_page(4, exchanged(rows_of_a_column)),
    "lines exchanged": on_page(
        5, exchanged(lambda runs: [run for run in runs if len(run) > 150][2:4])
    ),
    "a line over another one": on_page(4, with_text(1, placed(lambda x, y: (x, y + 11)))),
    "a question on the one below it": on_page(4, with_text(36, placed(lambda x, y: (x, y + 11)))),
    "a heading on what it is the heading of": on_page(
        5, with_text(2, placed(lambda x, y: (x, y + 11)))
    ),
    "an answer on its source": on_page(5, with_text(6, placed(lambda x, y: (x, y + 11)))),
}


# --- fonts


def of_fonts(change):
    """A forgery of every font file inside."""

    def forge(paper):
        for number in [n for n, (head, _) in paper.streams.items() if b"/Length1" in head]:
            font = TTFont(io.BytesIO(paper.streams[number][1]))
            change(font)
            target = io.BytesIO()
            font.save(target)
            data = target.getvalue()
            head, old = paper.streams[number]
            if data != old:
                paper.redraw(number, lambda _, data=data: data)
                paper.streams[number] = (re.sub(rb"\d+$", b"%d" % len(data), head), data)

    return forge


def shapes_exchanged(font):
    order, glyphs = font.getGlyphOrder(), font["glyf"]
    names = [name for name in order if glyphs[name].numberOfContours > 0]
    glyphs[names[3]], glyphs[names[4]] = glyphs[names[4]], glyphs[names[3]]


def shifted(font):
    for name, (wide, _) in list(font["hmtx"].metrics.items()):
        font["hmtx"].metrics[name] = (wide, 5000)


def with_a_program(font):
    font["fpgm"] = newTable("fpgm")
    font["fpgm"].program = ttProgram.Program()
    font["fpgm"].program.fromBytecode(b"\xb0\x00")


def bent(font):
    """Instructions that belong to one glyph."""
    glyphs = font["glyf"]
    name = next(name for name in font.getGlyphOrder() if glyphs[name].numberOfContours > 0)
    glyphs[name].expand(glyphs)
    glyphs[name].program = ttProgram.Program()
    glyphs[name].program.fromBytecode(b"\xb0\x00")


def a_code_for_another(paper):
    """Another glyph is shown, of which the font says that it means what must stand there."""
    page = paper.contents(paper.pages()[5])[-1]
    data = paper.streams[page][1]
    run = text(data, 3)
    key = SIZE.search(run)[1]
    fonts = next(
        text
        for text in paper.texts.values()
        if re.match(rb"<<(/\w+ \d+ 0 R)*%s \d+ 0 R" % key, text)
    )
    font = paper.texts[int(re.search(key + rb" (\d+) 0 R", fonts)[1])]
    table = int(re.search(rb"/ToUnicode (\d+)", font)[1])
    rows = re.findall(rb"<(\w{4})> <(\w{4})>\n", paper.streams[table][1].split(b"bfchar")[1])
    old = re.search(rb"<(\w{4})>", run)[1]
    meaning = dict(rows)[old]
    new = next(code for code, text in rows if code not in run and text != meaning)
    paper.redraw(
        table, lambda data: re.sub(rb"<%s> <\w{4}>" % new, b"<%s> <%s>" % (new, meaning), data)
    )
    changed = run.replace(b"<%s>" % old, b"<%s>" % new, 1)
    paper.redraw(page, lambda data: data.replace(run, changed, 1))


def a_second_meaning(paper):
    for number in [n for n, (_, data) in paper.streams.items() if b"beginbfchar" in data]:
        paper.redraw(
            number,
            lambda data: data.replace(
                b"endcmap", b"1 beginbfrange\n<0000> <0000> <0041>\nendbfrange\nendcmap"
            ),
        )


def other_widths(paper):
    number = paper.find(b"/CIDFontType2")
    paper.texts[number] = re.sub(rb"/W\[(\d+)\[(\d+)", rb"/W[\1[9\2", paper.texts[number], count=1)


def another_order_of_glyphs(paper):
    places = paper.add_stream(b"", bytes(range(200)) * 400)
    number = paper.find(b"/CIDFontType2")
    paper.swap(number, b"/CIDToGIDMap/Identity", b"/CIDToGIDMap %d 0 R" % places)


def a_font_of_somebody(paper):
    number = paper.find(b"/Subtype/Type0")
    paper.texts[number] = re.sub(
        rb"/Encoding/Identity-H", b"/Encoding/Identity-V", paper.texts[number]
    )


FONTS = {
    "outlines exchanged": of_fonts(shapes_exchanged),
    "outlines shifted": of_fonts(shifted),
    "a program in a font": of_fonts(with_a_program),
    "a program in a glyph": of_fonts(bent),
    "another glyph with the right meaning": a_code_for_another,
    "a second table of meanings": a_second_meaning,
    "other widths": other_widths,
    "another order of glyphs": another_order_of_glyphs,
    "another way to write": a_font_of_somebody,
}


# --- what is no text


def letters_of_rules(data):
    """A letter made of rules such as tables have, where a page is empty."""
    rows = b"".join(b"%d 300 100 0.9 re f\n" % at for at in range(100, 200, 10))
    return data + b"\nq /Artifact BMC 0.763922 0.807843 0.819608 rg\n" + rows + b"EMC Q"


def picture(paper):
    image = paper.add_stream(
        b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8",
        b"\0\0\0",
    )
    page = paper.pages()[5]
    number = int(re.search(rb"/Resources (\d+) 0 R", paper.texts[page])[1])
    paper.swap(number, b"<<", b"<</XObject<</I %d 0 R>>" % image)
    paper.redraw(
        paper.contents(page)[-1],
        lambda data: data + b"\n/Artifact BMC q 100 0 0 100 90 90 cm /I Do Q EMC",
    )


def figure_changed(paper):
    """One field of the map on the cover in the colour of another."""

    def change(data):
        start = data.index(b"/Figure")
        fills = re.findall(rb"[\d.]+ [\d.]+ [\d.]+ rg", data[start:])
        one, two = fills[0], next(fill for fill in fills if fill != fills[0])
        return data[:start] + data[start:].replace(one, two, 1)

    paper.redraw(paper.contents(paper.pages()[0])[-1], change)


def code_changed(paper):
    """A field of the code that holds the head of the journal."""

    def change(data):
        start = data.rindex(b"/Figure")
        path = re.search(rb"\n[\d.]+ [\d.]+ m\n", data[start:])[0]
        return data[:start] + data[start:].replace(path, path + b"0 0 l\n", 1)

    paper.redraw(paper.contents(paper.pages()[0])[-1], change)


def head_of_a_page(change):
    def forge(paper):
        paper.redraw(paper.contents(paper.pages()[5])[-2], change)

    return forge


def box_over_a_figure(colour, *box):
    numbers = b" ".join(b"%d" % number for number in box)
    drawn = b"\nq 1 0 0 -1 0 841.889764 cm /Artifact BMC %s %s re f EMC Q" % (colour, numbers)
    return on_page(0, lambda data: data + drawn)


DRAWN = {
    "rules that draw a letter": on_page(5, letters_of_rules),
    "a picture": picture,
    "a figure": figure_changed,
    "a box over the map on the cover": box_over_a_figure(b"1 1 1 rg", 150, 400, 200, 300),
    "a box over the code on the cover": box_over_a_figure(b"0 0 0 rg", 60, 30, 90, 90),
    "a line across the code on the cover": box_over_a_figure(b"1 1 1 rg", 60, 60, 90, 1),
    "the code on the cover": code_changed,
    "a foot that is gone": head_of_a_page(
        lambda data: data[: data.index(b"/Artifact<</Type/Pagination/Subtype/Footer")] + b"Q\n"
    ),
    "a head in white": head_of_a_page(
        lambda data: re.sub(rb"[\d.]+ [\d.]+ [\d.]+ rg", b"1 1 1 rg", data)
    ),
    "a mark without its frame": head_of_a_page(lambda data: re.sub(rb"[\d. ]+ re S", b"", data)),
    "the edge of a draft gone": lambda paper: paper.redraw(
        paper.contents(paper.pages()[5])[0], lambda _: b" "
    ),
    "something open": on_page(5, lambda data: data + b"\nq"),
}  # fmt: skip


# --- pages, links, and what stands beside pages


def in_text(*parts, old, new):
    def forge(paper):
        number = paper.find(*parts)
        made = re.sub(old, new, paper.texts[number], count=1)
        assert made != paper.texts[number]
        paper.texts[number] = made

    return forge


def link_elsewhere(paper):
    links = [n for n, text in paper.texts.items() if b"/Subtype/Link" in text]
    one, two = (
        next(n for n in links if re.search(rb"/Dest \(([^)]*)\)", paper.texts[n])[1] != other)
        for other in (b"", re.search(rb"/Dest \(([^)]*)\)", paper.texts[links[0]])[1])
    )
    first, second = (re.search(rb"/Dest \([^)]*\)", paper.texts[n])[0] for n in (one, two))
    paper.swap(one, first, second)


def place_elsewhere(paper):
    """Names of places that lead to where another one leads."""
    number = paper.find(b"/Names[", b"/XYZ")
    rows = re.findall(rb"\(([^)]*)\)(\[[^\]]*\])", paper.texts[number])
    (_, first), (_, last) = rows[0], rows[-1]
    paper.swap(number, first, last)


def other_colours(paper):
    number = next(n for n, (head, _) in paper.streams.items() if head.startswith(b"/N 3"))
    paper.redraw(number, lambda data: data[:200] + b"\0\0\0\0" + data[204:])


def more_in_the_packet(paper):
    number = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
    paper.redraw(
        number,
        lambda data: data.replace(
            b"</rdf:RDF>",
            b'<rdf:Description rdf:about="" xmlns:x="urn:x" x:approved="by body 0123"/></rdf:RDF>',
        ),
    )


BESIDE = {
    "a smaller page": in_text(b"/Type/Page/", old=rb"/MediaBox\[0 0", new=b"/MediaBox[0 400"),
    "a link that leads elsewhere": link_elsewhere,
    "a place that lies elsewhere": place_elsewhere,
    "a link over other text": in_text(
        b"/Subtype/Link", old=rb"/Rect\[[^\]]*\]", new=b"/Rect[0 0 600 800]"
    ),
    "a bookmark that leads elsewhere": in_text(
        b"/Title", b"/Dest[", b"Gaps", old=rb"/XYZ [\d.]+ [\d.]+", new=b"/XYZ 0 0"
    ),
    "other colours": other_colours,
    "another language": in_text(b"/Type/Catalog", old=rb"/Lang \([^)]*\)", new=b"/Lang (zu)"),
    "another description of a file": in_text(
        b"/Type/Filespec", old=rb"/Desc \([^)]*\)", new=b"/Desc (Certificate of body 0123)"
    ),
    "another title in the window": in_text(
        b"/Type/Catalog", old=rb"/DisplayDocTitle true", new=b"/DisplayDocTitle false"
    ),
    "something more in the packet": more_in_the_packet,
    "a note for those who do not see": in_text(
        b"/Subtype/Link", old=rb"/Contents \(", new=b"/Contents (Approved. "
    ),
}

EVERY = UNSEEN | ELSEWHERE | FONTS | DRAWN | BESIDE


def seen(result):
    return " ".join(str(problem) for problem in result.problems)


@pytest.mark.parametrize("case", EVERY)
def test_what_is_changed_in_looks_is_named_whatever_a_paper_says_it_was_made_with(
    verified, paper, case
):
    def change(paper):
        of_another_pango(paper)
        EVERY[case](paper)

    result = verified(forged(paper, change))
    assert PAGES in codes(result), seen(result)
    assert not any("it is seen" in line for line in result.checked)
