"""The pilot city and its stories (试点城市): residents made by a seed, officers played by the cast.

Everything goes through the same faces as the doors use. Nothing here knows a service by name:
who lives here stands in the `city` definition, what a story needs is read off the plan.
"""
