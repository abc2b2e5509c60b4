"""Editions of a pack: released, compared, followed by later ones."""
