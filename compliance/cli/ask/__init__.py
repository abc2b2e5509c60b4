"""The questionnaire in the terminal."""
