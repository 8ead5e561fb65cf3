"""The tables of the room doors (前门)."""
