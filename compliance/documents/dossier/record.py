"""The machine-readable record: everything the pages are generated from.

It travels inside the PDF as ``assessment.json``. Its layout is versioned; its
bytes are canonical JSON, so equal assessments give equal bytes.
"""

from __future__ import annotations

import datetime
from typing import Any

from compliance.assessment.assessment import Assessment
from compliance.data.digests import canonical_json
from compliance.documents.declaration import declare
from compliance.views import reports
from compliance.views.public import Declaration


def build_record(
    assessment: Assessment,
    as_of: datetime.date,
    tool_version: str,
    quoted: dict[str, Any] | None = None,
) -> bytes:
    """Write the record of an assessment on a day as canonical JSON.

    Args:
        assessment: what was recorded.
        as_of: day on which ages, expiries and dates of application count.
        tool_version: version of the program that evaluated it.
        quoted: which official text the pages quote, where they do.
    """
    found = declare(assessment, as_of)
    declaration = Declaration(applies=found.applies, draft=found.is_draft, blockers=found.blockers)
    made = reports.record(assessment, as_of, declaration, tool_version, quoted)
    return canonical_json(made.model_dump(mode="json"))
