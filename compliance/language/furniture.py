"""The words that papers themselves bring: what the program says, and no law or answer.

By id, in English. Languages into which they are translated lie in ``templates/locale``.
A text may have ``{slots}``; a translation has the same.
"""

from __future__ import annotations

from typing import Final

FURNITURE: Final = {
    # Marks between texts, as a language writes them.
    "mark.colon": ":",
    "mark.list": "; ",
    "mark.comma": ", ",
    "mark.stop": ".",
    # The state of a paper
    "state.draft": "Draft",
    "state.note": "Draft, nobody may rely on it",
    "state.warning": "Draft: nobody may rely on it.",
    "state.open": "Open before it can be issued:",
    "sign.draft": "Not to be signed: draft",
    "sign.working": "Not to be signed: working translation. The English text counts.",
    "sign.title": "Signature",
    "sign.name": "Name",
    "sign.function": "Function",
    "sign.day": "Place, date",
    # Proof
    "proof.recorded": (
        "As recorded up to journal {head}, as of {day}. Digest of what stands inside this file:"
    ),
    "proof.check": "Check it with: conformity verify FILE.pdf",
    "proof.code": "QR code of the digest {digest}",
    "proof.inside": "Everything that the pages say, for machines",
    "foot.journal": "{assessment} · journal {head}",
    "foot.link": "Page {page}",
    "foot.page": "{page} / {pages}",
    # Tables of the paper itself
    "index.caption": "Index",
    "index.point": "Point",
    "index.asked": "What is asked",
    "index.page": "Page",
    "files.caption": "Beside this paper",
    "files.name": "File",
    "files.kind": "Kind",
    "files.day": "Collected",
    "files.digest": "SHA-256, beginning",
    "files.inside": "(not for outside)",
    "entry.number": "Number",
    "days.caption": "Days from which the law binds",
    "days.from": "From",
    "days.what": "What",
    "days.source": "Source",
    "days.unsettled": (
        "{title} (may apply from then: a reading of the law or an open answer decides)"
    ),
    "table.entry": "{entry} {number}",
    "table.entries": "{caption} ({first} to {last})",
    # What stands in place of an answer, or in an answer
    "answer.yes": "Yes",
    "answer.no": "No",
    "answer.none-chosen": "None of these",
    "answer.none-of-these": "none of these",
    "answer.no-entries": "No entries",
    "answer.none": "None.",
    "answer.none-stated": "none stated",
    "answer.below": "as listed below",
    "answer.not-applicable": "not applicable",
    "answer.does-not-apply": "Not applicable.",
    "answer.unknown": "Not known to the operator yet.",
    "answer.at-issue": "Stated when it is issued.",
    "answer.nothing": "Nothing is stated on this.",
    # What is open
    "open.is": "Open: {text}",
    "open.not-stated": "{label}: not stated.",
    "open.undecided": "Not determined yet: answers that decide it are missing.",
    "open.of-point": "{point}: {what}",
    "open.point-undecided": "not determined yet (answers that decide it are missing)",
    "open.requirement": "{title} ({status})",
    "open.stands": "{title}: {status}.",
    "open.owed": "Whether this document is owed is not determined.",
    "open.elsewhere": "Further open points of the assessment, outside this paper: {count}.",
    "open.else": "The assessment names a further reason why this is a draft.",
    "because": "Because {reason}",
    # How a requirement stands
    "status.met": "met",
    "status.partly-met": "partly met",
    "status.not-met": "not met",
    "status.not-begun": "not begun",
    "status.not-assessed": "not assessed",
    "status.undetermined": "undetermined",
    "status.not-applicable": "not applicable",
    "status.out-of-scope": "out of scope",
    # Of a paper in another language than English
    "language.working": (
        "Working translation: nobody in the company has confirmed the wording of this language yet."
    ),
    "language.confirmed": (
        "The wording of this language was confirmed for the company by {name} on {day}."
    ),
    "language.answers": "Answers stand in the language in which they were given.",
}
"""Id to the English text."""
