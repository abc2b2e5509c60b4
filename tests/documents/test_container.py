"""The container of a paper: every byte of it is accounted for."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import random
import re
import time
import zlib

import pytest

from compliance.data.apart import Apart
from compliance.documents.dossier.issue import JOURNAL_NAME, RECORD_NAME
from compliance.documents.dossier.reading import contradictions, read_dossier
from compliance.documents.reading import document, drawn
from compliance.documents.reading.container import scan
from compliance.documents.reading.drawn import Fonts
from compliance.documents.reading.values import Name, Ref, UnreadableError, parse
from compliance.documents.reading.words import words_of
from compliance.documents.render.paper import Embed, Fragment, Paper
from compliance.documents.render.press import Press
from compliance.errors import ConformityError
from tests.documents.forge import forged
from tests.documents.hostile_pdf import HOSTILE
from tests.documents.printing import FRAME, PROPERTIES, STYLES

AT = datetime.datetime(2030, 6, 1, tzinfo=datetime.UTC)
BODY = (
    '<section id="a"><h1>One</h1><p>Some words, and <b>more</b> of them.</p>'
    '<p><a href="/to#a">back</a></p></section>'
)


@pytest.fixture(scope="module")
def small():
    """The smallest paper that is read as a dossier: a page and two files."""
    embeds = tuple(
        Embed(name, content, "A file", "application/json", "Data", AT)
        for name, content in ((RECORD_NAME, b'{"a":1}'), (JOURNAL_NAME, b'{"b":2}\n'))
    )
    return Press().print(Paper((Fragment("f", BODY),), FRAME, embeds, PROPERTIES, STYLES))


def seen(small, content):
    """Whether reading alone shows that a file is not the paper, without making it again."""
    try:
        read = read_dossier(content)
    except ConformityError as error:
        return error.code == "dossier.not-a-dossier"
    return bool(read.faults or read.later or list(contradictions(read.said)))


def test_a_paper_is_read_without_a_fault(small):
    read = read_dossier(small)
    assert read.written
    assert not read.faults
    assert not read.later
    assert list(contradictions(read.said)) == []
    assert (read.record, read.journal) == (b'{"a":1}', b'{"b":2}\n')
    assert not seen(small, small)


def test_a_thousand_changes_of_a_byte_are_all_seen(small):
    chance = random.Random(1)  # noqa: S311 - nothing secret
    for _ in range(1000):
        at = chance.randrange(len(small))
        other = (small[at] + chance.randrange(1, 256)) % 256
        assert seen(small, small[:at] + bytes([other]) + small[at + 1 :]), (at, other)


def test_changes_of_one_bit_at_the_end_are_all_seen(small):
    """There the identifier does not reach: the table of places and what follows it."""
    start = int(re.search(rb"startxref\n(\d+)\n", small)[1])
    chance = random.Random(3)  # noqa: S311 - nothing secret
    changes = [(at, chance.randrange(8)) for at in range(start, len(small) - 60)]
    changes += [(at, bit) for at in range(len(small) - 60, len(small)) for bit in range(8)]
    for at, bit in changes:
        other = bytes([small[at] ^ (1 << bit)])
        assert seen(small, small[:at] + other + small[at + 1 :]), (at, bit)


def test_bytes_dropped_doubled_and_moved_are_seen(small):
    chance = random.Random(2)  # noqa: S311 - nothing secret
    for _ in range(60):
        at, to = sorted(chance.sample(range(len(small) + 1), 2))
        for content in (
            small[:at] + small[to:],
            small[:to] + small[at:],
            small[:at] + small[at:to][::-1] + small[to:],
            small[:at] + bytes([chance.randrange(256)]) + small[at:],
        ):
            assert content == small or seen(small, content), (at, to)


def test_what_stands_behind_the_end_is_counted(small):
    assert read_dossier(small + b"\n").later == 1
    assert read_dossier(small + small).later == len(small)


def test_the_table_is_packed_as_this_program_packs_it(small):
    """The same places in other bytes are other bytes."""
    start = int(re.search(rb"startxref\n(\d+)\n", small)[1])
    head, raw = re.match(
        rb"(.*?)/Length \d+>>\nstream\n(.*)\nendstream\nendobj\n", small[start:], re.DOTALL
    ).groups()
    for level in (1, 9):
        packed = zlib.compress(zlib.decompress(raw), level)
        if packed == raw:
            continue
        content = small[:start] + head + b"/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
            len(packed), packed,
        ) + b"startxref\n%d\n%%%%EOF\n" % start  # fmt: skip
        assert seen(small, content), level


# --- values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"<</A 1/B[true null -2.5]/C(x\\)y\\\\)/D<feff0041>>>", None),
        (b"12 0 R", Ref(12)),
        (b"/A#2fb", Name("A/b")),
        (b"[1 0 R 2]", [Ref(1), 2]),
    ],
)
def test_values_are_read(text, value):
    found, end = parse(text)
    assert end == len(text)
    if value is None:
        value = {"A": 1, "B": [True, None, -2.5], "C": b"x)y\\", "D": b"\xfe\xff\x00A"}
    assert found == value


@pytest.mark.parametrize(
    "text",
    [
        b"", b"<<", b"[1", b"]", b"<</A>>", b"<</A 1/A 2>>", b"<<1 2>>", b"(a", b"(a(b)c)",
        b"(\\n)", b"<0g>", b"1.2.3", b"tru", b"obj", b"[" * 100, b"% c\n1", b"/\xff", b">>",
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_not_read(text):
    with pytest.raises(UnreadableError):
        parse(text)


# --- bounds


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_within_bounds(case, tmp_path):
    """In a process with little time and memory, as every dossier is read."""
    path = tmp_path / "x.pdf"
    path.write_bytes(HOSTILE[case]())
    with pytest.raises(ConformityError) as raised:
        Apart(seconds=60, megabytes=1024).run("x.pdf", read_file, path)
    assert raised.value.code == "dossier.not-a-dossier", raised.value


def read_file(path):
    read_dossier(path.read_bytes())


def test_a_paper_that_draws_far_more_than_it_must_is_not_read_to_its_end(small):
    known = document_words(small)
    much = b"\nBT /F 9 Tf " + b"<0003>Tj " * 400_000 + b"ET"

    def change(paper):
        paper.redraw(paper.contents(paper.pages()[0])[-1], lambda data: data + much)

    began = time.process_time()
    with pytest.raises(UnreadableError, match="far more"):
        words_of(scan(forged(small, change)).document, known.bounded())
    assert time.process_time() - began < 5


def document_words(content):
    from compliance.documents.reading.words import Contents

    known = Contents()
    words_of(scan(content).document, known)
    return known


def test_streams_that_unpack_to_too_much_are_not_unpacked():
    packed = zlib.compress(bytes(1000))
    assert document.inflated(packed, 1000) == bytes(1000)
    for content, limit in ((packed, 999), (packed[:-1], 1000), (packed + b"x", 1000)):
        with pytest.raises(UnreadableError):
            document.inflated(content, limit)


@pytest.mark.parametrize(
    "data",
    [
        b"beginbfrange <0000> <ffffffff> <0041> endbfrange",
        b"beginbfrange " + b"<0000> <ffff> <0041> " * 9 + b"endbfrange",
        b"beginbfchar " * 200_000,
    ],
)
def test_tables_of_fonts_are_bounded(data):
    began = time.process_time()
    try:
        drawn._table(data)
    except UnreadableError:
        pass
    else:
        assert data.startswith(b"beginbfchar")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "data",
    [
        b"1 " * 400_000,
        b"(" * 400_000,
        b"<" + b"a" * 400_000,
        b"1" + b" " * 400_000 + b"x",
        b"/A <</B " * 100,
        b"[" * 100_000,
        b"q " * 400_000,
        b"/Artifact BMC " * 400_000 + b"BT (a)Tj ET",
    ],
    ids=lambda data: str(data[:12]),
)
def test_contents_are_read_in_time_that_grows_with_their_length(small, data):
    made = scan(small).document
    began = time.process_time()
    with contextlib.suppress(UnreadableError):
        drawn.drawn(data, {}, Fonts(made), made)
    assert time.process_time() - began < 10


def test_the_identifier_is_a_digest_of_all_before_the_table(small):
    start = int(re.search(rb"startxref\n(\d+)\n", small)[1])
    digest = hashlib.sha256(small[:start]).hexdigest()[:32].encode()
    assert b"/ID[<%s><%s>]" % (digest, digest) in small[start:]
