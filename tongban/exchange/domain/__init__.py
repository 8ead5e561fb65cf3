"""The law of exchange in plain Python: the life of a message, what a connector owes."""
