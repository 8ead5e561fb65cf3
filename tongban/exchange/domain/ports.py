"""What exchange needs of a connector (连接器)."""

from typing import Protocol

from tongban.exchange.domain.messages import Message


class Connector(Protocol):
    """Carries one message to its recipient; raising anything says that it did not arrive."""

    def carry(self, message: Message) -> None:
        """Carry the message, or raise."""
        ...
