"""The official text of a law as a user imported it: provision id to wording.

The text is never shipped; it is read from the files of the Official Journal or
of EUR-Lex (modules ``formex`` and ``xhtml`` beside this one), put together here, and
fitted to the ids of the outline.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from compliance.data.digests import canonical_json
from compliance.errors import fail
from compliance.law.official.pieces import Parsed, Passage, clean
from compliance.law.outline import Outline

FORMAT = 1
_NOTE: Final = re.compile(r"\[fn:([0-9]{1,4})\]")


class OfficialText(BaseModel):
    """The wording of the provisions of one law at one day, and whence it comes."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    format: int = FORMAT
    pack: str
    source: str
    """The publication, as the user or the file names it."""
    date: datetime.date
    """Day of the text: of the publication, or of the consolidated version."""
    digest: str
    """SHA-256 of the file, or over the names and digests of several files."""
    files: dict[str, str]
    """Name of each file to its SHA-256."""
    imported_at: datetime.datetime
    language: str
    provisions: dict[str, str]
    """Id to wording, in the order of the law. Footnotes are marked ``[fn:5]``."""
    labels: dict[str, str] = {}
    """Id to the number or letter as printed."""
    titles: dict[str, str] = {}
    """Id to the official title, where the provision has one."""
    footnotes: dict[str, str] = {}

    def __contains__(self, provision: object) -> bool:
        return provision in self.provisions

    def inside(self, provision: str) -> list[str]:
        """The provision and everything in it, in the order of the law."""
        start = provision + "."
        return [known for known in self.provisions if known == provision or known.startswith(start)]

    def notes_in(self, text: str) -> dict[str, str]:
        """The footnotes a wording refers to."""
        found = dict.fromkeys(_NOTE.findall(text))
        return {number: self.footnotes.get(number, "") for number in found}

    def to_json(self) -> bytes:
        """The bytes in which it is kept."""
        # Not canonical: the order of the provisions is the order of the law.
        return self.model_dump_json(indent=1).encode("utf-8") + b"\n"

    @classmethod
    def from_json(cls, content: bytes, place: str) -> OfficialText:
        """Read what :meth:`to_json` wrote.

        Raises:
            ConformityError: ``law.import-kept``.
        """
        try:
            found = cls.model_validate_json(content)
        except ValidationError:
            found = None
        if found is None or found.format != FORMAT:
            raise fail(
                place,
                "law.import-kept",
                "The imported official text that is kept here cannot be read.",
                "Import the text again: conformity law import FILE.",
            )
        return found


def digest_of_files(files: dict[str, str]) -> str:
    """One digest for an import: of its only file, or over the list of its files."""
    import hashlib  # noqa: PLC0415 - only when a text is imported

    if len(files) == 1:
        return next(iter(files.values()))
    return hashlib.sha256(canonical_json(files)).hexdigest()


def join(parts: Iterable[Parsed]) -> Parsed:
    """Put the files of one publication together.

    Raises:
        ConformityError: ``law.import-mixed`` where they are of different days,
            languages or acts, or give the same provision twice.
    """
    whole = Parsed("")
    where: dict[str, str] = {}
    for part in parts:
        for name in ("act", "date", "published", "language", "source"):
            _agree(whole, part, name)
        for known in part.passages:
            if known in where:
                raise _mixed(part.place, f"{known} stands in {where[known]} too.")
            where[known] = part.place
        _take(whole, part)
    return whole


def _agree(whole: Parsed, part: Parsed, name: str) -> None:
    said, known = getattr(part, name), getattr(whole, name)
    if not said or said == known:
        return
    if known and name != "source":
        raise _mixed(part.place, f"The files differ in {name}: {known} and {said}.")
    if not known:
        setattr(whole, name, said)


def _mixed(place: str, message: str) -> Exception:
    return fail(
        place,
        "law.import-mixed",
        message,
        "Put the files of one version into a folder of their own and import that.",
    )


def _take(whole: Parsed, part: Parsed) -> None:
    """Add the passages of a file; its footnotes go on counting where they clash."""
    last = max((int(number) for number in whole.footnotes), default=0)
    numbers = {number: number for number in part.footnotes}
    if numbers.keys() & whole.footnotes.keys():
        numbers = {number: str(last + at) for at, number in enumerate(numbers, 1)}

    def renumbered(text: str) -> str:
        return _NOTE.sub(lambda note: f"[fn:{numbers.get(note[1], note[1])}]", text)

    for known, passage in part.passages.items():
        whole.passages[known] = Passage(renumbered(passage.text), passage.label, passage.title)
    for number, text in part.footnotes.items():
        whole.footnotes[numbers[number]] = renumbered(text)
    whole.doubles += part.doubles


def fit(parsed: Parsed, outline: Outline) -> dict[str, Passage]:
    """The passages under the ids of the outline, as far as it knows them.

    A page shows closing words and quoted amendments as ordinary paragraphs, so
    a reader may take them for subparagraphs; the outline knows better.
    """
    fitted: dict[str, Passage] = {}
    for known, passage in parsed.passages.items():
        fitted.setdefault(_fitting(known, parsed, outline), passage)
    return fitted


def _fitting(known: str, parsed: Parsed, outline: Outline) -> str:
    if known in outline:
        return outline.canonical(known)
    above, _, last = known.rpartition(".")
    sub = re.fullmatch(r"sub-([0-9]+)", last)
    if sub is None:
        return known
    number = int(sub[1]) - 1
    for name in ("tail", f"quote{number}"):
        other = f"{above}.{name}"
        if other in outline and other not in parsed.passages:
            return outline.canonical(other)
    return known


def build(
    parsed: Parsed,
    passages: dict[str, Passage],
    *,
    pack: str,
    source: str,
    date: datetime.date,
    files: dict[str, str],
    at: datetime.datetime,
) -> OfficialText:
    """Make the text that is kept from what was read."""
    return OfficialText(
        pack=pack,
        source=clean(source),
        date=date,
        digest=digest_of_files(files),
        files=files,
        imported_at=at,
        language=parsed.language,
        provisions={known: passage.text for known, passage in passages.items()},
        labels={known: found.label for known, found in passages.items() if found.label},
        titles={known: found.title for known, found in passages.items() if found.title},
        footnotes=parsed.footnotes,
    )


@dataclass(frozen=True)
class QuotedLine:
    """One numbered piece of a quoted provision."""

    provision: str
    label: str
    """Number or letter as printed; empty for a subparagraph."""
    title: str
    text: str
    depth: int
    """How far inside the quoted provision it lies (0: itself)."""
    remark: str = ""
    """"amended since", "deleted since", or nothing."""

    @property
    def words(self) -> str:
        """All of it in one line, without the title of the provision that is quoted."""
        title = self.title if self.depth else ""
        label = self.label if self.depth or not self.title else ""
        mark = f"[{self.remark}]" if self.remark else ""
        return " ".join(part for part in (label, mark, title, self.text) if part)


@dataclass(frozen=True)
class Quote:
    """The official wording of one provision, with all that must stand beside it."""

    provision: str
    """Canonical id."""
    printed: str
    lines: tuple[QuotedLine, ...]
    """Empty where the imported text has no such provision; see ``warning``."""
    footnotes: tuple[tuple[str, str], ...]
    source: str
    date: datetime.date
    language: str
    digest: str
    notice: str
    """Which edition alone is authentic."""
    warning: str = ""
    """Set wherever the wording may not be the law of the checklists: show it."""
    added: tuple[str, ...] = ()
    """Provisions inside that amendments added and that this text lacks."""
