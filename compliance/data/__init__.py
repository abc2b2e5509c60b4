"""Files and bytes: YAML with line memory, atomic files, digests, shipped data."""
