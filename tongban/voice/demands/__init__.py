"""Demands (诉求): taken in, sent on, dealt with, answered, and what is made of the repeats."""
