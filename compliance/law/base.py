"""What all models of a law share: frozen, nothing extra."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class LawModel(BaseModel):
    """Base of what is declared about a law: immutable, and no unknown key passes."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
