"""The first volume of a dossier: what those read who decide."""
