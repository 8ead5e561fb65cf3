"""Whole populations (全人群测算): one published rule over every row of a registry.

The programs of the sheets become columns: by Polars, SQL or the blocked kernel. What the engines
share lies in `lowering` (fewer kinds of steps), `layers` (which become columns), `registry` (what
a file must hold) and `engines.writing` (what comes out).
"""
