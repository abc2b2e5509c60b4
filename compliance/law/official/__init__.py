"""Official texts of a law: read from the publisher, and quoted."""
