"""What is done when the program is built: its templates are compiled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TemplatesHook(BuildHookInterface):
    """Writes the templates of documents as Python beside the code."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile them before the files of the wheel are gathered."""
        del version
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from compliance.documents.templates import compile_templates  # noqa: PLC0415

        target = root / "compliance" / "_shipped" / "compiled"
        compile_templates(root / "templates" / "dossier", target)
        build_data["artifacts"].append("/compliance/_shipped/compiled/*.py")
