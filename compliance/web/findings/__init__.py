"""Pages about findings, their reviews and their sign-off."""
