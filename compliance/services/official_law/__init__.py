"""The official text that a user imported."""
