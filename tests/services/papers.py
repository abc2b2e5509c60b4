"""Papers to verify: made once, and made again as often as a test likes."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from compliance import __version__
from compliance.assessment.assessment import Assessment
from compliance.checklist.catalogue import Catalogue
from compliance.documents.dossier.issue import make_dossier
from compliance.documents.render.press import Press
from compliance.services.verify import again
from compliance.services.verify.pdf import Makers, verify_pdf
from compliance.services.verify.result import Verification
from tests.documents.build import AS_OF, Journal


@dataclass
class Maker:
    """Makes papers as the program does, each of them once."""

    made: dict[Any, bytes] = field(default_factory=dict)

    def __call__(
        self, assessment: Assessment, journal: bytes, as_of: Any, tool: str, **more: Any
    ) -> bytes:
        quoter = more.get("quoter")
        text = None if quoter is None else quoter.keywords["text"].model_dump_json()
        key = (journal, as_of, tool, assessment.catalogue.digest, text)
        if key not in self.made:
            self.made[key] = make_dossier(assessment, journal, as_of, tool, **more)
        return self.made[key]

    def paper(self, catalogue: Catalogue, journal: Journal) -> bytes:
        """The paper of a journal, by this version of the program."""
        return self(Assessment(catalogue, journal.state), journal.content, AS_OF, __version__)


@contextlib.contextmanager
def remembering() -> Iterator[Maker]:
    """What was made again is read once, however many files are compared with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(again, "_read_again", functools.cache(again._read_again))
        yield Maker()


Verify = Callable[[bytes], Verification]


def verify_bytes(folder: Path, make: Maker, content: bytes, **more: Any) -> Verification:
    """Verify a paper within this process."""
    path = folder / "paper.pdf"
    path.write_bytes(content)
    result = Verification()
    makers = Makers(functools.partial(make), lambda paper: Press().print(paper))
    verify_pdf(path, result, make=makers, **more)
    return result
