"""The law of the cases room (办件): answers, forms, procedure, clocks, stages; plain Python."""
