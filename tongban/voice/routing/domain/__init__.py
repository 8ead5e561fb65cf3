"""Routing, plain Python (分派建议)."""
