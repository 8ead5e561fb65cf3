"""The law of agencies in plain Python: duties, posts and what may be done in them."""
