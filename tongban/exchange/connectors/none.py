"""No connector (未接通): messages wait until the operator names a connector."""

from tongban.exchange.domain.messages import Message


class NotConnectedError(RuntimeError):
    """No connector is set up, so nothing can be carried."""


class NotConnected:
    """Refuses every message, so that it is kept as failed and can be carried later."""

    def carry(self, _message: Message) -> None:
        """Say that nothing is connected."""
        raise NotConnectedError("no connector")
