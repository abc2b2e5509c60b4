"""Every document of an assessment that was hardly begun: gaps are named, no sentence is broken."""

from __future__ import annotations

import datetime
import functools
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.documents import state_documents
from compliance.assessment.journal.state import State
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.checklist.questions import ChoiceQuestion, ChoicesQuestion, YesNoQuestion
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import Block, FilledDocument, Open, Said, Stated
from compliance.language.furniture import FURNITURE
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.log_entry import record_entry
from compliance.storage.locate import binder_at
from tests import builders
from tests.documents.test_papers_data_operators import DAY, OWED, stated

AT = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=datetime.UTC)
CHOSEN = (ChoiceQuestion, ChoicesQuestion, YesNoQuestion)
CASES = ("", *OWED)
"""Nothing answered at all; of each case, only what was chosen, so that every text is missing."""
BROKEN = {
    "a word for what is missing": re.compile(r"none stated|not applicable|\bNone\b(?! |[.,:;]|$)"),
    "an empty slot": re.compile(r"[{}]"),
    "two marks in a row": re.compile(r"[,;:] ?[,;:.]|\.\.(?!\.)"),
    "a space before a mark": re.compile(r"\s[,;:.](?!\S)"),
    "brackets with nothing in them": re.compile(r"\(\s*\)|\[\s*\]"),
}
HANGING = re.compile(r"\b(of|by|from|with|to|the|a|an)\s*[.,;:]")
"""Words after which something has to come, of what a document says itself; names of facts may end
in one, such as “decided on”."""


@functools.cache
def catalogue() -> Catalogue:
    return load_catalogue()


@functools.cache
def begun(case: str) -> Assessment:
    """A case of which only what is chosen from options is answered."""
    known = catalogue()
    state = State(builders.begin_record(known), builders.ANN, "")
    state.head, state.changed_at = "0" * 64, "2026-12-01T09:00:00+00:00"
    for fact, value in (stated(case) if case else {}).items():
        question = known.questions[fact]
        if isinstance(question, CHOSEN) and value is not None:
            state.answers[fact] = builders.given(fact, parse_answer(known, question, value))
    return Assessment(known, state)


def papers(case: str) -> list[str]:
    """Documents that are or may be owed; those about an entry have none to be about."""
    found = state_documents(begun(case), DAY)
    return [one.id for one in found if one.owed or not (case or one.file.about)]


@functools.cache
def filled(case: str, known: str) -> FilledDocument:
    return fill(begun(case), known, DAY, "1")


def blocks(document: FilledDocument) -> Iterator[Block]:
    for section in document.sections:
        for point in section.points:
            yield from point.blocks


def sentences(document: FilledDocument) -> Iterator[str]:
    yield from document.open
    for block in blocks(document):
        if isinstance(block, Said):
            yield "".join(piece.text for piece in block.pieces)
        elif isinstance(block, Open):
            yield block.text
        elif isinstance(block, Stated):
            yield block.label


@functools.cache
def recorded() -> Assessment:
    """A provider of a high-risk system that records one entry of each kind, by its title alone."""
    answers = begun("cv-screening").state.answers
    with tempfile.TemporaryDirectory() as folder:
        found = begin_assessment(
            binder_at(Path(folder) / "a"),
            assessment_id="CA-1", name="Case", pack="eu-ai-act", by="Ann", at=AT,
        )  # fmt: skip
        for kind in ("incident", "corrective-action", "complaint", "monitoring-result"):
            record_entry(found, kind, {"entry.title": f"Some {kind}"}, by="Ann", at=AT)
        found.state.answers.update(answers)
        return Assessment(catalogue(), found.state)


ABOUT = ("serious-incident-initial", "serious-incident-report", "corrective-action-notice")


@pytest.mark.parametrize(
    "known", [f"{one}.{'ca' if 'action' in one else 'in'}-0001" for one in ABOUT]
)
def test_a_paper_about_an_entry_of_which_only_the_title_is_known_names_what_is_missing(known):
    document = fill(recorded(), known, DAY, "1")
    text = list(sentences(document))
    assert any(line.endswith("not stated.") for line in text)
    for line in text:
        for what, pattern in BROKEN.items():
            assert not pattern.search(line), f"{what}: {line}"
    assert not [line for line in text if "Entry." in line]


EACH = [(case, known) for case in CASES for known in papers(case)]


def test_every_document_of_the_edition_is_looked_at():
    about = {known for known, file in catalogue().documents.items() if file.about}
    assert {known for _, known in EACH} >= set(catalogue().documents) - about


@pytest.mark.parametrize(("case", "known"), EACH)
def test_no_sentence_of_a_document_hardly_begun_is_broken(case, known):
    for text in sentences(filled(case, known)):
        for what, pattern in BROKEN.items():
            assert not pattern.search(text), f"{what}: {text}"
    for block in blocks(filled(case, known)):
        if isinstance(block, Said):
            text = "".join(piece.text for piece in block.pieces)
            assert not HANGING.search(text), text


@pytest.mark.parametrize(("case", "known"), EACH)
def test_a_sentence_with_a_gap_is_not_said_and_what_it_lacks_is_named(case, known):
    document = filled(case, known)
    for block in blocks(document):
        if isinstance(block, Said):
            assert all(piece.text.strip() for piece in block.pieces if piece.fact), block
    lacks = {fact for lack in lacking(case, known) for fact in lack}
    text = " ".join(block.text for block in blocks(document) if isinstance(block, Open)).casefold()
    for fact in lacks:
        label = catalogue().questions[fact].label or catalogue().questions[fact].ask
        assert label.rstrip("?").casefold() in text, fact


def lacking(case: str, known: str) -> Iterator[tuple[str, ...]]:
    """Facts that the points lack, beside those of a declaration that states nothing."""
    standing = next(one for one in state_documents(begun(case), DAY) if one.id == known)
    return (lack.facts for lack in standing.lacks)


@pytest.mark.parametrize(("case", "known"), EACH)
def test_a_draft_names_what_its_own_points_lack_and_counts_the_rest(case, known):
    document = filled(case, known)
    titles = {point.title for section in document.sections for point in section.points}
    *named, last = document.open or ("",)
    head, _, count = last.rpartition(" ")
    if head == FURNITURE["open.elsewhere"].rpartition(" ")[0]:
        assert int(count.rstrip(".")) > 0
    else:
        named = list(document.open)
    whole = FURNITURE["open.owed"]
    declared = catalogue().documents[known].vouches is not None
    for text in named:
        assert declared or text == whole or any(text.startswith(f"{one}:") for one in titles), text
