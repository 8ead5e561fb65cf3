"""What people need from above (端口): somebody who carries a message to a person."""

from typing import Protocol


class Messenger(Protocol):
    """Carries a message (信使): by text message, by the city's app, or to the demo's terminal."""

    def send(self, to: str, kind: str, text: str) -> None:
        """Send `text` of a `kind` ("code", "notice") to the holder of the number `to`.

        Called inside the transaction of what it tells about, so that neither exists alone.
        """
        ...

    def pretend(self, to: str, kind: str, text: str) -> None:
        """Do what sending does, but carry nothing, so that nobody can time who is registered."""
        ...
