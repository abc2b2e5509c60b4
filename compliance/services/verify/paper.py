"""Verifying a paper that holds what its pages say: a document, or the summary of a dossier.

It holds what its pages say and no journal, for whoever may have it may not have that. So
its pages are made again from what stands inside; and whoever has the assessment can fill
the document again from its journal and compare.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Record
from compliance.documents.dossier.reading import PROPERTIES, Embedded
from compliance.documents.dossier.summary.compose import compose_summary
from compliance.documents.dossier.summary.fill import summarise
from compliance.documents.dossier.summary.said import Summary
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import NAME, FilledDocument, TextsOf, content_of
from compliance.documents.papers.translated import translated
from compliance.documents.render.maker import version_named
from compliance.documents.render.paper import Paper
from compliance.errors import ConformityError, Problem
from compliance.language.words import counted, listed
from compliance.services.assess.open import followed
from compliance.services.verify.again import Again, compare
from compliance.services.verify.result import ASK, Verification

RECORD: Final = "dossier.record-changed"
OTHER: Final = "dossier.other-assessment"
OF_PACKS: Final = {"pack", "letter"}
"""Ids of the index of a pack and of its letter, which follow from no journal alone."""
Print = Callable[[Paper], bytes]
Said = FilledDocument | Summary
"""What the pages of a paper say, as it stands inside."""
_READ: Final = TypeAdapter[Said](Annotated[Said, Field(discriminator="format")])


def read_filled(name: str, embedded: Embedded, result: Verification) -> Said | None:
    """What the pages of a paper say, as it stands inside; nothing where it cannot be read."""
    content = embedded.files[NAME]
    try:
        document = _READ.validate_json(content)
    except ValidationError:
        message = f"{NAME} is not written as this program writes it."
        result.problems.append(Problem(name, RECORD, message, ASK))
        return None
    if content_of(document) != content:
        message = f"{NAME} was written anew by another program."
        result.problems.append(Problem(name, RECORD, message, ASK))
    if embedded.said.head != document.head:
        message = f"Its properties name another journal head than {NAME}."
        result.problems.append(Problem(name, PROPERTIES, message, ASK))
    if version_named(embedded.said.get("Creator")) != document.tool:
        message = f"Its properties name another program than {NAME}."
        result.problems.append(Problem(name, PROPERTIES, message, ASK))
    return document


def check_paper(
    name: str, embedded: Embedded, make: Print | None, result: Verification
) -> Said | None:
    """Make a paper again from what stands inside it, and compare.

    Args:
        name: of the file.
        embedded: the paper as it was read.
        make: prints a paper; ``None`` where pages shall not be compared.
        result: takes what is found.
    """
    document = read_filled(name, embedded, result)
    if document is None:
        return None
    if make is not None:
        try:
            content = make(_paper_of(document))
        except (ConformityError, ValueError) as error:
            result.not_compared.append(
                f"{name}: its pages were not compared, for it could not be made again here: {error}"
            )
        else:
            again = Again(content, NAME, document.tool, source=f"{NAME} inside it")
            compare(name, embedded, again, result)
            result.made_again.append(name)
    state = "a draft" if document.state else "final"
    result.notes.append(
        f"{name}: {document.title} of {document.operator or 'an operator it does not name'}, "
        f"{state}. It holds no journal: that what it says was recorded can be seen with the "
        f"assessment beside it (conformity verify {name} DIR){_or_proof(document)}. Journal head "
        f"{document.head}"
    )
    return document


def _paper_of(document: Said) -> Paper:
    return compose_summary(document) if isinstance(document, Summary) else compose(document)


def _or_proof(document: Said) -> str:
    return ", or with the proof" if isinstance(document, Summary) else ""


def check_filled(
    name: str, document: Said, place: str, records: Sequence[Record], result: Verification
) -> None:
    """Compare what a paper says with what the journal of an assessment says.

    Args:
        name: of the paper.
        document: what its pages say.
        place: of the assessment, or of a dossier that carries its journal.
        records: its journal.
        result: takes what is found.
    """
    heads = {record.hash: at for at, record in enumerate(records, 1)}
    if document.head not in heads:
        message = (
            f"{place} never had the journal head {document.head[:16]}… that {name} names: the "
            "paper comes from another assessment, or one of the two was changed."
        )
        result.problems.append(Problem(name, OTHER, message, "Ask where the paper comes from."))
        return
    if document.document in OF_PACKS:
        return
    again = _filled_again(name, document, records[: heads[document.head]], result)
    if again is None:
        return
    if again == document:
        later = len(records) - heads[document.head]
        more = f"; {counted(later, 'record')} came later" if later else ""
        result.checked.append(
            f"{name}: all it says follows from the journal of {place} up to its head{more}"
        )
        return
    for message in _differences(document, again):
        result.problems.append(Problem(name, RECORD, message, ASK))


def _filled_again(
    name: str, document: Said, records: Sequence[Record], result: Verification
) -> Said | None:
    try:
        state = fold(records)
        catalogue = followed(state)
        if catalogue.digest != document.edition_digest:
            result.not_compared.append(
                f"{name}: it was filled with another revision of the checklists than the one "
                "installed, so it was not compared with the journal."
            )
            return None
        assessment = Assessment(catalogue, state)
        if isinstance(document, Summary):
            return summarise(assessment, document.as_of, document.tool)
        spoken = translated(assessment, document.language, document.document)
        if spoken is not None and not _same_words(document, spoken.said(state)):
            result.not_compared.append(
                f"{name}: it was written with another translation than the one installed, or "
                "with another version of what writes its days and names, so it was not compared "
                "with the journal."
            )
            return None
        return fill(assessment, document.document, document.as_of, document.tool, spoken)
    except ConformityError as error:
        result.not_compared.append(f"{name}: it could not be filled again here: {error}")
        return None


def _same_words(document: FilledDocument, here: TextsOf) -> bool:
    """Whether a paper was written with the texts that are installed."""
    there = document.translation
    return there is not None and (there.texts, there.names) == (here.texts, here.names)


def _differences(found: Said, must: Said) -> Iterator[str]:
    """In what two fillings of a document differ, by field, a few of them."""
    mine, theirs = found.model_dump(mode="json"), must.model_dump(mode="json")
    fields = [key for key in mine if mine[key] != theirs.get(key)]
    long = [key for key in fields if key == "sections" or isinstance(found, Summary)]
    named = [key for key in fields if key not in long or isinstance(found, Summary)]
    if named:
        yield f"It says something else than the journal in: {listed(named)}."
    if long:
        before, after = (
            [text for key in long for text in _texts(one.get(key))] for one in (theirs, mine)
        )
        rows = difflib.unified_diff(before, after, n=0, lineterm="")
        changed = [row for row in rows if row[:1] in "+-" and row[:3] not in {"+++", "---"}]
        for row in changed[:6]:
            word = "It says" if row[0] == "+" else "It leaves out"
            yield f"{word}: “{row[1:][:120]}”."


def _texts(value: Any) -> list[str]:
    """Every text of a filling, in order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, item in value.items() if key != "kind" for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []
