"""What people say to the state and about it (诉求与评价): demands, themes, ratings.

A *demand* is filed, proposed, dispatched, accepted, perhaps returned once and coordinated, replied
and judged; a *theme* gathers demands that mean the same; a *rating* has a *level*, 1 is best.
"""
