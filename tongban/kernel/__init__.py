"""The words every room shares (基座): ids, time, working days, clocks, events, problems.

Plain Python: no room above, no framework, no clock of its own. Five words: actor, event,
problem, text, clock.
"""
