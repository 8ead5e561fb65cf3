"""Logs without personal data (日志不含个人信息).

A database error quotes the row it concerns, and a traceback the value it stumbled over. What
looks like a citizen number, a credit code or a telephone number is masked before a line is
written, and the database's DETAIL and CONTEXT lines are left out.
"""

import logging
import re

_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Z]{17}[0-9A-Zx]|\d{15}|1\d{10})(?![0-9A-Za-z])")
_QUOTED = re.compile(r"^(?:DETAIL|CONTEXT|HINT): .*\n?", re.MULTILINE)


class Discreet(logging.Formatter):
    """Writes the line with every number of a person masked."""

    def format(self, record: logging.LogRecord) -> str:
        """Format as usual, then mask what could name somebody."""
        return _NUMBERS.sub("***", _QUOTED.sub("", super().format(record)))
