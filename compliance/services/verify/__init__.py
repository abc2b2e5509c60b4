"""Verifying a dossier or a folder."""
