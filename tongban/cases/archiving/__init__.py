"""Archiving (归档): finished cases as packages that prove themselves, kept and destroyed by law."""
