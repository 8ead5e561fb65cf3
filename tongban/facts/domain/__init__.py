"""The law of facts in plain Python: statements, validity, purposes, disputes."""
