"""Use cases, one a file: what a face (terminal, browser) asks of the toolkit."""
