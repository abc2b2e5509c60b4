"""Sign-off, legal basis, verification."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from compliance.assessment.journal.state import State
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.material import Attached, Material
from compliance.documents.dossier.parts import Chapter, Line
from compliance.documents.dossier.sign_offs import SignedBlock, signed_block
from compliance.language.words import day, moment, size_text
from compliance.law.provision import outermost
from compliance.views.marks import APPLIES

FIELD: Final = "Sig"
"""How the name of a place to sign begins; its number follows, in the order of sealing."""


@dataclass(frozen=True)
class SealPlace:
    """A place for the electronic seal of a party."""

    field: str
    party: str
    name: str
    """Empty while nobody stated it."""


@dataclass(frozen=True)
class SignOffContent:
    """Who worked on it, who looked at it, who signed, and where to sign."""

    people: tuple[str, ...]
    reviews: tuple[Line, ...]
    signed: SignedBlock
    boxes: tuple[str, ...]
    seals: tuple[SealPlace, ...]
    """In the order in which they are given."""
    draft: bool
    declaration: str
    """How the law calls what a signature here is not; empty where it wants none."""


def sign_off(material: Material) -> Chapter:
    """The sign-off page: people of the journal, reviews, boxes for signatures."""
    declared = material.catalogue.declaration
    content = SignOffContent(
        tuple(sorted(material.state.people)),
        _reviews(material),
        signed_block(material),
        ("Prepared by", "Reviewed by", "Approved by"),
        _seals(material),
        material.declaration.is_draft,
        "" if declared is None else declared.called,
    )
    return Chapter("sign-off", "Sign-off", "sign_off", content)


def _seals(material: Material) -> tuple[SealPlace, ...]:
    """A place for every party that is to seal, once its question arises."""
    parties = [
        fact
        for fact in material.catalogue.dossier.signatories
        if material.facts.relevance(fact) is Truth.YES
    ]
    return tuple(
        SealPlace(f"{FIELD}{at}", material.label(fact), material.stated(fact))
        for at, fact in enumerate(parties, 1)
    )


CHANGED = "Returned earlier; answers or evidence changed since"
"""Counted apart, where there are any: the reviewer has to look again."""


def _reviews(material: Material) -> tuple[Line, ...]:
    reviews = [item.review for item in material.findings if item.applies is APPLIES[Truth.YES]]
    states = Counter(review.state for review in reviews)
    lines = (
        ("Requirements that apply", len(reviews)),
        ("Of these, review by a second person required", sum(i.required for i in reviews)),
        ("Approved, and the approval fits the present answers", states["approved"]),
        ("Returned to the author", states["returned"]),
        (CHANGED, states["again"]),
        (
            "Approved earlier; answers or evidence changed since, or approved by the author",
            states["void"] + states["own"],
        ),
        ("Required reviews still missing", sum(i.missing for i in reviews)),
    )
    return tuple(Line(label, str(number)) for label, number in lines if number or label != CHANGED)


@dataclass(frozen=True)
class Cited:
    """A provision with our heading."""

    printed: str
    heading: str
    note: str


@dataclass(frozen=True)
class CitedGroup:
    """The provisions cited of one article, annex or recital."""

    top: Cited
    items: tuple[Cited, ...]

    def below(self, item: Cited) -> str:
        """Where a provision stands within the one that the group is named after."""
        return item.printed.removeprefix(self.top.printed).lstrip(", ") or item.printed


@dataclass(frozen=True)
class DatedEvent:
    """A milestone of the law."""

    on: str
    title: str
    basis: str
    source: str


@dataclass(frozen=True)
class LegalContent:
    """The text of the law that the dossier rests on."""

    lines: tuple[Line, ...]
    amended_by: tuple[str, ...]
    authentic: str
    open_questions: tuple[str, ...]
    milestones: tuple[DatedEvent, ...]
    cited: tuple[CitedGroup, ...]


def legal_basis(material: Material) -> Chapter:
    """Law, state, amendments, open questions, milestones, provisions cited."""
    law, timeline = material.catalogue.law, material.catalogue.timeline
    lines = (
        Line("Law", law.name),
        Line("Number", "" if law.number == law.short_name else law.number),
        Line("CELEX", law.celex, code=True),
        Line("Published", law.published),
        Line("Entry into force", day(law.entry_into_force)),
        Line("State followed", day(law.state)),
    )
    content = LegalContent(
        lines=tuple(line for line in lines if line.text),
        amended_by=law.amended_by,
        authentic=law.authentic,
        open_questions=tuple(item.title for item in timeline.open_questions),
        milestones=tuple(
            DatedEvent(day(item.on), item.title, material.cite(item.basis), item.source)
            for item in sorted(timeline.milestones, key=lambda item: item.on)
        ),
        cited=_cited(material),
    )
    return Chapter("legal", "Legal basis", "legal", content, shares="law")


def _cited(material: Material) -> tuple[CitedGroup, ...]:
    """Provisions of findings and of conclusions that hold, each below its article."""
    found: set[str] = set()
    for finding in material.shown_findings:
        found.update(finding.provisions)
        for start in finding.starts:
            found.update(start.rule.basis)
    for item in material.outcomes:
        if item.holds:
            found.update(item.conclusion.provisions)
    outline = material.catalogue.outline
    cited = {outline.canonical(item) for item in found if item in outline}
    groups: dict[Cited, list[Cited]] = {}
    for provision in sorted(cited, key=outline.order):
        article, gathered = outermost(provision), outline.explanations(provision)
        top = Cited(gathered, "", "") if gathered else _one_cited(material, article)
        group = groups.setdefault(top, [])
        if gathered or provision != article:
            group.append(_one_cited(material, provision))
    return tuple(CitedGroup(top, tuple(items)) for top, items in groups.items())


def _one_cited(material: Material, provision: str) -> Cited:
    outline = material.catalogue.outline
    if provision not in outline:
        return Cited(outline.printed(provision), "", "")
    entry = outline.get(provision)
    note = "deleted" if entry.deleted else "amended" if entry.amended else ""
    return Cited(entry.printed, entry.heading, note)


@dataclass(frozen=True)
class Person:
    """Somebody who wrote in the journal."""

    name: str
    records: str
    answers: str
    reviews: str


@dataclass(frozen=True)
class VerifyContent:
    head: str
    seq: str
    changed: str
    edition_digest: str
    people: tuple[Person, ...]
    files: tuple[EmbeddedFile, ...]
    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EmbeddedFile:
    name: str
    description: str
    size: str
    digest: str


def verification(material: Material) -> Chapter:
    """Journal head, embedded files, and the commands that check them."""
    state = material.state
    content = VerifyContent(
        head=state.head,
        seq=str(state.seq),
        changed=moment(state.changed_at),
        edition_digest=material.catalogue.digest,
        people=_people(state),
        files=tuple(_embedded(item) for item in material.attached),
        commands=(
            (
                "conformity verify FILE.pdf",
                "checks that nothing was added to this file, and the chain of the journal "
                "inside it; makes the record and these pages again from it, and compares.",
            ),
            (
                "conformity verify FILE.pdf DIR",
                "compares this file with the folder of the assessment as well: later "
                "records, and every evidence file with its digest.",
            ),
        ),
    )
    return Chapter("verification", "Verification", "verification", content)


def _people(state: State) -> tuple[Person, ...]:
    """Everybody named in the journal, with how much they recorded."""
    return tuple(
        Person(
            name,
            str(number),
            str(sum(given.by == name for given in state.answers.values())),
            str(sum(review.by == name for review in state.reviews.values())),
        )
        for name, number in sorted(state.people.items())
    )


def _embedded(item: Attached) -> EmbeddedFile:
    return EmbeddedFile(item.name, item.description, size_text(item.size), item.digest)
