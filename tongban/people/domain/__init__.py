"""The law of people in plain Python: parties, mandates, limits, ports, problems."""
