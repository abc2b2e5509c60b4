"""The process beside a server that lays out dossiers, and what the server holds of it."""
