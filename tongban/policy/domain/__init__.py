"""Conditions, entitlement, goals and plans: plain Python (政策的纯规则)."""
