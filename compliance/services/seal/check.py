"""Before a paper is sealed: it must be the one that was issued, as verifying finds it.

A seal vouches for whatever stands in the file. So the paper is made again from its journal
and compared, by what `conformity verify` does, before anybody is asked for a key. The one
who issued it has the program that made it: there every byte must be the same. Whoever seals
after somebody may have another one, and is told what could not be compared with it.
"""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compliance.errors import ConformityError, fail
from compliance.services.seal.paper import Paper, not_a_paper
from compliance.services.verify.dossier import Progress, verify
from compliance.services.verify.result import Verification
from compliance.services.verify.sealed import Trust

_AGAIN: Final = "Seal it with the program that issued it"
_ALL_THE_SAME: Final = (
    "or add --unverified, which seals it all the same and says what was not compared."
)


@dataclass(frozen=True)
class Compared:
    """What came of comparing a paper with its journal; nothing was found changed."""

    left: tuple[str, ...] = ()
    """What was not compared, in sentences; nothing where every byte was."""


def check_paper(
    paper: Paper,
    at: datetime.datetime,
    *,
    unverified: bool = False,
    progress: Progress | None = None,
) -> Compared:
    """Verify a paper that is to be sealed.

    Args:
        paper: what is to be sealed.
        at: the present moment.
        unverified: seal although something could not be compared here. What was found
            changed is refused all the same.
        progress: called with steps done and their total.

    Raises:
        ConformityError: ``seal.changed``, ``seal.not-a-paper`` or ``seal.unverified``;
            ``file.limits`` where it takes too much to read, ``assessment.newer``.
    """
    name = Path(paper.name).name
    result = _verify(paper, name, at, progress)
    if result.changed:
        found = result.changed
        more = f" Found besides: {len(found) - 1}." if len(found) > 1 else ""
        raise fail(
            paper.name,
            "seal.changed",
            f"It is not as it was issued. {found[0].message}{more}",
            f"Seal the file as it was issued. All that was found: conformity verify {name}",
        )
    compared = Compared(tuple(result.not_compared))
    if unverified or _suffices(name, paper, result):
        return compared
    raise fail(
        paper.name,
        "seal.unverified",
        f"Whether it is as it was issued could not be shown in full here. {_first(compared)}",
        f"{_AGAIN}, {_ALL_THE_SAME}",
    )


def _verify(
    paper: Paper, name: str, at: datetime.datetime, progress: Progress | None
) -> Verification:
    """Verify the bytes that are to be sealed, whatever becomes of the file meanwhile."""
    with tempfile.TemporaryDirectory(prefix="conformity-seal-") as folder:
        path = Path(folder) / name
        path.write_bytes(paper.content)
        try:
            return verify([path], trust=Trust(at), progress=progress)
        except ConformityError as error:
            if error.code != "dossier.not-a-dossier":
                raise
            raise not_a_paper(paper.name, error.problems[0].message) from None


def _suffices(name: str, paper: Paper, result: Verification) -> bool:
    """Whether what was compared is enough for the one who seals now.

    Every byte is for everybody. Whoever seals after somebody else need not have the program
    that issued it, so the words are enough.
    """
    if name not in result.made_again or result.unjudged or result.not_recomputed:
        return False
    return bool(paper.seals) or not result.not_compared


def _first(compared: Compared) -> str:
    return compared.left[0] if compared.left else "It was not made again."
