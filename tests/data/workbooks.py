"""Workbooks made part by part, as no library would write them."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/t.xml" ContentType="{_KINDS}.sharedStrings+xml"/></Types>'
)


def packed(files, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return stream.getvalue()


def relations(*links):
    """Relations of a part: kind and target of each; their ids are r1, r2, ..."""
    lines = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(links, 1)
    )
    name = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{name}">{lines}</Relationships>'


def workbook_parts(rows, texts="", *, sheets=1):
    """The parts of a workbook; all its sheets are called the same, and are ``xl/s.xml``."""
    listed = "".join(
        f'<x:sheet name="One" sheetId="{at}" r:id="r1"/>' for at in range(1, sheets + 1)
    )
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "s.xml"), ("sharedStrings", "/xl/t.xml"), ("styles", "styles.xml")
        ),
        "xl/workbook.xml": f'<x:workbook xmlns:x="{MAIN}" xmlns:r="{OFFICE}"><x:sheets>'
        f"{listed}</x:sheets></x:workbook>",
        "xl/s.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/t.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
    }


def styles(*formats):
    """Formats of cells: each the number of a known one, or how a day is written."""
    spelled = [code for code in formats if isinstance(code, str)]
    listed = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(spelled)
    )
    numbers = [200 + spelled.index(x) if isinstance(x, str) else x for x in formats]
    used = "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{listed}</numFmts><fonts><font><family '
        f'val="99"/></font></fonts><cellXfs>{used}</cellXfs></styleSheet>'
    )


def workbook_of(rows, texts=""):
    """The bytes of a workbook whose one sheet has these rows."""
    return packed(workbook_parts(rows, texts))
