"""Runs the program with the small pack of the tests instead of the shipped one.

Usage: python tests/cli/small_pack.py FOLDER_OF_PACKS ARGUMENTS...
"""

from __future__ import annotations

import sys
from pathlib import Path


def run() -> None:
    from compliance.data import shipped

    packs = Path(sys.argv[1])
    shipped.shipped_folder = lambda _name: packs
    from compliance.cli.main import main

    main(sys.argv[2:])


if __name__ == "__main__":
    run()
