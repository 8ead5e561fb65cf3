"""Messages (消息) to people: queued with what they tell about, then delivered or failed.

A message is queued in the transaction of its cause, so that neither exists alone, and carried
after the commit. A secret one (a one-time code) loses its text as soon as it is settled.

>>> settle(QUEUED, delivered=True)
'delivered'
"""

from dataclasses import dataclass

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

QUEUED, DELIVERED, FAILED = "queued", "delivered", "failed"
SECRET_KINDS = frozenset({"code"})
TEXT_LENGTH = 2000


class BadMessage(Problem):
    """A message to nobody, without words, or too long to carry (消息有误)."""

    code = "exchange.bad-message"
    words = Text("消息没有收件人、没有内容，或者太长。", "No recipient, no words, or too many.")


class AlreadySettled(Problem):
    """The message has been delivered or has failed (消息已了结)."""

    code = "exchange.already-settled"
    words = Text("这条消息已经了结。", "This message has been settled.")
    status = 409


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a connector is handed it (待送消息)."""

    id: int
    to: str
    kind: str
    text: str

    def __repr__(self) -> str:
        return f"Message({self.id}, {self.kind})"


def check(message: Message) -> Message:
    """Return the message where it can be carried, or raise BadMessage."""
    if not message.to or not message.kind or not 0 < len(message.text) <= TEXT_LENGTH:
        raise BadMessage(message.kind)
    return message


def settle(state: str, *, delivered: bool) -> str:
    """Return the state after a try; raises AlreadySettled when there was one that counted.

    A failed message may still be delivered by another try; a delivered one is never sent again.
    """
    if state == DELIVERED:
        raise AlreadySettled
    return DELIVERED if delivered else FAILED


def kept_text(message: Message, *, demo: bool) -> str:
    """Return what of the text may stay once the message is settled."""
    return "" if message.kind in SECRET_KINDS and not demo else message.text
