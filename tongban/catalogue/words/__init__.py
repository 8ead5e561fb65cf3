"""Finding a service in one's own words (群众口语找事项)."""
