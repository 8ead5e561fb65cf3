"""The surface shared of the doors."""
