"""What the law gives a person, why, and in what order (政策); pure, no tables."""
