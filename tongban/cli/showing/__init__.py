"""How commands show their results to people in a terminal."""
