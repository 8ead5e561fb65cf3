"""Tools of the house: its import contract, the handbook, pictures."""
