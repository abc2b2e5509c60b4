"""The pictures of a measure as files of SVG."""

from __future__ import annotations

from compliance.documents.drawings.measured import draw_all
from compliance.services.measure.run import Result


def draw_result(result: Result) -> list[bytes]:
    """The pictures of a measure, the most telling first: SVG that stands alone.

    Args:
        result: the measure.
    """
    drawn = draw_all(result.value, result.measured.figures)
    return [one.svg.encode("utf-8") for one in drawn]
