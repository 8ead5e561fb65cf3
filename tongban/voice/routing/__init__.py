"""Routing (分派建议): what a demand is about, who is to act, where, and how soon."""
