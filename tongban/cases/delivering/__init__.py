"""Delivering results (结果寄取): by post or by pick-up with a code, with the proof of hand-over."""
