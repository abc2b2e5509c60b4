"""Papers that are kept beside an assessment: how writing one goes on, and handing one out."""

from __future__ import annotations

from flask import Response, abort

from compliance.services.press_room.orders import Job
from compliance.web.common import opened, send_kept
from compliance.web.server import security


def told(job: Job | None) -> dict[str, object]:
    """How far a paper being written is, for the script of a page."""
    if job is None:
        return {"state": "none"}
    return {"state": job.state, "done": job.done, "total": job.total, "laid_out": job.laid_out}


def send(name: str, file: str, media: str, *, save: bool) -> Response:
    """Hand a paper out as it was written; not found where there is none of this name.

    Args:
        name: of the assessment.
        file: under which the paper is kept.
        media: what it is.
        save: whether the browser saves it and shows nothing.
    """
    with opened(name) as found:
        scratch = found.assessment.scratch
        size = scratch.papers().get(file)
        if size is None:
            abort(404)
        stream = scratch.paper(file)
    response = send_kept((stream, size, f"{file}-{size}"), media, f"{name}-{file}", save=save)
    response.headers["Content-Security-Policy"] = security.FRAMED
    return response


def moment(day: str, clock: str) -> str:
    """A moment as the journal writes it, of the digits in the name of a file."""
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z"
