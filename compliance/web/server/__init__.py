"""The server: options, protection, errors."""
