"""The tables of the room cases (办件)."""
