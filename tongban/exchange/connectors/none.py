"""No connector (未接通): outside the demo nothing is carried until a city connects its own."""

from tongban.exchange.domain.messages import Message


class NotConnectedError(RuntimeError):
    """No connector is set up, so nothing can be carried."""


class NotConnected:
    """Refuses every message, which is kept as failed with the reason."""

    def carry(self, _message: Message) -> None:
        """Say that nothing is connected."""
        raise NotConnectedError("no connector")
