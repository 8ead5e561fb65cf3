"""The general window (综合窗口): read the card, see the person, hand in any service for them.

Five words: card, person, goal, form, slip. Nothing about a person is reachable before their
number has been entered in this session, and nothing after "办完了，下一位".
"""
