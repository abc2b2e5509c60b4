"""Declarative checklists: the model, its conditions, loading, lookup and review."""
