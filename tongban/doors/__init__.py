"""The web surfaces; no law at all (前门)."""
