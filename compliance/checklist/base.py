"""What all checklist models share: frozen, nothing extra, stable ids."""

from __future__ import annotations

from typing import Annotated, Final, Literal

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
        frozen=True, extra="forbid", strict=False, populate_by_name=True, defer_build=True
    )


# The vocabularies that the program itself reads. A pack declares those that its files
# draw on; severities and stand-ins for answers are for the pack to have or to leave.
ROLES: Final = "roles"
STAGES: Final = "stages"
THEMES: Final = "themes"
CONCLUSION_GROUPS: Final = "conclusion-groups"
EVIDENCE_KINDS: Final = "evidence-kinds"
ADDRESSEES: Final = "addressees"
SEVERITIES: Final = "severities"
PLACEHOLDERS: Final = "placeholders"

CLASS: Final = "class"
"""Of ``conclusion-groups``: these conclusions say what a system is under the law."""
INTERNAL: Final = "internal"
"""Of ``conclusion-groups``: these conclusions only serve others, and are not shown."""
SUMMARY: Final = "summary"
"""Of ``themes``: these have a chapter of their own in the dossier."""
WORD_GROUPS: Final = {CONCLUSION_GROUPS: frozenset({CLASS, INTERNAL}), THEMES: frozenset({SUMMARY})}
"""Groups of words by which the program goes, in the vocabularies that have some."""
