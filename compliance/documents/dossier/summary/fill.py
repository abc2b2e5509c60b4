"""Filling the summary: an assessment on a day becomes what a director reads of it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.gaps import Gap
from compliance.checklist.base import SUMMARY, THEMES
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.summary.days import lanes_of
from compliance.documents.dossier.summary.drawn import plots_of
from compliance.documents.dossier.summary.said import Bar, Listing, Row, Summary, Theme
from compliance.documents.dossier.waiting import Waiting, waiting
from compliance.documents.papers.filled import Shown
from compliance.language.words import capital, counted, day, listed, number_of
from compliance.views.conclusion import Concluded, Group, conclude
from compliance.views.deadline import Timetable, timetable
from compliance.views.declaration import DRAFT, DeclarationView, view_declaration
from compliance.views.document import STATES, DocumentView, view_documents
from compliance.views.finding import FindingView, view_findings
from compliance.views.marks import STATUS, Mark, severity_counts
from compliance.views.sign_off import view_sign_off
from compliance.views.standing import StandingView, view_standing
from compliance.views.subject import SubjectView, stated, view_subject

TITLE: Final = "Conformity dossier: summary"
NOBODY: Final = "not assigned"
MOST_BLOCKERS: Final = 10
MOST_GAPS: Final = 24
MOST_OPEN: Final = 5
MOST_HELD: Final = 3
SERIOUS: Final = ("blocker", "major")
LIMITS: Final = (
    "This volume says what people of the company stated, which evidence they attached, and what "
    "follows from both by published rules. It does not test the {}, is no decision of an "
    "authority, and gives no degree of compliance: it counts. Everything that had no place here "
    "stands in the other volume, the proof: every question with its answer and reason, the "
    "evidence, the reviews, the law."
)


def summarise(assessment: Assessment, as_of: datetime.date, tool: str) -> Summary:
    """The summary of an assessment on a day.

    Args:
        assessment: what was recorded.
        as_of: day on which ages, expiries and dates of application count.
        tool: version of the program that fills it.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return _Filler(assessment, as_of).summary(tool)


