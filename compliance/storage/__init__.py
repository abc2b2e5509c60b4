"""How an assessment is kept."""
