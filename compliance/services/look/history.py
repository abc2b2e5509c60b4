"""Records of the journal in words."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.assessment.journal.records import (
    Answer,
    Assignment,
    Begin,
    EntryChanged,
    EntryMade,
    Evidence,
    EvidenceLinked,
    EvidenceMarked,
    EvidenceRead,
    EvidenceWithdrawn,
    LanguageConfirmed,
    Migrated,
    Note,
    Origin,
    ProposalRefused,
    Proposed,
    Record,
    ReviewGiven,
    SignOff,
)
from compliance.checklist.answer_text import full_answer
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.language.tongue import english_name
from compliance.language.words import counted
from compliance.views.source import source_line


def record_text(catalogue: Catalogue, record: Record) -> tuple[str, tuple[str, ...]]:
    """A record in a sentence, and the ids of the questions it is about."""
    text = _text(catalogue, record)
    origin: Origin | None = getattr(record.data, "origin", None)
    if origin is not None:
        text = f"Taken over from {origin.journal}, {origin.by}, {origin.at}: {text}"
    return text, concerned(record)


def concerned(record: Record) -> tuple[str, ...]:
    """Ids of the questions that a record names."""
    match record.data:
        case Answer() | Proposed() | ProposalRefused() | Note() as data:
            return (data.question,)
        case Evidence() as data:
            return data.supports
        case EvidenceLinked() as data:
            return (*data.add, *data.remove)
        case ReviewGiven() | Assignment() as data:
            return (data.requirement,)
        case Migrated() as data:
            return _named(data)
        case _:
            return ()


def _text(catalogue: Catalogue, record: Record) -> str:
    match record.data:
        case Begin() as data:
            return f"Began “{data.name}” with {data.pack} {data.edition}"
        case Answer() as data:
            return _answer_text(catalogue, data)
        case Proposed() as data:
            return _proposed_text(catalogue, data)
        case ProposalRefused() as data:
            reason = f": {data.reason}" if data.reason else ""
            return f"{data.question}: not taken from {source_line(data.source)}{reason}"
        case (
            Evidence() | EvidenceMarked() | EvidenceLinked() | EvidenceRead() | EvidenceWithdrawn()
        ) as data:
            return _evidence_text(catalogue, data)
        case Note() as data:
            source = f" ({source_line(data.source)})" if data.source else ""
            return f"Note on {data.question}: {data.text}{source}"
        case ReviewGiven() as data:
            comment = f": {data.comment}" if data.comment else ""
            return f"{data.requirement} {data.decision}{comment}"
        case Assignment() as data:
            due = f", due {data.due}" if data.due else ""
            cause = f"; cause: {data.cause}" if data.cause else ""
            return f"{data.requirement} assigned to {data.owner}{due}{cause}"
        case Migrated() as data:
            return _migrated_text(data)
        case SignOff() as data:
            return _sign_off_text(data)
        case EntryMade() | EntryChanged() as data:
            return _entry_text(catalogue, data)
        case LanguageConfirmed() as data:
            return f"Wording of {data.document} in {english_name(data.language)} confirmed"


def _evidence_text(
    catalogue: Catalogue,
    data: Evidence | EvidenceMarked | EvidenceLinked | EvidenceRead | EvidenceWithdrawn,
) -> str:
    match data:
        case Evidence():
            kind = catalogue.label(EVIDENCE_KINDS, data.evidence_kind)
            text = f"{data.evidence}: {data.name} ({kind}) supports "
            text += _names(catalogue, data.supports)
            return f"{text}\nIn place of {data.supersedes}" if data.supersedes else text
        case EvidenceLinked():
            reason = f" ({data.reason})" if data.reason else ""
            parts = [
                f"{verb} {_names(catalogue, known)}"
                for verb, known in (("linked to", data.add), ("unlinked from", data.remove))
                if known
            ]
            return f"{data.evidence} {' and '.join(parts)}{reason}"
        case EvidenceMarked():
            reason = f": {data.reason}" if data.reason else ""
            return f"{data.evidence} is {'not ' if data.inside else ''}for outside{reason}"
        case EvidenceRead():
            failed = [check.said for check in data.checks if check.outcome == "failed"]
            return "\n".join([f"{data.evidence} read as {data.format}", *failed])
        case EvidenceWithdrawn():
            return f"{data.evidence} withdrawn: {data.reason}"


def _names(catalogue: Catalogue, supports: tuple[str, ...]) -> str:
    """What evidence supports, by name."""
    questions = catalogue.questions
    found = (
        questions[known].label or questions[known].ask if known in questions else known
        for known in supports
    )
    return "; ".join(dict.fromkeys(found)) or "nothing"


def _entry_text(catalogue: Catalogue, data: EntryMade | EntryChanged) -> str:
    """What was recorded after the launch, one field a line."""
    made = isinstance(data, EntryMade)
    lines = [f"{data.entry} {'recorded' if made else 'changed'}"]
    fields = catalogue.with_entries
    for known, value in data.values.items():
        if value is None:
            lines.append(f"{known}: taken back")
            continue
        shown = full_answer(fields, known, "given", value)
        lines.append(f"{known}:{chr(10) if chr(10) in shown else ' '}{shown}")
    for word, numbers in (("evidence", data.evidence), ("about", data.linked)):
        if numbers is not None and (numbers or not made):
            lines.append(f"{word}: {', '.join(numbers) or 'none'}")
    if isinstance(data, EntryChanged) and data.reason:
        lines.append(f"({data.reason})")
    return "\n".join(lines)


def _migrated_text(data: Migrated) -> str:
    """What a migration to a later edition did, one part a line."""
    lines = [f"Migrated from edition {data.from_edition} to {data.edition}"]
    lines += [f"{old} is now {new}" for old, new in data.renamed.items()]
    lines += [f"{old} is now {', '.join(new)}" for old, new in data.replaced.items()]
    lines += [f"{known}: the answer is now {value}" for known, value in data.values.items()]
    lines += [f"{item.question} to be confirmed: {item.reason}" for item in data.reconfirm]
    lines += [f"{known} dropped: {reason}" for known, reason in data.dropped.items()]
    return "\n".join(lines)


def _named(data: Migrated) -> tuple[str, ...]:
    """Ids that the record of a migration names."""
    found = [*data.renamed, *data.renamed.values(), *data.replaced, *data.values]
    found += [known for several in data.replaced.values() for known in several]
    found += [known for item in data.reconfirm for known in (item.question, item.earlier)]
    return tuple(dict.fromkeys([*found, *data.dropped]))


def records_about(records: Sequence[Record], question: str) -> list[Record]:
    """What happened around a question, in order.

    That is: under every id it had, or came from, in earlier editions, and what became
    of the evidence that was attached for it.
    """
    names = _earlier_names(records, question)
    attached: set[str] = set()
    found = []
    for record in records:
        data = record.data
        about = not names.isdisjoint(concerned(record))
        if isinstance(data, Evidence | EvidenceLinked) and about:
            attached.add(data.evidence)
        if about or (
            isinstance(data, EvidenceWithdrawn | EvidenceMarked | EvidenceLinked | EvidenceRead)
            and data.evidence in attached
        ):
            found.append(record)
    return found


def _earlier_names(records: Sequence[Record], question: str) -> set[str]:
    """A question with every id it had, or came from, in earlier editions."""
    found = {question}
    moves = [record.data for record in records if isinstance(record.data, Migrated)]
    for data in reversed(moves):
        found |= {old for old, new in data.renamed.items() if new in found}
        found |= {old for old, several in data.replaced.items() if found & {*several}}
    return found


def _sign_off_text(data: SignOff) -> str:
    comment = f": {data.comment}" if data.comment else ""
    if data.decision == "withdrawn":
        return f"Took the sign-off back{comment}"
    number = len(data.open_duties or ())
    known = f", with {counted(number, 'point')} known to be open" if number else ""
    return f"Signed the assessment off as {data.function}{known}{comment}"


def _answer_text(catalogue: Catalogue, data: Answer) -> str:
    shown = full_answer(catalogue, data.question, data.state, data.value)
    gap = "\n" if "\n" in shown else " "  # entries of a table begin in their own line
    reason = f"{gap}({data.explanation})" if data.explanation else ""
    said = f"{gap}(answered by {data.said_by})" if data.said_by else ""
    source = f"{gap}(confirmed; from: {source_line(data.source)})" if data.source else ""
    return f"{data.question}:{gap}{shown}{reason}{said}{source}"


def _proposed_text(catalogue: Catalogue, data: Proposed) -> str:
    shown = full_answer(catalogue, data.question, data.state, data.value)
    gap = "\n" if "\n" in shown else " "
    reason = f"{gap}({data.explanation})" if data.explanation else ""
    source = source_line(data.source)
    return f"{data.question} to be confirmed:{gap}{shown}{reason}{gap}(from: {source})"
