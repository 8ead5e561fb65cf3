"""What people say about what was done for them (诉求与评价): ratings to begin with.

Three words: a *rating* has a *level*, 1 is best, and *words*; one for each case.
"""
