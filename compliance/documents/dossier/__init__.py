"""The dossier: all findings with their proof."""
