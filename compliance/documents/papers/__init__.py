"""The papers that a law asks for: filled from an assessment, laid out alike, read back."""
