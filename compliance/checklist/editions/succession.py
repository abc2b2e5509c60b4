"""Where every id of an edition went in the next one, read from its migration lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.editions.fingerprint import Back, Entry, fingerprint
from compliance.checklist.editions.migration import (
    Change,
    Dropped,
    MeaningChanged,
    Merged,
    Moving,
    OptionsChanged,
    Renamed,
    Reworded,
    RulesChanged,
    Split,
)
from compliance.law.provision import is_within

VOCABULARY = "vocabulary:"


@dataclass(frozen=True)
class Succession:
    """Two editions side by side, with what the lines of the later one say."""

    before: Mapping[str, Entry]
    after: Mapping[str, Entry]
    """The later edition by its own keys, read with the names of the earlier one."""
    moves: dict[str, Moving] = field(default_factory=dict)
    """Key of the earlier edition to the line that moves it, also where the line
    speaks of the requirement it belongs to."""
    lines: dict[str, list[Change]] = field(default_factory=dict)
    """Key of the later edition to the lines on what it asks."""

    def successors(self, known: str) -> tuple[str, ...]:
        """The keys under which an earlier id goes on; none when it was dropped."""
        match self.moves.get(known):
            case Renamed() as line:
                return (_below(known, line),)
            case Split(to=several):
                return several
            case Merged(to=one):
                return (one,)
            case Dropped():
                return ()
            case _:
                return (known,) if known in self.after else ()

    def same(self, known: str) -> str:
        """The one key that takes an earlier id over with its answer; empty if none."""
        line = self.moves.get(known)
        if line is not None and not isinstance(line, Renamed):
            return ""
        return next(iter(self.successors(known)), "")

    def origins(self) -> dict[str, str]:
        """Later key to the earlier key whose answer it takes over."""
        return {same: known for known in self.before if (same := self.same(known))}

    def reason(self, known: str) -> str:
        """Why an earlier id was moved or dropped."""
        line = self.moves.get(known)
        return "The edition has no such question any more." if line is None else line.reason

    def stated(self, known: str, *kinds: type[Change]) -> Change | None:
        """The line of one of these kinds on a later key."""
        fitting = (line for line in self.lines.get(known, ()) if isinstance(line, kinds))
        return next(fitting, None)

    def unstated(self, earlier: str, later: str) -> set[str]:
        """What differs between two keys without a line.

        Any of ``type``, ``options``, ``words`` and ``rules``.
        """
        if self.stated(later, MeaningChanged):
            return set()
        old, new = self.before[earlier], self.after[later]
        found: set[str] = set()
        if old.type != new.type:
            found.add("type")
        options = self.stated(later, OptionsChanged)
        mapped = options.map if isinstance(options, OptionsChanged) else {}
        if set(old.options) - set(new.options) - set(mapped):
            found.add("options")
        if old.words != new.words and not self.stated(later, Reworded, OptionsChanged):
            found.add("words")
        differs = old.rules != new.rules or old.kind != new.kind
        if differs and not self.stated(later, RulesChanged, OptionsChanged):
            found.add("rules")
        return found


def succession(before: Mapping[str, Entry], after: Catalogue) -> Succession:
    """Read the migration lines of an edition against the fingerprint of the earlier."""
    changes = () if after.migration is None else after.migration.changes
    moves = _moves(before, changes)
    back = _back(moves, changes, after)
    found = Succession(before, fingerprint(after, back), moves)
    for line in changes:
        if not isinstance(line, Renamed | Split | Merged | Dropped):
            found.lines.setdefault(line.id, []).append(line)
    return found


def _moves(before: Mapping[str, Entry], changes: Iterable[Change]) -> dict[str, Moving]:
    """Lines by the id they move; follow-ups go with their requirement."""
    found: dict[str, Moving] = {}
    for line in changes:
        if isinstance(line, Renamed | Split | Merged | Dropped):
            found.setdefault(line.id, line)
    for line in list(found.values()):
        if not isinstance(line, Renamed | Dropped) or line.id not in before:
            continue
        if before[line.id].kind == "requirement":
            for known, entry in before.items():
                if entry.kind == "follow-up" and is_within(known, line.id):
                    found.setdefault(known, line)
    return found


def _below(known: str, line: Renamed) -> str:
    """The new key of an id that was renamed itself or with its requirement."""
    return line.to + known.removeprefix(line.id)


def _back(moves: Mapping[str, Moving], changes: Iterable[Change], after: Catalogue) -> Back:
    ids = {_below(known, line): known for known, line in moves.items() if isinstance(line, Renamed)}
    options: dict[str, dict[str, str]] = {}
    for line in changes:
        if isinstance(line, OptionsChanged):
            targets = [new for new in line.map.values() if new is not None]
            back = {
                new: old
                for old, new in line.map.items()
                if new is not None and targets.count(new) == 1
            }
            for known in (line.id, *_users(after, line.id)):
                options[known] = back
    return Back(ids, options)


def _users(catalogue: Catalogue, known: str) -> list[str]:
    """Questions that take their options from a vocabulary."""
    if not known.startswith(VOCABULARY):
        return []
    name = known.removeprefix(VOCABULARY)
    return [
        question.id
        for question in catalogue.questions.values()
        if getattr(question, "options_from", None) == name
    ]
