"""Papers in another language: their texts by id, and an edition with them in place."""
