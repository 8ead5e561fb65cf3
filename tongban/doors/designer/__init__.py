"""The designer's door (事项管理): what may be known and asked, and whose data comes in on which terms.

For officers with the duty of designer; every page is open to nobody else.
"""
