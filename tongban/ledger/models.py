"""The tables of the room ledger (账本)."""
