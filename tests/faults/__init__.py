"""Faults: processes killed, servers stopped, two writers at once."""
