"""The supervisor's surface (监督): today at a glance, where it waits, who was called, what would change.

Five words: figure, part, flow map, alarm, proposal.
"""
