"""An assessment: its journal, what follows from it, and its evidence."""
