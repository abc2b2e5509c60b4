"""The journal: its records, their chain, and the state they lead to."""
