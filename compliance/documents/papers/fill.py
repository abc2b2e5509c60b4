"""Filling a document from an assessment: statements, answers, evidence, in its order."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from compliance.assessment.about_entry import AboutEntry, about
from compliance.assessment.assessment import Assessment
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Finding
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.points import as_it_stands, bars_of, holds_of, lacks_answer, undone_of
from compliance.assessment.verdict import Status
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.documents import DocumentFile, DocumentSection, Point, slots
from compliance.checklist.questions import GroupQuestion, Question
from compliance.documents.measured import drawing_for
from compliance.documents.papers.entries import blocks_of
from compliance.documents.papers.evidence import file_of
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
    Piece,
    Said,
    Shown,
    SignHere,
    Stated,
    Table,
    Told,
)
from compliance.documents.papers.traced import trace
from compliance.documents.papers.translated import Translated
from compliance.documents.statements import Statements
from compliance.language.words import capital, sentence
from compliance.views.answer import Grid, show_answer
from compliance.views.document import DocumentView, view_document
from compliance.views.marks import STATUS
from compliance.views.source import pointer
from compliance.views.subject import view_subject

SILENT: Final = {Status.OUT_OF_SCOPE}
"""Requirements in this state are not spoken of: they do not bind this operator."""
BARE: Final = "yes"
"""An answer that says nothing where its question is not printed, and more is told."""
_NAME: Final = re.compile(r"^[^\W\d_]+ (?=\d)")
"""The word before the number of a point."""


def fill(
    assessment: Assessment,
    known: str,
    as_of: datetime.date,
    tool: str,
    translated: Translated | None = None,
) -> FilledDocument:
    """Fill a document.

    Args:
        assessment: what was recorded.
        known: id of the document.
        as_of: day on which evidence counts and provisions are in application.
        tool: version of the program, printed and recorded.
        translated: the language it is written in; English where there is none.

    Raises:
        ConformityError: ``document.unknown``; ``organisation.no-findings``.
    """
    if translated is not None:
        plain, assessment = assessment.catalogue, translated.assessment(assessment)
    else:
        plain = assessment.catalogue
    view = view_document(assessment, known, as_of)
    if view.entry:
        assessment = about(assessment, view.entry)
    return _Filler(assessment, view, as_of, plain, translated).document(tool)


class _Filler:
    """One filling."""

    def __init__(
        self,
        assessment: Assessment,
        view: DocumentView,
        as_of: datetime.date,
        plain: Catalogue,
        translated: Translated | None,
    ) -> None:
        self._assessment, self._view, self._as_of = assessment, view, as_of
        self._plain, self._translated = plain, translated
        """The edition as it is written: what is told by place is told by that."""
        self._tongue = assessment.catalogue.tongue
        self._say = self._tongue.say
        self._catalogue, self._state = assessment.catalogue, assessment.state
        self._file: DocumentFile = self._catalogue.documents[view.document]
        self._facts: AnswerFacts = assessment.facts
        self._findings: dict[str, Finding] = {
            item.requirement.id: item for item in assessment.standing(as_of).findings
        }
        self._lacks = {lack.number: lack for lack in view.points}
        self._said = Statements(assessment)
        self._draft = view.state != "ready"

    def document(self, tool: str) -> FilledDocument:
        """The whole of it."""
        file, state = self._file, self._state
        subject, translated = view_subject(self._assessment), self._translated
        at = iter(range(1, len(file.points) + 1))
        return FilledDocument(
            document=self._view.id,
            title=file.title,
            called=file.called,
            basis=self._view.basis,
            subject=subject.line,
            state=self._say("state.draft") if self._draft else "",
            open=tuple(self._what_is_open()),
            form=file.form_note,
            fields=tuple(self._fields()),
            sections=tuple(self._section(section, at) for section in file.sections),
            index=file.index,
            signatures=tuple(self._signatures()),
            operator=subject.operator,
            assessment=state.begin.assessment,
            head=state.head,
            records=state.seq,
            at=state.changed_at,
            as_of=self._as_of,
            law=self._plain.law.number,
            edition=f"{self._catalogue.pack.pack} {self._catalogue.edition.id}",
            edition_digest=self._catalogue.digest,
            tool=tool,
            language=self._tongue.tag,
            translation=None if translated is None else translated.said(self._assessment.state),
        )

    def _what_is_open(self) -> Iterator[str]:
        """A sentence for each point that lacks something, and for each other reason."""
        for title, lacks in groupby(self._view.lacks, lambda lack: lack.about):
            texts = tuple(dict.fromkeys(lack.what if title else lack.outside for lack in lacks))
            if not title:
                yield from texts
                continue
            what = self._tongue.listed([text.rstrip(".。") for text in texts])
            yield self._tongue.sentence(self._say("open.of-point", point=title, what=what))
        others = self._open_elsewhere()
        if self._draft and others:
            yield self._say("open.elsewhere", count=others)

    def _open_elsewhere(self) -> int:
        """How many requirements are open of which this paper does not tell."""
        mine = {one.requirement.id for lack in self._view.points for one in lack.findings}
        mine |= {lack.question for lack in self._view.lacks}
        return sum(one.is_open for known, one in self._findings.items() if known not in mine)

    def _fields(self) -> Iterator[Shown]:
        if isinstance(self._assessment, AboutEntry):
            yield Shown(label=self._say("entry.number"), value=self._assessment.entry.number)
        for field in self._file.particulars:
            if not any(self._said.unsaid(fact) for fact in slots(field.statement)):
                text = "".join(piece.text for piece in self._said.pieces(field.statement))
                yield Shown(label=field.label, value=text)

    def _signatures(self) -> Iterator[SignHere]:
        for at, place in enumerate(self._file.signatures, 1):
            yield SignHere(
                field=f"Sig{at}",
                label=place.label,
                party=self._given(place.party) or self._given(place.instead),
                name=self._given(place.name),
                function=self._given(place.function),
            )

    def _given(self, fact: str | None) -> str:
        """The answer in words; empty where it is not there."""
        return "" if fact is None or self._said.unsaid(fact) else self._said.value(fact)

    def _section(self, section: DocumentSection, at: Iterator[int]) -> FilledSection:
        stand = ((next(at), as_it_stands(self._facts, point)) for point in section.points)
        points = (self._point(*one) for one in stand if not self._is_silent(one[1]))
        return FilledSection(
            title=section.title,
            number=section.number,
            intro=section.intro,
            points=tuple(points),
            page=section.page,
            wide=section.wide,
        )

    def _is_silent(self, point: Point) -> bool:
        return point.silent and holds_of(self._facts, point) is Truth.NO

    def _point(self, at: int, point: Point) -> FilledPoint:
        plain = self._plain.outline.printed(point.provision)
        return FilledPoint(
            place=at,
            number=point.number or self._number(plain) or str(at),
            title=point.title,
            provision=self._catalogue.outline.printed(point.provision),
            blocks=tuple(self._blocks(at, point)),
        )

    def _number(self, printed: str) -> str:
        """How the law numbers a point within what the document holds."""
        for known in (self._file.annex, *self._file.covers, *self._file.basis):
            whole = self._plain.outline.printed(known) if known else ""
            if whole and printed.startswith(whole):
                return _NAME.sub("", printed.removeprefix(whole).lstrip(", "))
        return ""

    def _blocks(self, at: int, point: Point) -> Iterator[Block]:
        if holds_of(self._facts, point) is Truth.NO:
            yield Said(pieces=(Piece(text=point.otherwise or self._say("answer.does-not-apply")),))
        else:
            found = list(self._filled(point))
            yield from found or self._nothing(point)
        lack = self._lacks.get(at)
        if lack is not None and self._draft:
            yield from self._open(point, lack.undecided, lack.blocked)
        if point.note:
            yield Note(text=point.note)

    def _nothing(self, point: Point) -> Iterator[Block]:
        """What stands where a point has nothing to say; that it is open is said beside it."""
        if self._declares_nothing():
            yield Note(text=self._say("answer.at-issue"))
        elif holds_of(self._facts, point) is not Truth.UNKNOWN:
            yield Said(pieces=(Piece(text=point.empty or self._say("answer.nothing")),))

    def _open(self, point: Point, undecided: bool, blocked: bool) -> Iterator[Block]:  # noqa: FBT001 - two of one kind
        if undecided:
            yield Open(text=self._say("open.undecided"))
        if blocked:
            yield Open(text=point.blocked_text)

    def _filled(self, point: Point) -> Iterator[Block]:
        undecided = holds_of(self._facts, point) is Truth.UNKNOWN
        states_nothing = self._declares_nothing() or undecided
        if not states_nothing:
            for text in filter(None, point.statement.splitlines()):
                if not self._left_out(text, point):
                    yield from self._line(text, point)
        named = () if states_nothing else slots(point.statement)
        facts = (*point.facts, *point.optional_facts)
        rest = facts if named else (*facts, *slots(point.statement))
        for fact in dict.fromkeys(fact for fact in rest if fact not in named):
            yield from self._entry(fact, point, needed=fact in point.facts)
        yield from self._concluded(point.conclusions)
        if point.traced:
            yield from trace(self._assessment, point.traced)
        if point.dates:
            yield from self._dates()
        for known in point.requirements:
            yield from self._told(known, alone=len(point.requirements) == 1)
        for known in bars_of(self._facts, point)[len(point.requirements) :]:
            finding = self._findings.get(known)
            if finding is not None and finding.is_open:
                yield self._not_met(finding)
        if point.evidence or point.evidence_of:
            yield from self._listed(point)
        yield from blocks_of(self._assessment, self._file, point, self._as_of)

    def _line(self, text: str, point: Point) -> Iterator[Block]:
        """A line of a statement; with a gap in it, what is stated under its name instead."""
        facts = slots(text)
        if not any(map(self._said.unsaid, facts)):
            yield Said(pieces=tuple(self._said.pieces(text)))
            return
        told = [fact for fact in facts if not self._said.unsaid(fact)]
        missing = [fact for fact in facts if self._said.is_missing(fact)]
        for fact in told:
            yield self._stated(fact, self._said.label(fact), point)
        if missing:
            yield self._not_stated(*missing)
        undone = dict.fromkeys(fact for fact in facts if not self._said.arises(fact))
        blocks = {block: None for fact in undone for block in self._undone(fact, point)}
        yield from blocks

    def _not_stated(self, first: str, *more: str) -> Open:
        names = [self._said.label(first), *map(self._said.name, more)]
        return Open(text=self._say("open.not-stated", label=self._tongue.listed(names)))

    def _undone(self, fact: str, point: Point) -> Iterator[Open]:
        """What is open where a fact is not asked, since what it tells of was answered with no."""
        undone = undone_of(self._facts, fact, self._findings) if fact in point.facts else None
        if undone is not None and undone.requirement.id not in point.barring:
            yield self._not_met(undone)

    def _left_out(self, text: str, point: Point) -> bool:
        """Whether a line has a slot that is neither answered nor needed."""
        return any(self._said.unsaid(fact) for fact in slots(text) if fact not in point.facts)

    def _declares_nothing(self) -> bool:
        """Whether only facts are printed, and no statement.

        One page of the draft of a declaration must never pass for a declaration.
        """
        return self._draft and self._file.vouches is not None

    def _entry(self, fact: str, point: Point, *, needed: bool) -> Iterator[Block]:
        if not self._said.arises(fact):
            yield from self._undone(fact, point)
            return
        if lacks_answer(self._facts, fact):
            if needed:
                yield self._not_stated(fact)
            return
        yield self._stated(fact, self._said.label(fact), point)

    def _stated(self, fact: str, label: str, point: Point | None = None) -> Stated:
        question, given = self._catalogue.questions[fact], self._facts.answer(fact)
        if point is not None:
            question = _narrowed(question, point.without)
        shown = show_answer(self._catalogue, self._state, question, given, caption=label)
        note = "" if shown.state == "given" else shown.note
        if not note and shown.grids and not any(grid.rows for grid in shown.grids):
            note = self._say("answer.none")
        return Stated(
            fact=fact,
            label=label,
            texts=tuple(self._said.plain(question, text) for text in shown.paragraphs),
            reasons=shown.explanation if point is not None and point.explained else (),
            items=shown.items,
            tables=self._tables(fact, shown.grids, drawn=point is not None and fact in point.drawn),
            note=note,
            source=pointer(given.source) if given and self._file.sources else "",
        )

    def _tables(self, fact: str, grids: Iterable[Grid], *, drawn: bool) -> tuple[Table, ...]:
        """The tables of an answer; one that is drawn has its numbers beside it."""
        tables = tuple(_table(grid) for grid in grids if grid.rows)
        if drawn and len(tables) == 1:
            drawing = drawing_for(self._catalogue, fact, self._facts.answer(fact))
            return (tables[0].model_copy(update={"drawing": drawing}),)
        return tables

    def _concluded(self, groups: Iterable[str]) -> Iterator[Block]:
        wanted = set(groups)
        for item in self._assessment.conclusions() if wanted else ():
            declared = item.conclusion
            if declared.group in wanted and item.truth is Truth.YES:
                yield Concluded(
                    title=declared.title,
                    text=item.text,
                    because=sentence(item.reason) if self._tongue.english else "",
                    provisions=self._catalogue.outline.printed(*declared.provisions),
                )

    def _dates(self) -> Iterator[Block]:
        """From when the law binds this operator, by the rules that apply to it."""
        starts = {
            (start.on, start.rule.title, start.sure and start.agreed, start.rule.source)
            for finding in self._findings.values()
            if finding.applies is Truth.YES
            for start in finding.starts
            if not start.event
        }
        rows = tuple(
            (
                self._tongue.day(on),
                title if sure else self._say("days.unsettled", title=title),
                source,
            )
            for on, title, sure, source in sorted(starts)
        )
        if rows:
            columns = tuple(self._say(f"days.{name}") for name in ("from", "what", "source"))
            yield Table(caption=self._say("days.caption"), columns=columns, rows=rows)

    def _told(self, known: str, *, alone: bool) -> Iterator[Block]:
        finding = self._findings.get(known)
        if finding is None or finding.status in SILENT:
            return
        requirement, answer = finding.requirement, finding.answer
        if answer is None:
            yield self._not_met(finding)
            return
        shown = show_answer(self._catalogue, self._state, requirement.main(), answer)
        asked = (self._follow_up(question) for question, _ in finding.follow_ups)
        stated = tuple(one for one in asked if one is not None)
        said = " ".join((*shown.paragraphs, *shown.items)) or shown.note
        more = bool(shown.explanation or stated)
        yield Told(
            requirement=known,
            title="" if alone else requirement.title,
            provision=self._catalogue.outline.printed(requirement.provisions[0]),
            answer="" if more and not finding.is_open and answer.value == BARE else said,
            explanation=shown.explanation,
            stated=stated,
            files=tuple(self._files(_counting(finding))),
        )
        if finding.is_open:
            yield self._not_met(finding)

    def _not_met(self, finding: Finding) -> Open:
        """What is open of a requirement: that, and no more, is for others to know."""
        status = self._say(f"status.{STATUS[finding.status].key}")
        return Open(text=self._say("open.stands", title=finding.requirement.title, status=status))

    def _follow_up(self, question: Question) -> Stated | None:
        """What was answered to a follow-up; nothing where that is nothing."""
        if lacks_answer(self._facts, question.id) or not self._said.arises(question.id):
            return None
        return self._stated(question.id, capital(question.label or question.ask))

    def _listed(self, point: Point) -> Iterator[Block]:
        """Evidence of some kinds, and what counts for some requirements, each file once."""
        findings = filter(None, map(self._findings.get, point.evidence_of))
        counting = {item.data.evidence for one in findings for item in _counting(one)}
        held = [item for item in self._state.evidence.values() if item.is_current]
        asked = {item.data.evidence for item in held if item.data.evidence_kind in point.evidence}
        named = counting | asked
        files = tuple(self._files(item for item in held if item.data.evidence in named))
        if files:
            yield Files(caption=self._say("files.caption"), files=files)

    def _files(self, held: Iterable[HeldEvidence]) -> Iterator[File]:
        return (file_of(self._catalogue, item) for item in held)


def _counting(finding: Finding) -> Iterable[HeldEvidence]:
    """Evidence that counts for a requirement, each once."""
    found = (item for line in finding.evidence for item in line.counting)
    return {item.data.evidence: item for item in found}.values()


def _narrowed(question: Question, without: tuple[str, ...]) -> Question:
    """A question without the columns that are not shown."""
    if not isinstance(question, GroupQuestion) or not without:
        return question
    fields = (part for part in question.fields if f"{question.id}.{part.id}" not in without)
    return question.model_copy(update={"fields": tuple(fields)})


def _table(grid: Grid) -> Table:
    return Table(caption=grid.caption, columns=grid.columns, rows=grid.rows)
