"""The workspace: its assessments and their tasks."""
