"""Ratings (好差评): given, invited, and what is done about a bad one."""
