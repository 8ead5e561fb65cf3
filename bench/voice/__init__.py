"""Demands: how well they are routed, what repeats is found, and how quickly."""
