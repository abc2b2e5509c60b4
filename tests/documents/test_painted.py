"""What pages paint is followed, and what is seen is what is read."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from compliance.documents.reading import painted
from compliance.documents.reading.container import scan
from compliance.documents.reading.differences import May
from compliance.documents.reading.seen import Sight
from compliance.documents.reading.sights import differing_sights
from compliance.documents.reading.values import UnreadableError
from compliance.documents.reading.words import words_of
from compliance.documents.render.assets import Assets
from compliance.documents.render.glyphs import legible
from compliance.documents.render.press import Press
from tests.documents.forge import forged
from tests.documents.printing import paper, printed

ROWS = "".join(
    f"<tr><th scope='row'>Row {at}</th><td>said {at}</td><td>Met</td></tr>" for at in range(90)
)
TABLE = (
    "<table class='grid'><caption>All</caption><thead><tr><th scope='col'>What</th>"
    f"<th scope='col'>Stated</th><th scope='col'>Status</th></tr></thead><tbody>{ROWS}</tbody>"
    "</table>"
)
SIGN = (
    "<table class='sign'><tbody><tr><th scope='row'>Provider</th>"
    "<td data-sign='Sig1' title='Seal: provider'></td></tr></tbody></table>"
)
BODY = (
    '<h1 data-running="1 First">First</h1><p>Some words, <b>some of them bold</b>, and '
    '<span class="mark mark-met">✓&#160;Met</span> as well.</p><ul><li>one</li><li>two</li></ul>'
)


def found(claimed: bytes, made: bytes) -> list[str]:
    """What is said of a paper beside the one that was made here."""
    one, two = (scan(content).document for content in (claimed, made))
    sight = Sight(two)
    return [
        item.message for item in differing_sights(one, words_of(one), sight, words_of(two), May())
    ]


def drawn(change, *bodies: str, page: int = 0) -> tuple[bytes, bytes]:
    """A paper, and the same with another content of a page."""
    content = printed(*bodies)

    def forge(paper):
        paper.redraw(paper.contents(paper.pages()[page])[-1], change)

    return forged(content, forge), content


@pytest.mark.parametrize("body", [BODY, TABLE, SIGN, BODY + TABLE + BODY + SIGN])
def test_a_paper_is_seen_as_it_is_read(body):
    content = printed(body)
    sight = Sight(scan(content).document)
    assert not sight.misplaced
    assert not [text for page in sight.painted for text in page.texts if text.hidden]
    assert not found(content, content)


def test_numbers_of_pages_end_in_one_line_at_the_right():
    """However many digits they have."""
    first = "".join(
        f'<li class="toc-1"><a href="/to#p{at}">P</a><a class="to" href="/page#p{at}">000</a></li>'
        for at in range(11)
    )
    pages = [f'<h1 id="p{at}">Page</h1>' for at in range(11)]
    sight = Sight(scan(printed(f'<ul class="toc">{first}</ul>', *pages)).document)
    numbers = [text for text in sight.painted[0].texts if text.mark and text.text.isdigit()]
    assert [text.text for text in numbers] == [str(at) for at in range(2, 13)]
    assert max(text.right for text in numbers) - min(text.right for text in numbers) < 0.1
    assert all(text.ground for text in numbers), "on the white that hides the line beneath"


OPERATORS = [
    b"3 Tr", b"50 Tz", b"9 Tc", b"9 Tw", b"0 0 0 1 k", b"1 g", b"/x Do", b"/x sh", b"/x cs",
    b"/x gs", b"10 0 Td", b"(a) Tj", b"<0041> Tj", b"W n", b"0 0 m W", b"-1 w", b"900 M", b"q",
    b"Q", b"EMC", b"ET", b"/OC /x BDC", b"/P <</MCID 0/ActualText (x)>> BDC", b"1 0 0 1 0 0 Tm",
    b"% a note", b"/x 0 Tf [<0041>] TJ", b"0 0 1 1 re", b"1 l S",
    b"BX foo EX", b"/x MP", b"0 0 0 0 0 v",
]  # fmt: skip


@pytest.mark.parametrize("operator", OPERATORS)
def test_what_no_content_of_this_program_holds_is_not_followed(operator):
    claimed, made = drawn(lambda data: data + b"\n" + operator + b"\n", BODY)
    assert found(claimed, made)


def test_what_is_drawn_by_no_operator_of_ours_is_said_with_its_page():
    claimed, made = drawn(lambda data: data + b"\n/x Do\n", BODY, BODY, page=1)
    (message,) = found(claimed, made)
    assert "page 2" in message


@pytest.mark.parametrize("flood", [b"q " * 2000, b"0 0 m 1 1 l S\n" * 9000], ids=["nested", "long"])
def test_a_content_that_costs_time_is_not_followed_to_its_end(flood, monkeypatch):
    monkeypatch.setattr(painted, "MAX_OPERATORS", 8000)
    claimed, _ = drawn(lambda data: data + b"\n" + flood, BODY)
    with pytest.raises(UnreadableError):
        Sight(scan(claimed).document)


def test_much_over_much_is_not_compared_pair_by_pair(monkeypatch):
    monkeypatch.setattr(painted, "MAX_PAIRS", 40_000)
    over = b"q /Artifact BMC 0 0 0 rg\n" + b"0 0 600 800 re f\n" * 400 + b"EMC Q"
    claimed, _ = drawn(lambda data: data + b"\n" + over, TABLE)
    with pytest.raises(UnreadableError, match="too much over itself"):
        Sight(scan(claimed).document)


def test_the_head_of_a_table_that_a_later_page_repeats_must_be_that_head():
    def change(data):
        head, rest = data.split(b"/Artifact\n<</Type/Pagination>>\nBDC", 1)
        places = re.findall(rb"1 0 0 -1 [\d.]+ [\d.]+ Tm", rest)[:2]
        rest = rest.replace(places[0], b"\0", 1).replace(places[1], places[0], 1)
        return head + b"/Artifact\n<</Type/Pagination>>\nBDC" + rest.replace(b"\0", places[1], 1)

    claimed, made = drawn(change, TABLE, page=1)
    assert any("no head of a table" in message for message in found(claimed, made))


def test_the_head_of_a_table_may_not_stand_where_no_table_goes_on():
    head = re.compile(rb"/Artifact\n<</Type/Pagination>>\nBDC\n.*?EMC", re.DOTALL)
    content = printed(TABLE)

    def forge(paper):
        first, second = (paper.contents(page)[-1] for page in paper.pages()[:2])
        shown = head.search(paper.streams[second][1])[0]
        paper.redraw(first, lambda data: data[: data.rindex(b"Q")] + shown + b"\nQ")

    assert any(
        "no head of a table" in message for message in found(forged(content, forge), content)
    )


def test_rows_of_a_table_are_not_exchanged():
    """Where the structure keeps its order, every cell of a row in the place of another row."""

    def change(data):
        low, high = (
            float(re.findall(rb"1 0 0 -1 [\d.]+ ([\d.]+) Tm", data)[at]) for at in (-1, -4)
        )
        swap = {b"%f" % low: b"%f" % high, b"%f" % high: b"%f" % low}
        return re.sub(
            rb"(1 0 0 -1 [\d.]+ )([\d.]+)( Tm)",
            lambda m: m[1] + swap.get(b"%f" % float(m[2]), m[2]) + m[3],
            data,
        )

    claimed, made = drawn(change, TABLE)
    assert any("does not stand where it is read" in message for message in found(claimed, made))


def test_a_place_to_sign_over_text_is_named():
    content = printed(BODY + SIGN)

    def forge(paper):
        number = paper.find(b"/Subtype/Widget")
        paper.texts[number] = re.sub(
            rb"/Rect\[[^\]]*\]", b"/Rect[60 100 500 800]", paper.texts[number]
        )

    assert any("a place to sign" in message for message in found(forged(content, forge), content))


def test_a_place_to_sign_that_says_more_is_named():
    content = printed(BODY + SIGN)

    def forge(paper):
        paper.swap(paper.find(b"/Subtype/Widget"), b"/F 4", b"/F 4/MK<</BG[1 0 0]>>")

    assert any(
        "its places to sign" in message for message in found(forged(content, forge), content)
    )


def test_a_link_with_a_border_that_covers_is_named():
    content = printed(f'<h1 id="a">A</h1><p>To <a href="/to#a">it</a></p>{BODY}')

    def forge(paper):
        paper.swap(paper.find(b"/Subtype/Link"), b"/W 0", b"/W 400")

    assert any(
        "how its links look" in message for message in found(forged(content, forge), content)
    )


def test_colours_are_not_given_another_meaning():
    content = printed(BODY)

    def forge(paper):
        space = paper.add(b"[/CalRGB<</WhitePoint[1 1 1]/Gamma[9 9 9]>>]")
        number = int(re.search(rb"/Resources (\d+)", paper.texts[paper.pages()[0]])[1])
        paper.swap(number, b"<<", b"<</ColorSpace<</DefaultRGB %d 0 R>>" % space)

    (message,) = found(forged(content, forge), content)
    assert "names what no content" in message


# --- whatever the words are

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=90)
STYLES = ("", "html{letter-spacing:.02em}", "body{margin-right:40mm}", "html{font-kerning:none}")


@pytest.fixture(scope="module")
def presses():
    """One for each style, which loads it once."""
    return {style: Press(workers=1) for style in STYLES}


def of_other_libraries(presses, body: str, style: str) -> bytes:
    """A paper with lines and pages that break elsewhere."""
    texts = Assets.texts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Assets, "texts", lambda assets: [*texts(assets), style])
        return presses[style].print(paper(body))


def escaped(text: str) -> str:
    plain = legible(text).replace("&", "&amp;").replace("<", "&lt;")
    return plain.replace("]]>", "]]&gt;")


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(st.lists(WORDS, min_size=5, max_size=5), st.sampled_from(STYLES))
def test_no_words_are_seen_otherwise_than_they_are_read(presses, words, style):
    # A word without any place to break runs off the page where letters are spaced, and
    # that is named rightly: so the long cell has words.
    one, two, three, four, five = map(escaped, words)
    body = (
        f"<h1>{one}</h1><p>{two} <b>{three}</b> {four}</p><ul><li>{five}</li><li>{one}</li></ul>"
        f"<table class='grid'><thead><tr><th scope='col'>{two}</th><th scope='col'>{one}</th></tr>"
        f"</thead><tbody><tr><th scope='row'>{three}</th><td>{' '.join([four] * 9)}</td></tr>"
        f"<tr><th scope='row'>{five}</th><td><span class='mark mark-met'>✓ Met</span></td></tr>"
        "</tbody></table>"
    )
    claimed, made = (of_other_libraries(presses, body, kind) for kind in (style, ""))
    assert not found(claimed, made)
