"""Beginning an assessment: its name, its folder, and claims about a model."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING, Final

from flask import Blueprint, request

from compliance.errors import ConformityError, Problem
from compliance.services.begin_assessment import abandon, begin_assessment
from compliance.services.seed_models import list_models, read_model, seed_model
from compliance.web.common import desk, go, now, show, tell
from compliance.web.identity import person, require

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

pages = Blueprint("start", __name__)

PACK: Final = "eu-ai-act"
MAX_FOLDER: Final = 60


@pages.get("/new")
def form() -> str:
    """The form."""
    require("begin")
    return _show("", "", ())


@pages.post("/new")
def begin() -> str | Response:
    """Begin, and go to the first question."""
    require("begin")
    name, model = request.form.get("title", ""), request.form.get("model", "")
    try:
        folder = _begin(name, model)
    except ConformityError as error:
        return _show(name, model, error.problems)
    tell(f"The assessment “{name.strip()}” has begun.")
    return go("tasks.index", name=folder)


def _begin(name: str, model: str) -> str:
    claims = read_model(PACK, model) if model else None
    folder = desk().workspace / _free_folder(name)
    assessment = begin_assessment(
        folder,
        assessment_id=f"CA-{now():%Y%m%d}-{secrets.token_hex(3).upper()}",
        name=name,
        pack=PACK,
        by=person().name,
        at=now(),
    )
    if claims is not None:
        try:
            seed_model(assessment, claims, by=person().name, at=now())
        except ConformityError:
            abandon(assessment)
            raise
    return folder.name


def _free_folder(name: str) -> str:
    """A folder name made from the name of the assessment that is not taken yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:MAX_FOLDER] or "assessment"
    taken = {path.name.lower() for path in desk().workspace.iterdir()}
    number, found = 2, base
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def _show(name: str, model: str, problems: tuple[Problem, ...]) -> str:
    models = [(key, read_model(PACK, key).title) for key in list_models(PACK)]
    return show("start", typed=name, model=model, models=models, problems=problems)
