"""Authorities, posts, duties, places and their calendar (机构与人员).

Public data, apart from the people it serves. Five words: agency, post, duty, act, calendar.
"""
