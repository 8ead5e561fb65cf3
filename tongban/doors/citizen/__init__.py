"""The surface citizen of the doors."""
