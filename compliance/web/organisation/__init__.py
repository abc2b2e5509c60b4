"""Pages about what systems share."""
