"""The desk of an officer (审批): work in the order of the law's clock, a case, one deed each.

Five words: inbox, line, case, deed, clock.
"""
