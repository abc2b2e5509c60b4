"""Says what a list of advisories knows: status 0 nothing, 1 something, 3 it was not reached."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(report: Path, source: str) -> int:
    """Read what pip-audit found, and print it."""
    try:
        packages = json.loads(report.read_bytes())["dependencies"]
    except (OSError, ValueError, KeyError):
        return 3
    asked = [item for item in packages if "vulns" in item]
    if not asked:  # a mirror that has no advisories knows no package at all
        return 3
    for item in packages:
        for found in item.get("vulns", ()):
            mended = ", ".join(found.get("fix_versions", ())) or "no version yet"
            print(f"{item['name']} {item['version']}: {found['id']}, mended in: {mended}")
        if item not in asked:
            print(f"not looked up: {item['name']}: {item.get('skip_reason', '')}")
    known = sum(len(item["vulns"]) for item in asked)
    print(f"{source}: {len(asked)} packages looked up, advisories: {known}.")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
