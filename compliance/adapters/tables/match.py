"""Which question a table answers, and which of its columns fills which field.

A head row is found by its words: it is the row that names most columns of the question.
Nothing is learnt and nothing guessed from cells; what no word names is left to a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import GroupQuestion
from compliance.checklist.reading_tables import TableWords
from compliance.data.workbook import Worksheet
from compliance.language.headers import plain_header, without_brackets

Role = Literal["main", "before", "after"]
HEAD_ROWS: Final = 40
"""Rows with content among which the head is looked for."""
MAX_COLUMNS: Final = 200
EXACT, BARE, PART = 4, 3, 1
"""How well a header names a field: by all its words, without its brackets, by most."""
HALF: Final = 0.5
SHORT: Final = 3
LEAST: Final = 2
"""Fewest columns by which a head row is told from any other row."""


@dataclass(frozen=True)
class Head:
    """The rows above the entries of a table."""

    first: int
    last: int
    headers: Mapping[int, tuple[str, ...]]
    """Column to its header, and what it may be read as besides."""

    def shown(self, column: int) -> str:
        """The header as it is shown."""
        return self.headers[column][0]


@dataclass(frozen=True)
class Filling:
    """What a column fills."""

    field: str
    """Empty where it is left out."""
    role: Role = "main"
    how: str = ""
    """``words`` where its header says so, ``chosen`` by a person, ``remembered``."""


@dataclass
class Match:
    """How a sheet answers a question."""

    sheet: int
    question: str
    head: Head
    columns: dict[int, Filling] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    """Fields that no column fills and no entry may lack."""
    rating: float = 0.0

    @property
    def fields(self) -> set[str]:
        """Fields that a column fills."""
        return {item.field for item in self.columns.values() if item.role == "main" and item.field}

    @property
    def whole(self) -> bool:
        """Whether a column fills every field that no entry may lack."""
        return not self.missing


class Matcher:
    """Knows the words of every table question.

    Args:
        catalogue: with the questions.
        questions: ids of those that come into question.
    """

    def __init__(self, catalogue: Catalogue, questions: Collection[str]) -> None:
        declared = () if catalogue.tables is None else catalogue.tables.tables
        said = {table.question: table for table in declared}
        self.questions: dict[str, GroupQuestion] = {}
        self.words: dict[str, TableWords] = {}
        self._index: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for known in questions:
            question = catalogue.questions.get(known)
            if not isinstance(question, GroupQuestion):
                continue
            self.questions[known] = question
            self.words[known] = said.get(known) or TableWords.model_construct(
                question=known, words=(), fields={}
            )
            for part in question.fields:
                for word in self._main_words(known, part.id):
                    self._index[word].add((known, part.id))

    def _main_words(self, question: str, known: str) -> set[str]:
        part = next(one for one in self.questions[question].fields if one.id == known)
        own = self.words[question].of(known).words
        title = part.label or part.ask
        said = {plain_header(text) for text in (part.id.rpartition(".")[2], title, *own)}
        return {*said, without_brackets(title)} - {""}

    # --- which question

    def guesses(
        self, sheets: Iterable[Worksheet], name: str = "", likely: Collection[str] = ()
    ) -> list[Match]:
        """How sheets answer questions, the best answers first.

        Args:
            sheets: of a file.
            name: of the file; it may say what is in it.
            likely: questions that the file is evidence of already.
        """
        found: list[Match] = []
        for number, sheet in enumerate(sheets):
            best: dict[str, Match] = {}
            for head in heads(sheet):
                for question in self._named_by(head):
                    match = self.match(number, head, question)
                    if len(match.fields) < LEAST:
                        continue
                    match.rating = self._rate(match, f"{name} {sheet.name}", likely)
                    if question not in best or match.rating > best[question].rating:
                        best[question] = match
            found += best.values()
        return sorted(found, key=lambda match: (-match.rating, match.sheet, match.question))

    def _named_by(self, head: Head) -> Iterator[str]:
        """Questions of which a row names two columns at least."""
        seen: dict[str, set[str]] = defaultdict(set)
        for texts in head.headers.values():
            for text in texts:
                for word in {plain_header(text), without_brackets(text)}:
                    for question, known in self._index.get(word, ()):
                        seen[question].add(known)
        yield from (question for question, fields in seen.items() if len(fields) >= LEAST)

    def _rate(self, match: Match, name: str, likely: Collection[str]) -> float:
        question = self.questions[match.question]
        needed = [part.id for part in question.fields if not part.optional] or [""]
        share = sum(known in match.fields for known in needed) / len(needed)
        said = f" {plain_header(name)} "
        called = any(
            f" {word} " in said or (not word.isascii() and word in said)
            for text in self.words[match.question].words
            if (word := plain_header(text))
        )
        left = len(match.head.headers) - len(match.columns)
        rating = share * 10 + len(match.fields) * 0.6 - left * 0.15
        return rating + 4 * called + 2 * (match.question in likely)

    # --- which column

    def match(
        self,
        sheet: int,
        head: Head,
        question: str,
        chosen: Mapping[str, str] | None = None,
        remembered: Mapping[str, str] | None = None,
    ) -> Match:
        """Which column of a table fills which field of a question.

        Args:
            sheet: number of the sheet, from 0.
            head: of the table.
            question: id.
            chosen: header, made alike, to the field a person says it fills; empty to leave
                it out.
            remembered: the same from an earlier time.
        """
        columns = self._said(head, question, chosen or {}, remembered or {})
        self._by_words(head, question, columns)
        fields = {item.field for item in columns.values() if item.role == "main"}
        needed = [part.id for part in self.questions[question].fields if not part.optional]
        missing = tuple(known for known in needed if known not in fields)
        return Match(sheet, question, head, dict(sorted(columns.items())), missing)

    def _said(
        self, head: Head, question: str, chosen: Mapping[str, str], remembered: Mapping[str, str]
    ) -> dict[int, Filling]:
        """The columns of which a person said what they fill.

        Where their words say the same, they also say how several go together. The first
        of others fills the field, and those after it are put behind.
        """
        plain: dict[int, Filling] = {}
        if chosen or remembered:
            self._by_words(head, question, plain)
        columns: dict[int, Filling] = {}
        for said, how in ((chosen, "chosen"), (remembered, "remembered")):
            for column, texts in head.headers.items():
                known = next((said[p] for t in texts if (p := plain_header(t)) in said), None)
                if known is not None and column not in columns:
                    same = column in plain and plain[column].field == known
                    columns[column] = (
                        replace(plain[column], how="words") if same else Filling(known, "main", how)
                    )
        for known in {filling.field for filling in columns.values()} - {""}:
            mains = [
                (filling.how != "words", at)
                for at, filling in columns.items()
                if filling.field == known and filling.role == "main"
            ]
            for _, at in sorted(mains)[1:]:
                columns[at] = replace(columns[at], role="after")
        return columns

    def _by_words(self, head: Head, question: str, columns: dict[int, Filling]) -> None:
        taken = {item.field for item in columns.values() if item.field}
        fits = []
        for part in self.questions[question].fields:
            words = self._main_words(question, part.id)
            for column, texts in head.headers.items():
                score = max(_score(text, words) for text in texts)
                if score and column not in columns:
                    fits.append((-score, column, part.id))
        for _, column, known in sorted(fits):
            if column not in columns and known not in taken:
                columns[column] = Filling(known, "main", "words")
                taken.add(known)
        for part in self.questions[question].fields:
            said = self.words[question].of(part.id)
            for role, texts in (("before", said.before), ("after", said.after)):
                words = {plain_header(text) for text in texts}
                for column, headers in head.headers.items():
                    named = any(plain_header(text) in words for text in headers)
                    if named and column not in columns and part.id in taken:
                        columns[column] = Filling(part.id, role, "words")  # type: ignore[arg-type] # of two


def _score(header: str, words: set[str]) -> float:
    """How well a header names a field that is called by any of some words."""
    plain, bare = plain_header(header), without_brackets(header)
    if plain in words:
        return EXACT
    if bare in words:
        return BARE
    return max((PART * _shared(bare or plain, word) for word in words), default=0)


def _shared(header: str, word: str) -> float:
    """How much of the longer of two texts the shorter one is, by whole words; 0 for little."""
    if not header or not word:
        return 0
    if not (header.isascii() or word.isascii()) and " " not in header + word:
        short, long = sorted((header, word), key=len)
        inside = len(short) > 1 and short in long
        return len(short) / len(long) if inside and len(short) >= HALF * len(long) else 0
    mine, theirs = header.split(), word.split()
    short_, long_ = sorted((mine, theirs), key=len)
    if not set(short_) <= set(long_) or len("".join(short_)) <= SHORT:
        return 0
    share = len(" ".join(short_)) / len(" ".join(long_))
    return share if share >= HALF else 0


def heads(sheet: Worksheet) -> Iterator[Head]:
    """The rows that may be the head of a sheet, each with its columns."""
    rows = sheet.rows()
    spread = _spread(sheet)
    for number in list(rows)[:HEAD_ROWS]:
        columns = rows[number][:MAX_COLUMNS]
        texts = {
            column: text
            for column in columns
            if isinstance(text := sheet.value(number, column), str) and text.strip()
        }
        if len(texts) >= LEAST or len(spread.get(number, {})) >= LEAST:
            yield _head(sheet, number, texts, spread.get(number, {}), rows)


def _spread(sheet: Worksheet) -> dict[int, dict[int, str]]:
    """Row to columns that lie under a text which stands over several of them."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for row, column, last_row, last in sheet.joined:
        text = sheet.value(row, column)
        if last > column and last_row == row and isinstance(text, str):
            found[row] |= {at: text.strip() for at in range(column, min(last, MAX_COLUMNS) + 1)}
    return found


def _head(
    sheet: Worksheet,
    number: int,
    texts: Mapping[int, str],
    over: Mapping[int, str],
    rows: Mapping[int, list[int]],
) -> Head:
    """The head that begins in a row: of two rows where texts stand over several columns."""
    below = number + 1
    single = over and set(over) & set(rows.get(below, ())) and len(set(over.values())) < len(over)
    if not single:
        return Head(number, number, {at: (text.strip(),) for at, text in texts.items()})
    headers: dict[int, tuple[str, ...]] = {
        at: (text.strip(),) for at, text in texts.items() if at not in over
    }
    for at in rows.get(below, ()):
        text = sheet.value(below, at)
        if not isinstance(text, str) or not text.strip():
            continue
        own = text.strip()
        headers[at] = (f"{over[at]} {own}", own, over[at]) if at in over else (own,)
    for at, text in over.items():
        headers.setdefault(at, (text,))
    return Head(number, below, dict(sorted(headers.items())))
