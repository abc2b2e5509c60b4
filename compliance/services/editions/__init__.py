"""Moving to later editions, and keeping checklists in order."""
