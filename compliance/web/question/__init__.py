"""The page of a question."""
