"""What pages share: the desk, messages, and showing a page."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from flask import Response as FileResponse
from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response

from compliance.services.press_room.room import PressRoom
from compliance.web.workspace.board import Board
from compliance.web.workspace.desk import Desk, Opened

NAVIGATION: Final = (
    ("tasks", "Tasks", "tasks.index"),
    ("classification", "Classification", "classification.index"),
    ("readings", "Readings", "readings.index"),
    ("evidence", "Evidence", "evidence.index"),
    ("findings", "Findings", "findings.index"),
    ("review", "Review", "review.index"),
    ("deadlines", "Deadlines", "deadlines.index"),
    ("documents", "Documents", "documents.index"),
    ("after-launch", "After launch", "after_launch.index"),
    ("history", "History", "history.index"),
    ("issue", "Issue", "issue.index"),
    ("files", "Word and Excel", "exchange.index"),
)
"""Places inside an assessment: key, text, endpoint."""
OF_ORGANISATION: Final = frozenset({"tasks", "evidence", "history", "files"})
"""Places that the record of an organisation has too; the others need findings."""

Undo = tuple[str, str, int]
"""An answer that can be taken back: name of the assessment, question, number of its record."""


def desk() -> Desk:
    """The open assessments of this server."""
    found: Desk = current_app.extensions["conformity-desk"]
    return found


def board() -> Board:
    """How the assessments of this server stand."""
    found: Board = current_app.extensions["conformity-board"]
    return found


def press_room() -> PressRoom:
    """Where this server has dossiers written."""
    found: PressRoom = current_app.extensions["conformity-press-room"]
    return found


@contextlib.contextmanager
def opened(name: str) -> Iterator[Opened]:
    """An assessment of the workspace for this request alone."""
    with desk().open(name) as found:
        yield found


def show(template: str, **values: Any) -> str:
    """Render a page of ``templates/web/pages``."""
    return render_template(f"pages/{template}.html.j2", **values)


def show_in(found: Opened, template: str, here: str, **values: Any) -> str:
    """Render a page inside an assessment; ``here`` marks its place in the navigation."""
    state = found.assessment.state
    hidden = set() if found.assessment.catalogue.after_launch else {"after-launch"}
    return show(
        template,
        name=found.name,
        title_of=state.begin.name,
        here=here,
        begin=state.begin,
        organisation=state.is_organisation,
        navigation=[
            place
            for place in NAVIGATION
            if place[0] not in hidden and (not state.is_organisation or place[0] in OF_ORGANISATION)
        ],
        **values,
    )


def tell(
    message: str, kind: str = "done", lines: Sequence[str] = (), undo: Undo | None = None
) -> None:
    """Say something on the next page.

    Args:
        message: what there is to say.
        kind: ``done``, ``note`` or ``problem``.
        lines: what follows from it, a sentence each.
        undo: how it is taken back, where it can be.
    """
    flash((message, list(lines), undo), kind)  # type: ignore[arg-type] # whatever JSON holds


def go(endpoint: str, **values: Any) -> Response:
    """Send the browser on after a form was taken (never repeated by a reload)."""
    return redirect(url_for(endpoint, **values), code=303)


def send_kept(
    kept: tuple[IO[bytes], int, str], media: str, name: str, *, save: bool = False
) -> FileResponse:
    """Send a file that is kept, or the part of it that the browser asks for.

    Args:
        kept: the content, its bytes, and what names it: another content, another tag.
        media: what it is.
        name: what it is called where somebody saves it.
        save: whether the browser saves it and shows nothing.
    """
    stream, size, tag = kept
    response = send_file(
        stream, mimetype=media, as_attachment=save, download_name=name, conditional=False, etag=tag
    )
    response.content_length = size
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        stream.close()
        raise
    return response


def as_download(content: bytes, media: str, file_name: str) -> FileResponse:
    """Send bytes as a file of that name, in whatever writing the name is.

    A header holds no more than Latin-1: other names are sent encoded beside a plain one.
    """
    return send_file(
        io.BytesIO(content), mimetype=media, as_attachment=True, download_name=file_name
    )
