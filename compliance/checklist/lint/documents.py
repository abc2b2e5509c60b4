"""Review of documents: every name they draw on, and a place for all that the law lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.checklist.base import ADDRESSEES, CONCLUSION_GROUPS, EVIDENCE_KINDS, ROLES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition
from compliance.checklist.documents import DocumentFile, Point, slots
from compliance.checklist.lint.declaration import named_provisions
from compliance.checklist.questions import GroupQuestion
from compliance.errors import Problem
from compliance.law.provision import is_within

Path = tuple[str | int, ...]
CODE = "checklist.document"


def document_conditions(catalogue: Catalogue) -> Iterator[tuple[str, Path, Condition]]:
    """Every condition of a document with the id and path where it stands."""
    for document in catalogue.documents.values():
        known = f"document:{document.id}"
        yield known, ("applies_when",), document.applies_when
        for path, point in document.placed():
            for number, variant in enumerate(point.variants):
                yield known, (*path, "variants", number, "when"), variant.when
            if point.when is not None:
                yield known, (*path, "when"), point.when
            if point.blocked_when is not None:
                yield known, (*path, "blocked_when"), point.blocked_when


def document_provisions(catalogue: Catalogue) -> Iterator[tuple[str, Path, list[str]]]:
    """Every provision that a document names, with where."""
    for document in catalogue.documents.values():
        known = f"document:{document.id}"
        yield known, ("basis",), list(document.basis)
        yield known, ("annex",), [document.annex] if document.annex else []
        yield known, ("basis_of_language",), list(document.basis_of_language)
        yield known, ("covers",), list(document.covers)
        for at, left in enumerate(document.left_out):
            yield known, ("left_out", at), list(left.provisions)
        for path, point in document.placed():
            yield known, path, [point.provision, *point.also]
        if document.vouches is not None:
            for path, named in named_provisions(document.vouches):
                yield known, path, named


def review_documents(catalogue: Catalogue) -> list[Problem]:
    """What is wrong with the documents of an edition."""
    problems: list[Problem] = []
    for document in catalogue.documents.values():
        problems += _about(catalogue, document)
        problems += _unknown_questions(asked_by(catalogue, document), document)
        problems += _unknown_columns(catalogue, document)
        problems += _undrawn(catalogue, document)
        problems += _unknown_words(catalogue, document)
        problems += _unknown_requirements(catalogue, document)
        problems += _without_place(catalogue, document)
    return problems


def _place(catalogue: Catalogue, document: DocumentFile, *path: str | int) -> str:
    return catalogue.place(f"document:{document.id}", *path)


def _questions(document: DocumentFile) -> Iterator[tuple[Path, set[str]]]:
    """Questions that a document draws on, by where it does."""
    for at, field in enumerate(document.particulars):
        yield ("particulars", at), set(slots(field.statement))
    for at, place in enumerate(document.signatures):
        named = (place.party, place.instead, place.name, place.function)
        yield ("signatures", at), {known for known in named if known}
    for path, point in document.placed():
        yield path, _of_point(point)


def _of_point(point: Point) -> set[str]:
    texts = (point.statement, *(variant.statement for variant in point.variants))
    named = {*point.facts, *point.optional_facts}
    named.update(*(variant.facts for variant in point.variants))
    return named.union(*map(slots, texts))


def _unknown_questions(catalogue: Catalogue, document: DocumentFile) -> Iterator[Problem]:
    for path, named in _questions(document):
        for fact in sorted(named - set(catalogue.questions)):
            yield Problem(
                _place(catalogue, document, *path),
                "checklist.unknown-fact",
                f"There is no fact {fact}.",
                "Correct the name, or declare it.",
            )


def asked_by(catalogue: Catalogue, document: DocumentFile) -> Catalogue:
    """What a document can draw on: with the fields of entries where it is about one."""
    return catalogue.with_entries if document.about else catalogue


def _about(catalogue: Catalogue, document: DocumentFile) -> Iterator[Problem]:
    """Kinds, duties and fields of entries that there are not."""
    file = catalogue.after_launch
    kinds = set() if file is None else {kind.id for kind in file.kinds}
    duties = set() if file is None else {duty.id for duty in file.duties}
    fields = set() if file is None else {known.id for known in file.fields}
    about = document.about
    wanted: list[tuple[Path, set[str], set[str]]] = []
    if about is not None:
        wanted.append((("about",), {about.kind}, kinds))
        wanted.append((("about",), set(about.duties), duties))
    for path, point in document.placed():
        if point.entries is not None:
            wanted.append((path, set(point.entries.kinds), kinds))
            wanted.append((path, set(point.entries.columns), fields))
        if about is None and (point.clocks or point.entry_evidence):
            says = "A document that is about no entry cannot list what belongs to one."
            hint = "Say under about which entries it is about."
            yield Problem(_place(catalogue, document, *path), CODE, says, hint)
    for path, named, known in wanted:
        for one in sorted(named - known):
            says = f"{one} is not declared in after_launch.yaml."
            yield Problem(_place(catalogue, document, *path), CODE, says, "Correct the name.")


def _unknown_columns(catalogue: Catalogue, document: DocumentFile) -> Iterator[Problem]:
    groups = [one for one in catalogue.questions.values() if isinstance(one, GroupQuestion)]
    columns = {f"{one.id}.{part.id}" for one in groups for part in one.fields}
    for path, point in document.placed():
        for column in point.without:
            if column not in columns:
                yield Problem(
                    _place(catalogue, document, *path),
                    "checklist.unknown-fact",
                    f"No table has the column {column}.",
                    "Write the id of the question and that of its column, with a dot between.",
                )


def _undrawn(catalogue: Catalogue, document: DocumentFile) -> Iterator[Problem]:
    """Tables to be drawn of which nothing says how, or which their point does not print."""
    known = {table.question: table for table in catalogue.dossier.drawn}
    for path, point in document.placed():
        printed = {*point.facts, *point.optional_facts}
        printed.update(*(variant.facts for variant in point.variants))
        for at, named in enumerate(point.drawn):
            place = _place(catalogue, document, *path, "drawn", at)
            table = known.get(named)
            if table is None:
                says = f"Nothing says how {named} is drawn."
                hint = f"dossier.yaml draws: {', '.join(known) or 'nothing'}."
                yield Problem(place, CODE, says, hint)
                continue
            if named not in printed:
                says = f"The point does not print the table {named}."
                yield Problem(place, CODE, says, "Name it among its facts too.")
            parts = filter(None, (table.value, table.beside))
            gone = [one for one in parts if f"{named}.{one}" in point.without]
            if gone:
                says = f"The point leaves out what is drawn of {named}: {', '.join(gone)}."
                yield Problem(place, CODE, says, "Leave the column in, or do not draw the table.")


def _unknown_words(catalogue: Catalogue, document: DocumentFile) -> Iterator[Problem]:
    named: list[tuple[Path, str, str]] = [
        (("roles", at) if document.roles else ("role",), ROLES, role)
        for at, role in enumerate(document.whose)
    ]
    named += [(("to", at), ADDRESSEES, word) for at, word in enumerate(document.to)]
    for path, point in document.placed():
        named += [(path, EVIDENCE_KINDS, kind) for kind in point.evidence]
        groups = (*point.conclusions, *point.traced)
        named += [(path, CONCLUSION_GROUPS, group) for group in groups]
    for path, vocabulary, word in named:
        words = [known.id for known in catalogue.words(vocabulary)]
        if word not in words:
            yield Problem(
                _place(catalogue, document, *path),
                "checklist.unknown-word",
                f"{word} is not in the vocabulary {vocabulary}.",
                f"Words: {', '.join(words)}."
                if words
                else f"Declare the vocabulary {vocabulary} under vocabularies/.",
            )


def _unknown_requirements(catalogue: Catalogue, document: DocumentFile) -> Iterator[Problem]:
    named: list[tuple[Path, Iterable[str]]] = [(("duties",), document.duties)]
    named.append((("kept",), filter(None, [document.kept])))
    named += [(path, point.named_requirements) for path, point in document.placed()]
    for path, ids in named:
        for known in ids:
            requirement = catalogue.requirements.get(known)
            place = _place(catalogue, document, *path)
            if requirement is None:
                says = f"There is no requirement {known}."
                yield Problem(place, "checklist.unknown-id", says, "Correct the name.")
            elif path == ("kept",) and not requirement.periods:
                says = f"{known} has no period, so it does not say how long anything is kept."
                yield Problem(place, CODE, says, "Name one with periods, or write kept_note.")


def _without_place(catalogue: Catalogue, document: DocumentFile) -> Iterator[Problem]:
    """What the law lists and the document neither holds nor leaves out with a reason."""
    outline = catalogue.outline
    named = [(point.provision, *point.also) for point in document.points]
    placed = {outline.canonical(known) for ids in named for known in ids if known in outline}
    left = [known for item in document.left_out for known in item.provisions]
    for wide in document.covers:
        for known in outline.ids():
            within = is_within(known, wide) and not outline.children(known)
            excused = any(is_within(known, out) for out in left)
            if within and known not in placed and not excused:
                yield Problem(
                    _place(catalogue, document, "covers"),
                    CODE,
                    f"{known} ({outline.printed(known)}) has no place in this document.",
                    "Give it a point, or say under left_out why it has none.",
                )
