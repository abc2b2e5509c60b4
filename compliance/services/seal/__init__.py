"""Sealing papers with an electronic signature, and reading the seals on them."""
