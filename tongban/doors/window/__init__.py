"""The surface window of the doors."""
