"""The law of licences in plain Python: states, what may be done with them, verification."""
