"""What people need from above (端口): somebody who carries a one-time code to a person."""

from typing import Literal, Protocol

Use = Literal["sign-in", "call"]
"""What a one-time code is for (用途): to sign in, or to be told to a clerk on the telephone."""


class Messenger(Protocol):
    """Carries one-time codes (信使): by text message, or to the demo's terminal."""

    def send_code(self, party: int, code: str, minutes: int, use: Use = "sign-in") -> None:
        """Send a code that holds for so many minutes to a party.

        Called inside the transaction of what it tells about, so that neither exists alone.
        """
        ...

    def pretend(self, code: str, minutes: int, use: Use = "sign-in") -> None:
        """Do what sending does, but carry nothing, so that nobody can time who is registered."""
        ...
