"""The tables of the room voice (诉求与评价)."""
