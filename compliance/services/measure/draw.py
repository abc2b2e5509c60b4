"""The picture of a measure as a file of SVG."""

from __future__ import annotations

from compliance.documents.drawings.measured import draw_measure
from compliance.services.measure.run import Result


def draw_result(result: Result) -> bytes:
    """The picture of a measure: SVG that stands alone.

    Args:
        result: the measure.
    """
    return draw_measure(result.value, result.measured.figures).svg.encode("utf-8")
