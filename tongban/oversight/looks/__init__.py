"""Looks (查阅): who looked at somebody's data, from every room in one list, and what they say to it."""
