"""In what two papers differ: part by part in words, page by page in looks."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.documents.reading.document import Document
from compliance.documents.reading.look import Look, differing_pages
from compliance.documents.reading.words import NUMBER, Part, Words
from compliance.documents.render.furniture import CUT
from compliance.language.words import counted, listed, shortened

MOST: Final = 12
"""How many differences are told one by one."""
SHOWN: Final = 60
"""How much of a text is shown where it begins to differ."""
BEFORE: Final = 24
MANY_PARTS: Final = 3_000


@dataclass(frozen=True)
class Difference:
    """One thing in which a paper differs from what it must be."""

    place: str
    """The part, or the pages; empty where it is the whole."""
    message: str


@dataclass(frozen=True)
class May:
    """What may differ although nobody changed anything."""

    part: str = ""
    """How the title of the part ends that is not compared; empty where all of them are."""
    texts: tuple[str, ...] = ()
    """Texts in the place of each other."""

    def hide(self, text: str) -> str:
        """A text without spaces, and without what may differ."""
        for known in self.texts:
            text = text.replace(known, NUMBER)
        return text

    def without(self, parts: Sequence[Part]) -> list[Part]:
        """Parts without the last of that title."""
        found = [
            at for at, part in enumerate(parts) if self.part and part.title.endswith(self.part)
        ]
        return [part for at, part in enumerate(parts) if at not in found[-1:]]


def differing_words(claimed: Words, made: Words, may: May) -> list[Difference]:
    """In what the words of a paper differ from those that must stand in it.

    Args:
        claimed: the words of the paper.
        made: the words that follow from what it carries.
        may: what may differ.
    """
    parts = _parts(may.without(claimed.parts), may.without(made.parts), may.hide)
    found = [*parts, *_beside(claimed, made, structure=not may.part)]
    if len(found) > MOST:
        more = counted(len(found) - MOST, "more difference")
        found = [*found[:MOST], Difference("", f"There are {more}.")]
    return found


def _parts(
    claimed: Sequence[Part], made: Sequence[Part], hide: Callable[[str], str]
) -> Iterator[Difference]:
    mine = [hide(part.squeezed) for part in claimed[:MANY_PARTS]]
    theirs = [hide(part.squeezed) for part in made]
    rows = difflib.SequenceMatcher(a=mine, b=theirs, autojunk=False).get_opcodes()
    for word, first, last, start, end in rows:
        if word == "equal":
            continue
        both = min(last - first, end - start)
        for at in range(both):
            yield _differ(claimed[first + at], made[start + at])
        for part in claimed[first + both : last]:
            yield Difference(part_name(part), "This part does not follow from what it carries.")
        for part in made[start + both : end]:
            yield Difference(part_name(part), "This part is missing.")
    if len(claimed) > MANY_PARTS:
        yield Difference("", f"It has {counted(len(claimed), 'part')}.")


def _differ(claimed: Part, made: Part) -> Difference:
    reads, must = _from_the_first_difference(claimed.text, made.text)
    if not reads:
        message = f"“{must}” follows from what it carries and is missing in it."
    elif not must:
        message = f"“{reads}” stands in it and does not follow from what it carries."
    else:
        message = f"It reads “{reads}” where “{must}” follows from what it carries."
    return Difference(part_name(made), message)


def _from_the_first_difference(one: str, other: str) -> tuple[str, str]:
    """Both texts from a little before they begin to differ, spaces apart."""
    at = to = 0
    while at < len(one) and to < len(other):
        if one[at] == " ":
            at += 1
        elif other[to] == " ":
            to += 1
        elif one[at] == other[to]:
            at, to = at + 1, to + 1
        else:
            break
    return _excerpt(one, at), _excerpt(other, to)


def _excerpt(text: str, at: int) -> str:
    """A text from a little before a place; empty where nothing comes after it."""
    if not text[at:].strip():
        return ""
    start = max(0, at - BEFORE)
    if start:
        start = text.find(" ", start, at) + 1 or start
    begins = "…" if start else ""
    return begins + seen(shortened(text[start:], SHOWN + at - start))


def seen(text: str) -> str:
    """Text of a stranger without what a terminal would act on."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def part_name(part: Part) -> str:
    """A part as it is named where something is said of it."""
    return f"part “{seen(shortened(part.title, SHOWN))}”" if part.title else "a part without title"


def _beside(claimed: Words, made: Words, *, structure: bool) -> Iterator[Difference]:
    """What stands in no part: heads and feet, loose text, bookmarks, structure."""
    known = set(made.frame) | made.headings | claimed.columns
    foreign = [text for text in claimed.frame if text not in known and not _is_cut(text, known)]
    if foreign:
        yield Difference("", f"Heads or feet of its pages read otherwise: {_quoted(foreign)}.")
    missing = [text for text in made.frame if text not in claimed.frame and NUMBER in text]
    if missing:
        yield Difference("", f"Numbers of pages are missing: {_quoted(missing)}.")
    loose = list((claimed.loose - made.loose).keys())
    if loose:
        yield Difference(
            "",
            "It draws text that stands in no part of it, is not seen, or is read out in other "
            f"words than it shows: {_quoted(loose)}.",
        )
    if not structure:
        return
    if claimed.bookmarks != made.bookmarks:
        yield Difference("", "Its bookmarks read otherwise.")
    if claimed.shape != made.shape:
        yield Difference("", "The structure that screen readers follow is another one.")


def _is_cut(text: str, known: Iterable[str]) -> bool:
    """Whether a text is the beginning of another one, for which there was no room."""
    return text.endswith(CUT) and any(one.startswith(text.removesuffix(CUT)) for one in known)


def _quoted(texts: Iterable[str]) -> str:
    return listed([f"“{seen(shortened(text, SHOWN))}”" for text in texts], 3)


def differing_looks(claimed: Document, made: Document) -> list[Difference]:
    """Pages that are drawn differently, for papers that were made in the same way."""
    mine, theirs = Look(claimed), Look(made)
    pages, must = mine.pages(), theirs.pages()
    found = []
    if len(pages) != len(must):
        verb = "follows" if len(must) == 1 else "follow"
        message = f"It has {counted(len(pages), 'page')}; {len(must)} {verb} from what it carries."
        found.append(Difference("", message))
    differing = differing_pages(pages, must)
    if differing and len(pages) == len(must):
        numbers = _numbers(differing)
        which = f"Page {numbers} is" if len(differing) == 1 else f"Pages {numbers} are"
        message = f"{which} drawn differently from what follows from what it carries."
        found.append(Difference("", message))
    one, other = mine.rest(), theirs.rest()
    names = [name for name in one if one[name] != other[name]]
    if names:
        found.append(Difference("", f"It differs in {listed(names)}."))
    return found


def _numbers(pages: Sequence[int], most: int = 8) -> str:
    shown = ", ".join(map(str, pages[:most]))
    return shown if len(pages) <= most else f"{shown} and {len(pages) - most} more"
