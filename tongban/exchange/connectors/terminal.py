"""The demo's connector (演示终端): one-time codes appear on the terminal that runs the platform."""

import sys

from tongban.exchange.notices.domain.sending import Doubtful, Outcome, Taken
from tongban.exchange.notices.providers import Message


class Terminal:
    """Writes each code to standard error, where `make demo` shows it to whoever signs in.

    The other messages arrive without a line: a city of invented people is told hundreds, and what
    they say stands on each person's pages.
    """

    repeats = True

    def carry(self, message: Message) -> Outcome:
        """Write the words of a code; the recipient's number stays out of the terminal."""
        if message.secret:
            sys.stderr.write(f"✉ {message.text}\n")
            sys.stderr.flush()
        return Taken()

    def settle_doubt(self, _message: Message) -> Outcome:
        """Say that a terminal remembers nothing."""
        return Doubtful("terminal")
