"""``python -m compliance`` is the same program as ``conformity``."""

from compliance.cli.main import main

if __name__ == "__main__":
    main()
