"""The face of exchange (共享交换): asking other systems, agreements and purposes, messages out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tongban.exchange import joined
from tongban.exchange.domain.asking import Answered, CaseRef, Deferred, Usage
from tongban.exchange.domain.grants import Agreement, SharingPurpose, Terms
from tongban.exchange.domain.ports import CaseBook, Providers
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.stamps import BadStamp, Stamp
from tongban.exchange.notices.api import BadNotice, NoSuchNotice, Notice, notify
from tongban.exchange.notices.codes import OutgoingMessenger, last_text
from tongban.exchange.payments.api import (
    Order,
    PayOut,
    ToPay,
    begin_payment,
    close_order,
    order,
    order_of,
    orders_of,
    pay_out,
    pay_out_all,
    pay_out_of,
    redirect,
    refund,
    shortened,
    stop_pay_out,
    theirs,
)
from tongban.exchange.payments.domain.orders import Line
from tongban.exchange.payments.domain.trades import Payee
from tongban.exchange.registry.succeeding import foresee
from tongban.exchange.sharing import (
    Refusal,
    RegisteredService,
    agree,
    agreement,
    agreements,
    ask,
    close_alarm,
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

if TYPE_CHECKING:
    from tongban.exchange.stamping.client import Authorities

__all__ = [
    "Agreement",
    "Answered",
    "BadNotice",
    "BadStamp",
    "CaseRef",
    "Deferred",
    "ExchangeProblem",
    "Line",
    "NoSuchNotice",
    "Notice",
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
    "ToPay",
    "Usage",
    "agree",
    "agreement",
    "agreements",
    "ask",
    "begin_payment",
    "close_alarm",
    "close_order",
    "collect",
    "countersign",
    "find_usage",
    "foresee",
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
    "notify",
    "order",
    "order_of",
    "orders_of",
    "pay_out",
    "pay_out_all",
    "pay_out_of",
    "publish_services",
    "record_preview",
    "redirect",
    "refund",
    "refusals",
    "registered_services",
    "review_emergency",
    "revoke_agreement",
    "revoke_consent",
    "shortened",
    "signatures_of",
    "stamped",
    "stop_pay_out",
    "theirs",
]


def is_connected(service: str) -> bool:
    """Whether a source of this installation answers a data service."""
    return joined.providers().of(service) is not None


def join_case_book(book: CaseBook) -> None:
    """Give the exchange the book of real cases that tickets are checked against."""
    joined.join_case_book(book)


def join_providers(providers: Providers) -> None:
    """Give the exchange the ways to the systems of this installation's agencies."""
    joined.join_providers(providers)


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
