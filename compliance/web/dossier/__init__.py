"""Pages that write and verify a dossier."""
