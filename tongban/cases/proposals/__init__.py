"""Benefits that find people by themselves (免申即享): proposals, their payment, and what follows.

The state opens the case: an agency confirms a list, whoever is on it is told, and confirms in two
steps or not at all where the law allows it. Nothing is granted twice for the same period.
"""
