"""Beginning, answering, attaching, reviewing, signing."""
