"""The surface desk of the doors."""
