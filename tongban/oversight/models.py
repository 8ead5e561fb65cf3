"""The tables of the room oversight (监督)."""
