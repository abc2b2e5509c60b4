"""Commands about checklists."""
