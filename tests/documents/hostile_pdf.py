"""PDFs made to cost whoever reads them time or memory; each is small."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf

RECORD, JOURNAL = b"{}", b"{}\n"


def plain(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a table of places."""
    parts, places, start = [b"%PDF-1.7\n"], [], 9
    for number, text in enumerate(objects, 1):
        places.append(start)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, text))
        start += len(parts[-1])
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, rows))
    parts.append(
        b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, root, start)
    )
    return b"".join(parts)


def stream(data: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Filter/FlateDecode%s/Length %d>>\nstream\n%s\nendstream" % (
        head,
        len(packed),
        packed,
    )


def pages_that_share_a_content(pages: int = 1500, shows: int = 400_000) -> bytes:
    """Many pages, one content with very many operators that show text."""
    kids = b" ".join(b"%d 0 R" % (5 + at) for at in range(pages))
    content = stream(b"BT /F 9 Tf " + b"(a)Tj " * shows + b"ET")
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    return plain(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 9 9]>>" % (pages, kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        content,
        *[page] * pages,
    )


def with_files(change: Callable[[pikepdf.Pdf], None] | None, record: bytes = RECORD) -> bytes:
    """A PDF with both files inside and one page, changed."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["assessment.json"] = record
        pdf.attachments["journal.jsonl"] = JOURNAL
        if change is not None:
            change(pdf)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def file_that_unpacks_to_very_much() -> bytes:
    packed = zlib.compressobj(9)
    data = b"".join(packed.compress(bytes(1 << 20)) for _ in range(300)) + packed.flush()

    def change(pdf: pikepdf.Pdf) -> None:
        made = pikepdf.Stream(pdf, b"")
        made.write(data, filter=pikepdf.Name.FlateDecode)
        spec = pdf.Root.Names.EmbeddedFiles.Names[1]
        spec.EF.F = spec.EF.UF = pdf.make_indirect(made)

    return with_files(change)


def lists_within_lists(depth: int = 200_000) -> bytes:
    return plain(
        b"<</Type/Catalog/Pages 2 0 R/Names %s%s>>" % (b"[" * depth, b"]" * depth),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R>>",
    )


def pages_in_a_circle() -> bytes:
    return plain(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R 2 0 R]>>"
    )


def a_million_pages() -> bytes:
    return plain(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1000000/Kids[%s]>>" % (b"3 0 R " * 1_000_000),
        b"<</Type/Page/Parent 2 0 R>>",
    )


def names_that_double(levels: int = 24) -> bytes:
    """A tree of names in which each level names the next one twice."""
    tree = [b"<</Kids[%d 0 R %d 0 R]>>" % (4 + at, 4 + at) for at in range(levels)]
    return plain(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>",
        b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (levels + 4),
        *tree,
        b"<</Names[]>>",
        b"<</Type/Page/Parent 2 0 R>>",
    )


def references_in_a_circle() -> bytes:
    return plain(
        b"<</Type/Catalog/Pages 2 0 R/AF 3 0 R/Metadata 4 0 R/Outlines 3 0 R>>",
        b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
        b"4 0 R",
        b"3 0 R",
        b"<</Type/Page/Parent 2 0 R/Annots 3 0 R/Contents 4 0 R>>",
    )


def very_many_objects(count: int = 100_000) -> bytes:
    return plain(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R>>",
        *[b"<</EF<<>>>>"] * count,
    )


HOSTILE: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        pages_that_share_a_content,
        file_that_unpacks_to_very_much,
        lists_within_lists,
        pages_in_a_circle,
        a_million_pages,
        names_that_double,
        references_in_a_circle,
        very_many_objects,
    )
}
