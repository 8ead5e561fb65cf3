"""The face of exchange (共享交换): messages out, carried by the connector the settings name."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tongban.exchange import store
from tongban.exchange.connectors.none import NotConnected
from tongban.exchange.connectors.terminal import Terminal
from tongban.exchange.domain import messages
from tongban.exchange.domain.messages import AlreadySettled, BadMessage, Message
from tongban.exchange.domain.ports import Connector
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor

__all__ = ["AlreadySettled", "BadMessage", "OutgoingMessenger", "last_text", "pretend", "send"]

log = logging.getLogger(__name__)


def send(*, to: str, kind: str, text: str, actor: Actor, at: datetime | None = None) -> int:
    """Queue a message in the caller's transaction and carry it once that is committed.

    `to` is the recipient's number, kept only as a keyed digest; kind "code" is secret and its
    text is wiped when it is settled. Returns the message's id. Raises BadMessage.
    """
    message = messages.check(Message(ids.new(ids.draw_shard()), to, kind, text))
    with transaction.atomic():
        store.queue(message, actor=actor, at=at or time.now())
        transaction.on_commit(lambda: _carry(message), robust=True)
    return message.id


def pretend(*, to: str, kind: str, text: str, actor: Actor) -> None:
    """Do all that `send` does but carry the message; nothing of it is left afterwards.

    Whoever waits for the answer cannot tell the two apart.
    """
    message = messages.check(Message(ids.new(ids.draw_shard()), to, kind, text))
    with transaction.atomic():
        store.queue(message, actor=actor, at=time.now())
        transaction.on_commit(lambda: store.drop(message), robust=True)


def last_text(*, to: str, kind: str = "code") -> str | None:
    """Return the newest message of a kind to somebody, for the demo's banner.

    None outside the demo (settings.TONGBAN_DEMO), whatever was sent.
    """
    if not _demo():
        return None
    found = store.newest(to, kind)
    return found[1] or None if found else None


class OutgoingMessenger:
    """Fills the port `people.domain.ports.Messenger` (信使); joined by the wiring."""

    def send(self, to: str, kind: str, text: str) -> None:
        """Send in the platform's own name."""
        send(to=to, kind=kind, text=text, actor=SYSTEM)

    def pretend(self, to: str, kind: str, text: str) -> None:
        """Take as long as sending, for a number nobody has."""
        pretend(to=to, kind=kind, text=text, actor=SYSTEM)


def _demo() -> bool:
    return bool(getattr(settings, "TONGBAN_DEMO", False))


def _connector() -> Connector:
    return Terminal() if _demo() else NotConnected()


def _carry(message: Message) -> None:
    why = ""
    try:
        _connector().carry(message)
    except Exception as error:  # noqa: BLE001 - whatever a connector raises, it did not arrive
        why = type(error).__name__
        log.warning("message %s was not carried: %s", message.id, why)
    store.settle(message, delivered=not why, why=why, demo=_demo(), at=time.now())
