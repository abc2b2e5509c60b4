from __future__ import annotations

import socket

import pytest

from compliance.data.markup import MAX_DEPTH, MAX_ELEMENTS, read_html, read_xml, text_of
from compliance.errors import ConformityError

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha">'
    + "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10 if n else "&x;" * 10}">' for n in range(9))
    + "]><a>&x8;</a>"
)
EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://x.invalid/x.dtd"> %x;]><a/>'
ATTRIBUTES = f'<!DOCTYPE a [<!ATTLIST b c CDATA "{"x" * 1000}">]><a><b/><b/></a>'
UNKNOWN = '<!DOCTYPE a SYSTEM "formex.dtd"><a>&unknown;</a>'
DEEP = "<a>" * (MAX_DEPTH + 5) + "</a>" * (MAX_DEPTH + 5)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_arguments, **_named):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    "text", [LAUGHS, EXTERNAL, PARAMETER, ATTRIBUTES, UNKNOWN, DEEP], ids=str.__len__
)
def test_xml_that_attacks_is_refused(text):
    with pytest.raises(ConformityError) as error:
        read_xml(text.encode(), "evil.xml")
    assert error.value.code == "markup.unsafe"
    assert error.value.problems[0].place == "evil.xml"


@pytest.mark.parametrize("text", [LAUGHS, ATTRIBUTES], ids=str.__len__)
def test_an_encoding_does_not_hide_what_is_declared(text):
    with pytest.raises(ConformityError) as error:
        read_xml(text.replace('<?xml version="1.0"?>', "").encode("utf-16"), "evil.xml")
    assert error.value.code == "markup.unsafe"


@pytest.mark.parametrize("read", [read_xml, read_html])
def test_more_elements_than_a_law_has_are_refused_before_they_are_built(read):
    with pytest.raises(ConformityError) as error:
        read(b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>", "wide")
    assert error.value.code == "markup.unsafe"


def test_a_doctype_without_declarations_is_accepted_and_its_dtd_not_fetched():
    for doctype in ('<!DOCTYPE a SYSTEM "http://x.invalid/a.dtd">', "<!DOCTYPE a []>"):
        assert text_of(read_xml(f"{doctype}<a>ok</a>".encode(), "x")) == "ok"


@pytest.mark.parametrize("content", [b"", b"no", b"<a>", b"<a>&b;</a>", b"<a/><b/>", b"\x00"])
def test_what_is_no_xml_is_refused_with_its_line(content):
    with pytest.raises(ConformityError) as error:
        read_xml(content, "x.xml")
    assert error.value.code == "markup.syntax"
    assert error.value.problems[0].place.startswith("x.xml:")


def test_page_breaks_and_comments_do_not_part_words():
    root = read_xml(b"<a>wo<?PAGE NO='3'?>rd <!-- x -->end</a>", "x")
    assert text_of(root) == "word end"


def test_html_is_read_with_its_entities_and_without_scripts():
    root = read_html(b"<p>a&nbsp;&amp;<br>b<p>c<script>d<p>e</script>", "x")
    texts = [text_of(element) for element in root.iter("p")]
    assert texts == ["a\u00a0&b", "c"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE html [<!ENTITY x "y">]><html></html>', "markup.unsafe"),
        (b"<div>" * (MAX_DEPTH + 5), "markup.unsafe"),
        ("<p>é</p>".encode("latin-1"), "file.not-utf8"),
    ],
)
def test_html_that_attacks_or_is_garbled_is_refused(content, code):
    with pytest.raises(ConformityError) as error:
        read_html(content, "x.html")
    assert error.value.code == code


@pytest.mark.parametrize(
    "opened", ["<!--", "<", "<a ", "&#", "<?", "<!x", "<a b='", "<script>x</script>"]
)
def test_what_is_left_open_many_times_costs_no_more_than_its_length(opened):
    root = read_html(("<p>ok</p>" + opened * (1_000_000 // len(opened))).encode(), "x")
    assert text_of(next(root.iter("p"))) == "ok"


def test_a_reference_to_no_character_is_refused():
    with pytest.raises(ConformityError) as error:
        read_html(b"<p>&#" + b"9" * 10_000 + b";</p>", "x.html")
    assert error.value.code == "markup.syntax"


def test_signs_in_running_text_are_text():
    assert text_of(read_html(b"<p>1 < 2 &lt; 3</p>", "x")) == "1 < 2 < 3"
