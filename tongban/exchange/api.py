"""The face of exchange (共享交换): asking other systems, agreements and purposes, messages out."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from tongban.exchange import joined, store
from tongban.exchange.connectors.none import NotConnected
from tongban.exchange.connectors.terminal import Terminal
from tongban.exchange.domain import messages
from tongban.exchange.domain.asking import Answered, CaseRef, Deferred, Usage
from tongban.exchange.domain.grants import Agreement, SharingPurpose, Terms
from tongban.exchange.domain.messages import AlreadySettled, BadMessage, Message
from tongban.exchange.domain.ports import CaseBook, Connector, Providers
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.stamps import BadStamp, Stamp
from tongban.exchange.payments.api import (
    Order,
    PayOut,
    begin_payment,
    close_order,
    order,
    order_of,
    orders_of,
    pay_out,
    pay_out_of,
    redirect,
    refund,
    stop_pay_out,
)
from tongban.exchange.payments.domain.orders import Line
from tongban.exchange.payments.domain.trades import Payee
from tongban.exchange.sharing import (
    Refusal,
    RegisteredService,
    agree,
    agreement,
    agreements,
    ask,
    collect,
    countersign,
    find_usage,
    give_consent,
    leaves,
    make_order,
    matters,
    member_id,
    move_service,
    publish_services,
    record_preview,
    refusals,
    registered_services,
    review_emergency,
    revoke_agreement,
    revoke_consent,
    signatures_of,
    stamped,
)
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor

if TYPE_CHECKING:
    from tongban.exchange.stamping.client import Authorities

__all__ = [
    "Agreement",
    "AlreadySettled",
    "Answered",
    "BadMessage",
    "BadStamp",
    "CaseRef",
    "Deferred",
    "ExchangeProblem",
    "Line",
    "Order",
    "OutgoingMessenger",
    "PayOut",
    "Payee",
    "Refusal",
    "RegisteredService",
    "SharingPurpose",
    "Stamp",
    "Terms",
    "TimeStamping",
    "Usage",
    "agree",
    "agreement",
    "agreements",
    "ask",
    "begin_payment",
    "close_order",
    "collect",
    "countersign",
    "find_usage",
    "give_consent",
    "is_connected",
    "join_case_book",
    "join_providers",
    "last_text",
    "leaves",
    "make_order",
    "matters",
    "member_id",
    "move_service",
    "order",
    "order_of",
    "orders_of",
    "pay_out",
    "pay_out_of",
    "pretend",
    "publish_services",
    "record_preview",
    "redirect",
    "refund",
    "refusals",
    "registered_services",
    "review_emergency",
    "revoke_agreement",
    "revoke_consent",
    "send",
    "signatures_of",
    "stamped",
    "stop_pay_out",
]

log = logging.getLogger(__name__)


def is_connected(service: str) -> bool:
    """Whether a source of this installation answers a data service."""
    return joined.providers().of(service) is not None


def join_case_book(book: CaseBook) -> None:
    """Give the exchange the book of real cases that tickets are checked against."""
    joined.join_case_book(book)


def join_providers(providers: Providers) -> None:
    """Give the exchange the ways to the systems of this installation's agencies."""
    joined.join_providers(providers)


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


class TimeStamping:
    """The time-stamp authorities of this home (时间戳机构): to ask, and to check by.

    Fills the port `licences.domain.ports.TimeStamps`; joined by the wiring.
    """

    def stamp(self, data: bytes) -> list[Stamp]:
        """Have every authority stamp these bytes; one that does not answer is left out."""
        return self._authorities().stamp(data)

    def check(self, token: bytes, data: bytes) -> Stamp:
        """Return what a token says of these bytes; raises BadStamp."""
        return self._authorities().check(token, data)

    def reply(self, request: bytes) -> bytes | None:
        """Return the first authority's reply to a request, None where nobody answers."""
        return self._authorities().reply(request)

    def roots(self) -> Sequence[Any]:
        """Return the certificates that authorities are trusted by."""
        return self._authorities().roots()

    def _authorities(self) -> "Authorities":
        # What checks a stamp takes half a second to load: only whoever stamps loads it.
        from tongban.exchange.stamping.client import Authorities

        return Authorities(settings.STAMP_AUTHORITIES, settings.HOME)


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
