"""What all checklist models share: frozen, nothing extra, stable ids."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$", max_length=80
    ),
]
"""A stable name: lower-case words joined by hyphens, levels joined by dots."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Text for people; never empty."""

Scope = Literal["system", "organisation"]
"""Whether something is answered for each system, or once for the organisation."""


class Model(BaseModel):
    """Base of every declarative part: immutable, and no unknown key passes."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=False, populate_by_name=True
    )
