"""The surface gateway of the doors."""
