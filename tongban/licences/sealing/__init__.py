"""Sealing (电子签章): documents signed in the forms that other people's software checks."""