class _Filler:
    """What the parts of a summary are filled from."""

    def __init__(self, assessment: Assessment, as_of: datetime.date) -> None:
        self.assessment, self.as_of = assessment, as_of
        self.findings = view_findings(assessment, as_of)
        self.bound = [
            item for item in self.findings if item.in_scope and item.mark.key != "undetermined"
        ]

    @cached_property
    def declared(self) -> DeclarationView:
        return view_declaration(self.assessment, self.as_of)

    @cached_property
    def standing(self) -> StandingView:
        return view_standing(self.assessment, self.as_of)

    @cached_property
    def subject(self) -> SubjectView:
        return view_subject(self.assessment)

    @cached_property
    def times(self) -> Timetable:
        return timetable(self.assessment, self.as_of)

    @cached_property
    def undecided(self) -> Waiting:
        """Requirements of which it waits for answers whether they bind."""
        return waiting(self.assessment, self.assessment.standing(self.as_of))

    @cached_property
    def owed(self) -> list[DocumentView]:
        """Documents that are, or may be, owed."""
        return [item for item in view_documents(self.assessment, self.as_of) if item.owed]

    @cached_property
    def gaps(self) -> list[tuple[Gap, FindingView]]:
        """Every gap with its requirement, most serious first."""
        views = {item.id: item for item in self.findings}
        found = self.assessment.standing(self.as_of).gaps()
        return [(gap, views[gap.requirement]) for gap in found]

    def summary(self, tool: str) -> Summary:
        """All of it."""
        state, catalogue = self.assessment.state, self.assessment.catalogue
        verdict, reason = self._verdict()
        time, days = lanes_of(self.times, self.as_of)
        return Summary(
            title=TITLE,
            basis=f"Conformity dossier · the summary · {catalogue.law.number}",
            subject=self.subject.line,
            state=DRAFT if self.declared.draft else "",
            note=self.declared.stamp,
            fields=tuple(self._fields()),
            verdict=verdict,
            reason=reason,
            bars=tuple(self._bars()),
            counts=_counted(self.standing),
            decision=tuple(self._decision()),
            general=self.declared.general,
            blockers=self._blockers(),
            beyond=self._beyond(),
            time=time,
            days=days,
            themes=tuple(self._themes()),
            gaps=tuple(self._gap_lists()),
            papers=self._papers(),
            limits=LIMITS.format(self.subject.word),
            operator=self.subject.operator,
            assessment=state.begin.assessment,
            head=state.head,
            records=state.seq,
            at=state.changed_at,
            as_of=self.as_of,
            law=catalogue.law.name,
            edition=f"{state.begin.pack}, edition {state.edition}",
            edition_digest=catalogue.digest,
            tool=tool,
        )

    def _fields(self) -> Iterator[Shown]:
        yield Shown(label="As of", value=day(self.as_of))
        yield Shown(label="Assessment", value=self.assessment.state.begin.assessment)
        dossier = self.assessment.catalogue.dossier
        for fact in dict.fromkeys(filter(None, (dossier.operator, *dossier.signatories))):
            value = stated(self.assessment, fact)
            if value:
                yield Shown(label=capital(self._label(fact)), value=value)

    def _label(self, fact: str) -> str:
        question = self.assessment.catalogue.questions[fact]
        return question.label or question.ask

    @property
    def _blocking(self) -> list[FindingView]:
        """Requirements with what is most serious: blockers, else what bars the declaration."""
        found = [item for gap, item in self.gaps if gap.severity == "blocker"]
        if not found:
            found = [duty.finding for duty in self.declared.bars if duty.finding.gaps]
        found = list({item.id: item for item in found}.values())
        return sorted(found, key=lambda item: item.due or datetime.date.max)

    @cached_property
    def _open_ones(self) -> list[FindingView]:
        """Requirements that bind and are open, whatever hangs on them."""
        return [item for item in self.bound if item.open]

    def _counts(self) -> str:
        """What is open, counted: each number says what it counts."""
        number = capital(number_of(len(self._open_ones), "requirement"))
        lines = [f"{number}: {_by_mark(item.mark for item in self._open_ones)}."]
        bars = {duty.finding.id for duty in self.declared.bars}
        if bars:
            lines.append(f"{len(bars)} of them keep the declaration a draft: it vouches for them.")
        blockers = {gap.requirement for gap, _ in self.gaps if gap.severity == "blocker"}
        if blockers:
            lines.append(f"{len(blockers)} of them have a gap graded as a blocker; see below.")
        if self.gaps:
            graded = severity_counts(gap.severity for gap, _ in self.gaps)
            words = ", ".join(f"{one.number} {one.mark.word.lower()}" for one in graded)
            named = len({gap.requirement for gap, _ in self.gaps})
            of = f"{number_of(len(self.gaps), 'gap')} of {number_of(named, 'requirement')}"
            lines.append(f"In all {of}, also of ones that are met: {words}.")
        return "\n".join(lines)

    def _verdict(self) -> tuple[str, str]:
        """The state in one sentence, and what it rests on."""
        planned = self.times.planned
        before = f" before the first supply, planned for {day(planned)}" if planned else ""
        undecided = self.undecided
        if undecided.number and not self.bound:
            return (
                "Not decided yet.",
                f"Whether {number_of(undecided.number, 'requirement')} bind waits for answers: "
                f"{undecided.line}.",
            )
        number = len(self._blocking)
        if self.declared.draft and number:
            stand = "stands" if number == 1 else "stand"
            last = self._blocking[-1].due
            by = f" By plan the last of them is mended on {day(last)}." if last else ""
            among = f"Of {number_of(len(self._open_ones), 'open requirement')} {number} {stand}"
            return "Not ready.", f"{among} in the way{before}.{by}"
        if self.declared.draft:
            return "Not ready.", f"Something is still open{before}; the decision page says what."
        if self.declared.owed:
            return "Ready.", "Nothing stands in the way of the declaration."
        return "Nothing open.", "No declaration is drawn up here, and no finding is open."

    def _bars(self) -> Iterator[Bar]:
        for word in self.assessment.catalogue.words(THEMES):
            marks = tuple(item.mark.key for item in self.bound if item.theme == word.id)
            if marks:
                yield Bar(label=word.label, marks=marks)

    def _decision(self) -> Iterator[Row]:
        """What follows from the facts, by heading, then what has to be decided."""
        found = conclude(self.assessment)
        for group in found.groups:
            if group.holding:
                yield Row(head=group.title, cells=(_held(group),))
        if self._open_ones:
            yield Row(head="What is open", cells=(self._counts(),))
        undecided = self.undecided
        if undecided.number and self.bound:  # otherwise the verdict says it
            text = f"{number_of(undecided.number, 'requirement')}: {undecided.line}."
            yield Row(head="Not determined", cells=(capital(text),))
        if self.times.planned:
            yield Row(head="First supply", cells=(self._supply(self.times.planned),))
        answered = (duty for duty in self.declared.bars if duty.finding.gaps)
        fines = dict.fromkeys(duty.fine for duty in answered if duty.fine)
        if fines:
            text = f"Fines for what is open: {listed(list(fines))}."
            yield Row(head="At stake", cells=(text,))
        yield Row(head="Papers", cells=(self._paper_counts(),))
        yield Row(head="Sign-off", cells=(view_sign_off(self.assessment, self.as_of).sentence,))

    def _supply(self, planned: datetime.date) -> str:
        needed = {
            need.id
            for item in self.times.deadlines
            if item.phase == "before"
            for need in item.requirements
            if need.open
        }
        away = counted((planned - self.as_of).days, "day")
        still = counted(len(needed), "requirement")
        return f"Planned for {day(planned)}, {away} from now. Open before it: {still}."

    def _paper_counts(self) -> str:
        views = self.owed
        states = [
            f"{sum(view.state == key for view in views)} {STATES[key].lower()}"
            for key in ("ready", "draft", "unsure")
            if any(view.state == key for view in views)
        ]
        number = capital(number_of(len(views), "document"))
        return f"{number} owed, or perhaps: {', '.join(states)}."

    def _blockers(self) -> Listing | None:
        """What blocks, with owner and day."""
        found = self._blocking
        if not found:
            return None
        return Listing(
            caption="Requirements that stand in the way",
            columns=("What", "Provision", "Owner", "Ready by", "Days in hand"),
            rows=tuple(map(self._blocker, found[:MOST_BLOCKERS])),
            note=_further(len(found) - MOST_BLOCKERS, "requirement"),
        )

    def _blocker(self, item: FindingView) -> Row:
        planned = self.times.planned
        hand = str((planned - item.due).days) if planned and item.due else "–"
        cells = (item.laws[0][0], item.owner or NOBODY, day(item.due) or "–", hand)
        return Row(head=f"{item.title}. {item.gaps[0].text}", cells=cells)

    def _beyond(self) -> str:
        view = self.declared
        if view.applies is not Truth.YES or not view.number:
            return ""
        who = f"confirmed by {view.confirmed}" if view.confirmed else "which nobody confirmed yet"
        return (
            f"{capital(number_of(view.number, 'point'))} known to be open beyond the declaration, "
            f"{who}; the proof lists them."
        )

    def _themes(self) -> Iterator[Theme]:
        catalogue = self.assessment.catalogue
        for theme in catalogue.words_in(THEMES, SUMMARY):
            items = [item for item in self.bound if item.theme == theme]
            if not any(not item.untouched for item in items):
                continue
            marks = [item.mark for item in items]
            title = catalogue.label(THEMES, theme)
            yield Theme(
                id=theme,
                title=capital(title),
                lead=f"{capital(number_of(len(items), 'requirement'))}: {_by_mark(marks)}.",
                bar=Bar(label=capital(title), marks=tuple(mark.key for mark in marks)),
                plots=plots_of(catalogue, items),
                open=self._open(title, {item.id for item in items}),
            )

    def _open(self, title: str, ids: set[str]) -> Listing | None:
        found = [(gap, item) for gap, item in self.gaps if item.id in ids]
        if not found:
            return None
        return Listing(
            caption=f"Gaps in {title.lower()}",
            columns=("Requirement", "Gap", "Owner", "Ready by"),
            rows=tuple(
                Row(
                    head=item.title,
                    cells=(
                        f"{capital(gap.severity)}: {gap.text}",
                        item.owner or NOBODY,
                        day(item.due) or "–",
                    ),
                )
                for gap, item in found[:MOST_OPEN]
            ),
            note=_further(len(found) - MOST_OPEN, "gap"),
        )

    def _gap_lists(self) -> Iterator[Listing]:
        """All gaps by owner, then the serious ones by day."""
        if self.gaps:
            yield _by_owner(self.gaps)
        serious = [pair for pair in self.gaps if pair[0].severity in SERIOUS]
        serious.sort(key=lambda pair: pair[1].due or datetime.date.max)
        if serious:
            yield Listing(
                caption="Blockers and major gaps, by the day on which they are to be mended",
                columns=("Gap", "Severity", "Requirement", "Owner", "Ready by"),
                rows=tuple(_gap(gap, item) for gap, item in serious[:MOST_GAPS]),
                note=_further(len(serious) - MOST_GAPS, "gap"),
            )

    def _papers(self) -> Listing | None:
        views = self.owed
        unsure = sum(item.state == "unsure" for item in views)
        note = f"Not decided whether it is owed: {counted(unsure, 'document')}." if unsure else ""
        rows = [
            Row(
                head=item.title,
                cells=(
                    item.basis.partition(" · ")[2],
                    listed([word for _, word in item.to], 1),
                    item.word,
                    counted(len(item.lacks), "point") if item.lacks else "–",
                ),
            )
            for item in views
            if item.state != "unsure"
        ]
        if not rows:
            return None
        return Listing(
            caption="Documents that are owed",
            columns=("Document", "Basis", "For", "State", "Open"),
            rows=tuple(rows),
            note=note,
        )


