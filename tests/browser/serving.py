"""Runs the program on the packs of the tests instead of the shipped ones.

Usage: TEST_PACKS=FOLDER python tests/browser/serving.py ARGUMENTS...

The packs are replaced as soon as this module is imported, so that the process in which
the server writes a dossier has them too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from compliance.data import shipped

if "TEST_PACKS" in os.environ:  # else somebody only looks at this module
    packs, real = Path(os.environ["TEST_PACKS"]), shipped.shipped_folder
    shipped.shipped_folder = lambda name: packs if name == "checklists" else real(name)


if __name__ == "__main__":
    from compliance.cli.main import main

    main(sys.argv[1:])
