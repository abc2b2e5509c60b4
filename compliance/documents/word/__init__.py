"""Files for text programs: their parts, and the working copies of papers."""
