"""What the systems of an organisation share."""
