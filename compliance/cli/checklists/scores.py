"""How the scores of a regression set are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from compliance.cli.common import heading, printable, wrapped

if TYPE_CHECKING:
    from compliance.services.benchmark.model import RegressionSet
    from compliance.services.benchmark.score import ClassTally, Difference, Score

SHOWN = 40


def show_score(cases: RegressionSet, found: Score, *, everything: bool) -> None:
    """Print counts by question and group, then what differs."""
    law = cases.law
    number = len(cases.cases)
    click.echo(heading(f"{number} cases under {law.number}, law of {law.state}"))
    titles = {group.id: group for group in cases.groups}
    question = ""
    for tally in found.classes:
        if tally.asked.id != question:
            question = tally.asked.id
            click.echo("\n" + heading(tally.asked.title))
        group = titles.get(tally.group)
        encoded = f" {group.encoding}" if group and group.encoding else ""
        click.echo(wrapped(f"{tally.group}: {_counts(tally)}{encoded}", "    ", "  "))
    if found.further:
        click.echo("\n" + heading("Beyond the class"))
    for kind, counts in found.further.items():
        text = f"{kind}: right {counts['right']} of {counts.total()}"
        text += f"; wrong {counts['wrong']}; not said {counts['not said']}."
        click.echo(wrapped(text, "    ", "  "))
    _differences(found.differences, everything=everything)
    click.echo("")
    for notice in cases.notice:
        click.echo(wrapped(notice))


def _counts(tally: ClassTally) -> str:
    asked = tally.asked
    parts = [f"exact class {tally.exact} of {tally.cases}"]
    pairs = (
        (f"false “{asked.no}”", tally.false(asked.no)),
        (f"false “{asked.yes}”", tally.false(asked.yes)),
        ("left undetermined", tally.undetermined),
        ("decided though open", tally.decided),
    )
    parts += [f"{title} {number} of {of}" for title, (number, of) in pairs if of]
    parts += [f"no answer {tally.unanswered}"] if tally.unanswered else []
    parts += [f"another class {tally.other}"] if tally.other else []
    return "; ".join(parts) + "."


def _differences(found: list[Difference], *, everything: bool) -> None:
    if not found:
        click.echo("\nEverything expected was said.")
        return
    said = sum(bool(item.said) for item in found)
    title = f"Differences: {said} said otherwise, {len(found) - said} not said"
    click.echo("\n" + heading(title))
    # What was said wrongly matters more than what was not said.
    ordered = sorted(found, key=lambda item: not item.said)
    for item in ordered if everything else ordered[:SHOWN]:
        text = f"{item.case.id}: {item.about} should be {item.expected}, "
        text += f"said {item.said}" if item.said else "not said"
        sentence = f" ({item.case.sentence})" if item.case.sentence else ""
        click.echo(wrapped(printable(text + sentence), "    ", "  "))
    rest = len(found) - SHOWN
    if rest > 0 and not everything:
        click.echo(f"  and {rest} more; --all lists them.")


def score_json(cases: RegressionSet, found: Score) -> dict[str, Any]:
    """The score for machines; keys are documented in the reference."""
    return {
        "law_state": cases.law.state.isoformat(),
        "cases": len(cases.cases),
        "classes": [_tally_json(tally) for tally in found.classes],
        "further": {
            kind: {"right": n["right"], "wrong": n["wrong"], "not_said": n["not said"]}
            for kind, n in found.further.items()
        },
        "differences": [
            {
                "case": item.case.id,
                "about": item.about,
                "expected": item.expected,
                "said": item.said or None,
            }
            for item in found.differences
        ],
    }


def _tally_json(tally: ClassTally) -> dict[str, Any]:
    pairs = {
        "false_no": tally.false(tally.asked.no),
        "false_yes": tally.false(tally.asked.yes),
        "undetermined": tally.undetermined,
        "decided_though_open": tally.decided,
    }
    return {
        "question": tally.asked.id,
        "group": tally.group,
        "cases": tally.cases,
        "exact": tally.exact,
        **{name: {"number": n, "of": of} for name, (n, of) in pairs.items()},
        "no_answer": tally.unanswered,
        "another_class": tally.other,
    }
