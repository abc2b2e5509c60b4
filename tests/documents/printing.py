"""Small papers, for tests of the press."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from compliance.documents.render.html import STYLES
from compliance.documents.render.paper import Fragment, Frame, Paper, Properties
from compliance.documents.render.press import Press

AT = datetime.datetime(2030, 6, 1, tzinfo=datetime.UTC)
PROPERTIES = Properties("Title", "Author", "Subject", ("word",), "test", AT)
FRAME = Frame("System", "CA-1")


def paper(
    *bodies: str, frame: Frame = FRAME, properties: Properties = PROPERTIES, styles=STYLES
) -> Paper:
    """A paper of one fragment for each body."""
    fragments = tuple(Fragment(f"f{at}", body) for at, body in enumerate(bodies))
    return Paper(fragments, frame, (), properties, tuple(styles))


def printed(*bodies: str, frame: Frame = FRAME, styles: Sequence[str] = STYLES) -> bytes:
    """The bytes of a paper of one fragment for each body."""
    return Press().print(paper(*bodies, frame=frame, styles=styles))
