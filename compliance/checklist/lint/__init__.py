"""The lint: everything that can be wrong with a checklist, found before use."""
