"""An assessment kept in a folder."""
