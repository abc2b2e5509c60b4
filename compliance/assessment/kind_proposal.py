"""What kind of evidence a file may be, by its name and by how it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.reading_kinds import KindWords
from compliance.language.plain import has_word, plain

HEAD: Final = 64 * 1024
"""How many bytes of a file are looked at."""
_NAME, _INSIDE, _TEXT = 100, 50, 1
"""What a word counts in the name; inside, where it stands only there; in the text."""
_FIRST: Final = 240
"""How many characters of the text are its title; further down every word may stand."""
_IDEOGRAPHS: Final = 0x2E80
"""Letters from here on say about as much as three of an alphabet."""


@dataclass(frozen=True)
class KindProposal:
    """A kind that a file may be of."""

    kind: str
    word: str
    """The word that speaks for it."""
    in_name: bool
    """Whether it stands in the name, or in the text."""


def propose_kinds(catalogue: Catalogue, name: str, head: bytes = b"") -> list[KindProposal]:
    """The kinds that a file may be of, the likeliest first; none where nothing speaks for one.

    Args:
        catalogue: with the words of each kind.
        name: of the file.
        head: its first bytes.
    """
    title = plain(name.rpartition(".")[0] or name)
    raw = _text_of(head)
    text = plain(raw[:_FIRST])
    found: list[tuple[int, KindProposal]] = []
    declared = catalogue.evidence_words.kinds if catalogue.evidence_words else ()
    of_kind = {one.kind: one for one in declared}
    for kind in catalogue.words(EVIDENCE_KINDS)[:-1]:
        one = of_kind.get(kind.id) or KindWords(kind=kind.id, words={})
        words = [kind.label, *(word for several in one.words.values() for word in several)]
        scored = [*_scores(one.kind, words, title, text), *_marks(one.kind, one.inside, raw)]
        if scored:
            found.append(max(scored, key=lambda each: each[0]))
    return [each for _, each in sorted(found, key=lambda each: -each[0])]


def _scores(
    kind: str, words: list[str], title: str, text: str
) -> Iterator[tuple[int, KindProposal]]:
    """Longer words say more: a risk register is more than a register."""
    for word in words:
        bare = plain(word)
        if has_word(title, bare):
            yield _NAME * _weight(bare), KindProposal(kind, word, in_name=True)
        elif has_word(text, bare):
            yield _TEXT * _weight(bare), KindProposal(kind, word, in_name=False)


def _marks(kind: str, inside: tuple[str, ...], raw: str) -> Iterator[tuple[int, KindProposal]]:
    for word in inside:
        if word in raw:
            yield _INSIDE * len(word), KindProposal(kind, word, in_name=False)


def _weight(word: str) -> int:
    """How much a word says; a sign of Chinese says about as much as three letters."""
    return sum(3 if ord(one) > _IDEOGRAPHS else 1 for one in word)


def _text_of(head: bytes) -> str:
    """What can be read of the first bytes; nothing of a file that is no text."""
    head = head[:HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if b"\0" in head:
        return ""
    text = head.decode("utf-8", "replace")
    if text.count("\ufffd") > len(text) // 100 + 1:
        text = head.decode("gb18030", "ignore")
    return text


def asking_for(assessment: Assessment, kind: str) -> tuple[str, ...]:
    """Requirements and file questions that arise, or may, and ask for a kind of evidence."""
    catalogue, found = assessment.catalogue, []
    for item in assessment.agenda.items:
        question = item.question
        requirement = catalogue.requirements.get(question.id)
        if requirement is not None:
            if any(request.kind == kind for request in requirement.evidence):
                found.append(question.id)
        elif question.type == "file" and question.kind == kind:
            found.append(question.id)
    return tuple(found)
