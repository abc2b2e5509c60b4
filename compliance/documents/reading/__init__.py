"""A paper read back: its container, what is inside, what its pages say."""
