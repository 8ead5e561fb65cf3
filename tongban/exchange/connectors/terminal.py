"""The demo's connector (演示终端): messages appear on the terminal that runs the platform."""

import sys

from tongban.exchange.domain.messages import Message


class Terminal:
    """Writes each message to standard error, where `make demo` shows it."""

    def carry(self, message: Message) -> None:
        """Write the words; the recipient's number stays out of the terminal."""
        sys.stderr.write(f"✉ {message.text}\n")
        sys.stderr.flush()
