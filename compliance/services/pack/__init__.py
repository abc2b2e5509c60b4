"""Packs: the papers and the evidence that somebody may have, as one bag."""
