"""What people need from above (端口): somebody who carries a one-time code to a person."""

from typing import Protocol


class Messenger(Protocol):
    """Carries one-time codes (信使): by text message, or to the demo's terminal."""

    def send_code(self, party: int, code: str, minutes: int) -> None:
        """Send a code that holds for so many minutes to a party.

        Called inside the transaction of what it tells about, so that neither exists alone.
        """
        ...

    def pretend(self, code: str, minutes: int) -> None:
        """Do what sending does, but carry nothing, so that nobody can time who is registered."""
        ...
