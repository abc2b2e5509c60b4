"""Verifying a dossier that somebody hands over, alone or against an assessment."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, request

from compliance.data.names import safe_name
from compliance.errors import ConformityError, Problem
from compliance.services.verify.dossier import verify
from compliance.services.verify.result import Verification
from compliance.web.common import desk, show

pages = Blueprint("verify", __name__, url_prefix="/verify")


@pages.get("/")
def form() -> str:
    return _show("", None, ())


@pages.post("/")
def check() -> str:
    """Verify what was sent; nothing of it is kept."""
    against = request.form.get("against", "")
    upload = request.files.get("file")
    binders = [desk().binder(against)] if against else []
    if (upload is None or not upload.filename) and not binders:
        problem = Problem("file", "file.missing", "No file is chosen.", "Choose a PDF.")
        return _show(against, None, (problem,))
    try:
        with tempfile.TemporaryDirectory() as made:
            targets: list[Path] = []
            if upload is not None and upload.filename:
                target = Path(made) / safe_name(upload.filename)
                with target.open("wb") as stream:
                    shutil.copyfileobj(upload.stream, stream, 1 << 20)
                targets.append(target)
            return _show(against, verify(targets, binders), ())
    except ConformityError as error:
        return _show(against, None, error.problems)


def _show(against: str, result: Verification | None, problems: Sequence[Problem]) -> str:
    return show("verify", names=desk().names(), against=against, result=result, problems=problems)
