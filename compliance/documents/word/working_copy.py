"""Working copies: a filled document as a file for text programs, to negotiate and adapt.

Such a file is never what was issued. Anybody can change it and nothing in it can be made
again from what it says, so it says on its first page and in the head of each page what it
is, and has no place to sign. It is made of the same filled document as the paper.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any, Final

from compliance.documents.papers.filled import (
    Block,
    Concluded,
    File,
    Files,
    FilledDocument,
    FilledPoint,
    FilledSection,
    Note,
    Open,
    Said,
    Stated,
    Table,
    Told,
)
from compliance.documents.word.parts import (
    clean,
    content_of,
    count_pages,
    drop_thumbnail,
    edge,
    set_language,
    table,
)
from compliance.language.tongue import ENGLISH
from compliance.language.words import day

HEAD: Final = "Working copy: no issued paper, and not verified by the program"
WHAT: Final = "Working copy, to negotiate and to adapt."
WARNING: Final = (
    "This file is no issued paper. Anybody can change it, and the program verifies nothing that "
    "it says. What is agreed or changed here and the assessment has to know goes into its answers; "
    "the paper is issued from them, as PDF."
)
SIGNED: Final = "Signatures"
NOT_HERE: Final = "Signed is the issued paper, not this working copy."
FILE_COLUMNS: Final = ("files.name", "files.kind", "files.day", "files.digest")
SHORT: Final = 16
INK, PETROL, GREY, RED = "14222A", "0B3C49", "4A5A61", "8F1016"
SMALL, TEXT = 8.5, 10.5
MARGIN_MM: Final = 22


def make_working_copy(document: FilledDocument) -> bytes:
    """The file of a filled document for a text program.

    It depends on nothing else: the same document gives the same bytes.
    """
    return content_of(_Writer(document).written())


class _Writer:
    """Writes one working copy."""

    def __init__(self, document: FilledDocument) -> None:
        import docx  # noqa: PLC0415 - slow to import, used only here

        self._filled, self._file = document, docx.Document()
        # The words of the paper; English, as the rest of what a copy says of itself.
        self._say = ENGLISH.say

    def written(self) -> Any:
        """The whole of it, as the library holds it."""
        self._set_up()
        self._name()
        self._first_page()
        for section in self._filled.sections:
            self._section(section)
        if self._filled.signatures:
            self._signatures()
        self._small(self._made_from())
        return self._file

    def _set_up(self) -> None:
        from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

        styles = self._file.styles
        styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(TEXT)
        styles["Normal"].paragraph_format.space_after = Pt(5)
        sizes = {"Title": 20, "Subtitle": 12, "Heading 1": 14, "Heading 2": 11.5, "Caption": 9}
        for name, size in sizes.items():
            font = styles[name].font
            font.name, font.size, font.italic = "Calibri", Pt(size), False
            font.color.rgb = RGBColor.from_string(PETROL)
        styles["Caption"].paragraph_format.keep_with_next = True
        section = self._file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(MARGIN_MM)
        self._coloured(section.header.paragraphs[0], self._running_head(), RED)
        foot = section.footer.paragraphs[0]
        place = {"assessment": self._filled.assessment, "head": self._filled.head[:SHORT]}
        foot.add_run(clean(f"{self._say('foot.journal', **place)} · "))
        count_pages(foot)

    def _running_head(self) -> str:
        state = f" · {self._filled.state}" if self._filled.state else ""
        return f"{HEAD}{state}"

    def _name(self) -> None:
        document, properties = self._filled, self._file.core_properties
        drop_thumbnail(self._file)
        set_language(self._file, document.language)
        properties.title = _property(f"{document.title}: {document.subject}")
        properties.author = properties.last_modified_by = _property(document.operator)
        properties.subject = _property(document.basis)
        properties.keywords = _property(f"document:{document.document}, working copy")
        properties.category, properties.comments = "Working copy", HEAD
        properties.content_status = "Working copy"
        moment = datetime.datetime.fromisoformat(document.at)
        properties.created = properties.modified = moment.replace(tzinfo=None)

    def _first_page(self) -> None:
        document = self._filled
        self._small(document.basis)
        self._styled(document.title, "Title")
        self._styled(document.subject, "Subtitle")
        warning = self._file.add_paragraph()
        edge(warning, RED)
        self._coloured(warning, f"{WHAT} ", RED, bold=True)
        warning.add_run(WARNING)
        if document.state:
            draft = self._file.add_paragraph()
            edge(draft, RED)
            open_ = self._say("state.open") if document.open else ""
            self._coloured(draft, f"{self._say('state.warning')} {open_}".strip(), RED)
            self._listed(document.open)
        if document.form:
            self._small(document.form)
        if document.fields:
            labels, values = zip(*((one.label, one.value) for one in document.fields), strict=True)
            self._table(labels, [values])

    def _section(self, section: FilledSection) -> None:
        if section.title:
            self._styled(" ".join(filter(None, (section.number, section.title))), "Heading 1")
        if section.intro:
            self._said(section.intro)
        for point in section.points:
            self._point(point, "Heading 2" if section.title else "Heading 1")

    def _point(self, point: FilledPoint, style: str) -> None:
        number = point.number if point.number.strip("–- ") else ""
        self._styled(" ".join(filter(None, (number, point.title))), style)
        for block in point.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        show: dict[type, Callable[[Any], None]] = {
            Said: lambda one: self._said("".join(piece.text for piece in one.pieces)),
            Stated: self._stated,
            Table: self._grid,
            Files: lambda one: self._files(one.caption, one.files),
            Told: self._told,
            Concluded: self._concluded,
            Open: lambda one: self._coloured(
                self._file.add_paragraph(), self._say("open.is", text=one.text), RED
            ),
            Note: lambda one: self._small(one.text),
        }
        show[type(block)](block)

    def _stated(self, stated: Stated) -> None:
        beside = stated.texts[:1] if len(stated.texts) == 1 and not stated.items else ()
        note = () if stated.texts or stated.items else (stated.note,)
        texts = tuple(filter(None, (*beside, *note)))
        if texts or stated.texts or stated.items:
            paragraph = self._file.add_paragraph()
            paragraph.add_run(clean(f"{stated.label}:")).bold = True
            for text in texts:
                paragraph.add_run(clean(f" {text}"))
        for text in () if beside else stated.texts:
            self._said(text)
        self._listed(stated.items)
        for grid in stated.tables:
            self._grid(grid)
        for text in (*stated.reasons, *filter(None, (stated.source,))):
            self._said(text)

    def _told(self, told: Told) -> None:
        if told.title:
            paragraph = self._file.add_paragraph()
            paragraph.add_run(clean(told.title)).bold = True
            paragraph.add_run(clean(f" ({told.provision})"))
        for text in filter(None, (told.answer, *told.explanation)):
            self._said(text)
        for stated in told.stated:
            self._stated(stated)
        if told.files:
            self._files(self._say("files.caption"), told.files)

    def _concluded(self, item: Concluded) -> None:
        paragraph = self._file.add_paragraph()
        paragraph.add_run(clean(item.title)).bold = True
        if item.provisions:
            paragraph.add_run(clean(f" ({item.provisions})"))
        self._said(item.text)
        self._small(self._say("because", reason=item.because))

    def _grid(self, grid: Table) -> None:
        self._styled(grid.caption, "Caption")
        self._table(grid.columns, grid.rows)

    def _files(self, caption: str, files: Iterable[File]) -> None:
        self._styled(caption, "Caption")
        rows = [
            (
                f"{one.called} {self._say('files.inside')}" if one.inside else one.called,
                one.sort,
                one.days,
                one.digest[:SHORT],
            )
            for one in files
        ]
        self._table(map(self._say, FILE_COLUMNS), rows)

    def _signatures(self) -> None:
        self._styled(SIGNED, "Heading 1")
        self._said(NOT_HERE)
        rows = [
            (one.label, one.party or "–", one.name or "–", one.function or "–")
            for one in self._filled.signatures
        ]
        self._table(("As", "Party", "Name", "Function"), rows)

    def _made_from(self) -> str:
        document = self._filled
        return (
            f"Made from {document.assessment}, journal {document.head}, as of "
            f"{day(document.as_of)}, by {document.law} and {document.edition}, with "
            f"conformity {document.tool}."
        )

    def _table(self, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        table(self._file, tuple(head), [tuple(row) for row in rows])
        self._file.add_paragraph()

    def _listed(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._styled(text, "List Bullet")

    def _styled(self, text: str, style: str) -> None:
        self._file.add_paragraph(clean(text)).style = self._file.styles[style]

    def _said(self, text: str) -> None:
        self._file.add_paragraph(clean(text))

    def _small(self, text: str) -> None:
        self._coloured(self._file.add_paragraph(), text, GREY, size=SMALL)

    def _coloured(
        self, paragraph: Any, text: str, colour: str, *, size: float = TEXT, bold: bool = False
    ) -> None:
        from docx.shared import Pt, RGBColor  # noqa: PLC0415

        run = paragraph.add_run(clean(text))
        run.font.size, run.font.color.rgb, run.bold = Pt(size), RGBColor.from_string(colour), bold


MOST_OF_PROPERTY: Final = 255
"""Characters that the format allows a property."""


def _property(text: str) -> str:
    return clean(text)[:MOST_OF_PROPERTY]