def _further(number: int, noun: str) -> str:
    """What a table does not list; nothing where it lists all."""
    return f"{capital(number_of(number, f'further {noun}'))} in the proof." if number > 0 else ""


def _named(item: Concluded) -> str:
    return f"{item.title} ({item.provisions})." if item.provisions else f"{item.title}."


def _held(group: Group) -> str:
    """What holds under a heading: what matters most by its text, the rest by name."""
    chief = [item for item in group.holding if item.headline] or list(group.holding)
    texts = map(_named, chief[:MOST_HELD])
    rest = [item.title for item in group.holding if item not in chief[:MOST_HELD]]
    also = f"Also: {listed(rest, MOST_HELD)}." if rest else ""
    return "\n".join(filter(None, (*texts, also)))


def _counted(standing: StandingView) -> str:
    return " · ".join(
        f"{item.mark.glyph}\u00a0{item.mark.word}\u00a0{item.number}" for item in standing.counts
    )


def _by_mark(marks: Iterable[Mark]) -> str:
    found = Counter(mark.key for mark in marks)
    said = (f"{found[mark.key]} {mark.word.lower()}" for mark in STATUS.values() if found[mark.key])
    return ", ".join(said)


def _gap(gap: Gap, item: FindingView) -> Row:
    cells = (capital(gap.severity), item.title, item.owner or NOBODY, day(item.due) or "–")
    return Row(head=gap.text, cells=cells)


def _by_owner(gaps: list[tuple[Gap, FindingView]]) -> Listing:
    """Who has how much to mend, and the first day of it."""
    owners: dict[str, list[tuple[Gap, FindingView]]] = {}
    for gap, item in gaps:
        owners.setdefault(item.owner or NOBODY, []).append((gap, item))
    rows = []
    for owner, held in sorted(owners.items(), key=lambda pair: -len(pair[1])):
        days = [item.due for _, item in held if item.due]
        serious = sum(gap.severity in SERIOUS for gap, _ in held)
        next_day = day(min(days)) if days else "–"
        rows.append(Row(head=owner, cells=(str(len(held)), str(serious), next_day)))
    return Listing(
        caption="Gaps by owner",
        columns=("Owner", "Gaps", "Of these blockers and major", "The first is due"),
        rows=tuple(rows),
    )
