"""The official text in a dossier: which provisions are quoted, and what is recorded.

The text is the user's import, not part of the program. The record names it with its
digest, so that a dossier always says which wording its pages show.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from compliance.assessment.assessment import Assessment
from compliance.data.digests import canonical_json, sha256
from compliance.law.official.text import Quote
from compliance.law.provision import is_within

Quoter = Callable[[Iterable[str]], list[Quote]]


@dataclass(frozen=True)
class QuotedLaw:
    """The provisions quoted in a dossier, each once, in the order of the law."""

    quotes: tuple[Quote, ...]

    def anchors(self) -> dict[str, str]:
        """Every provision that can be linked to, with its anchor."""
        found = {}
        for quote in self.quotes:
            inside = [*(line.provision for line in quote.lines), quote.provision]
            found.update({known: anchor_of(known) for known in inside})
            found.update(dict.fromkeys(quote.added, anchor_of(quote.provision)))
        return found


def anchor_of(provision: str) -> str:
    """Where links to a quoted provision lead."""
    return f"law-{provision}"


def provisions_shown(assessment: Assessment, as_of: datetime.date) -> list[str]:
    """Provisions of the requirements that bind or may bind, outermost ones only.

    What lies inside another one is quoted with it, and not a second time.
    """
    outline = assessment.catalogue.outline
    cited = {
        outline.canonical(provision)
        for finding in assessment.standing(as_of).in_scope()
        for provision in finding.requirement.provisions
        if provision in outline
    }
    found: list[str] = []
    for known in sorted(cited, key=outline.order):
        if not any(is_within(known, other) for other in found):
            found.append(known)
    return found


def quote_shown(assessment: Assessment, as_of: datetime.date, quoter: Quoter) -> QuotedLaw | None:
    """Quote what the requirements shown cite; nothing where nothing is shown."""
    quotes = quoter(provisions_shown(assessment, as_of))
    return QuotedLaw(tuple(quotes)) if quotes else None


def quoted_record(quotes: Sequence[Quote]) -> dict[str, Any]:
    """What the record says about the text quoted: whence it is, and its digest."""
    first = quotes[0]
    whole = [{**dataclasses.asdict(quote), "date": quote.date.isoformat()} for quote in quotes]
    return {
        "source": first.source,
        "date": first.date.isoformat(),
        "language": first.language,
        "digest": first.digest,
        "provisions": [quote.provision for quote in quotes],
        "text_sha256": sha256(canonical_json(whole)),
    }
