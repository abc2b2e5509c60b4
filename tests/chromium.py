"""The browser of the tests: which program it is, and why there is none."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = os.environ.get("TEST_BROWSER") or next(
    (found for name in NAMES if (found := shutil.which(name))), None
)
MISSING = "no Chromium on this machine (Debian: apt-get install chromium)"
