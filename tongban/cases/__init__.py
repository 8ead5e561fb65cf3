"""One application through its procedure (办件): from a goal to decisions, event-sourced.

Five words: a *draft* is begun and filled in; it becomes one *application* with a *case* for each
service; a case takes *steps* under its *clocks*, and its events are its only history.
"""
