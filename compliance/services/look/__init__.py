"""Looking at an assessment on a day."""
