"""The pictures of a measure: as files of SVG, and of one that lies in the locker."""

from __future__ import annotations

from compliance.adapters.measured import ADAPTER
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import Blobs
from compliance.documents.drawings.measured import draw_all
from compliance.documents.drawings.pen import Drawing
from compliance.errors import ConformityError
from compliance.measure.archive import MAX_FILE, read_measure
from compliance.measure.result import again, differing
from compliance.services.measure.run import Result


def draw_result(result: Result) -> list[bytes]:
    """The pictures of a measure, the most telling first: SVG that stands alone.

    Args:
        result: the measure.
    """
    drawn = draw_all(result.value, result.measured.figures)
    return [one.svg.encode("utf-8") for one in drawn]


def draw_held(blobs: Blobs, held: HeldEvidence) -> list[Drawing]:
    """The pictures of a measure that is held as evidence; none of any other file.

    Drawn is what follows from the table in the file, and nothing where something else is
    stated there.

    Args:
        blobs: the locker.
        held: the evidence.
    """
    if held.read is None or held.read.reader != ADAPTER.id or not held.data.held:
        return []
    try:
        with blobs.open(held.data.sha256, held.data.evidence) as stream:
            content = stream.read(MAX_FILE + 1)
        value = read_measure(held.data.name, content)
        if value is None:
            return []
        measured = again(value)
        if differing(value, measured):
            return []
    except (ConformityError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return []
    return draw_all(value, measured.figures)
