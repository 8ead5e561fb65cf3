"""Administering accounts and rights by three people who watch each other (三员分立)."""
