"""Files of others, recognised and read: what they say, with the place where it stands."""
