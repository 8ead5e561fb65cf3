"""The demo's connector (演示终端): one-time codes appear on the terminal that runs the platform."""

import sys

from tongban.exchange.domain.messages import SECRET_KINDS, Message


class Terminal:
    """Writes each code to standard error, where `make demo` shows it to whoever signs in.

    The other messages arrive without a line: a city of invented people is told hundreds, and what
    they say stands on each person's pages.
    """

    def carry(self, message: Message) -> None:
        """Write the words of a code; the recipient's number stays out of the terminal."""
        if message.kind in SECRET_KINDS:
            sys.stderr.write(f"✉ {message.text}\n")
            sys.stderr.flush()
