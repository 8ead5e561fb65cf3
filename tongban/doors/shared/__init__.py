"""What every surface shares: the look, who may enter, fields, words of dates, kept drafts.

Five words: page, field, source, tag, seal. This package serves all surfaces and imports none.
"""
