"""Pages for files of Word and Excel."""
