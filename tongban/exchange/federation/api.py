"""The face of federation (城际互通): what this city asks of other cities and offers them.

Problems:  FederationProblem
           ├── CityAway      it does not answer (503)
           ├── CityUnknown   no accord with it is in force (403)
           └── CityNotSure   what came is not signed by that city, or not for us (403)
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tongban.exchange.federation import (
    answering,
    granting,
    guides,
    joining,
    peers,
    posting,
    reconciling,
    refreshing,
    usage,
)
from tongban.exchange.federation.guides import CityOffer, GuideElsewhere
from tongban.exchange.federation.models import PeerRow
from tongban.exchange.federation.problems import (
    CityAway,
    CityNotSure,
    CityUnknown,
    FederationProblem,
)
from tongban.exchange.federation.reconciling import Difference
from tongban.exchange.federation.usage import Elsewhere
from tongban.exchange.federation.vouching import KnownCities
from tongban.exchange.federation.witnesses import WitnessReply, add_checkpoint
from tongban.kernel.time import now

__all__ = [
    "CityAway",
    "CityNotSure",
    "CityOffer",
    "CityUnknown",
    "Difference",
    "Elsewhere",
    "FederationProblem",
    "GuideElsewhere",
    "KnownCities",
    "PeerRow",
    "WitnessReply",
    "add_checkpoint",
    "answer",
    "bundle",
    "cities",
    "differences",
    "differences_with",
    "elsewhere",
    "federate",
    "guides_elsewhere",
    "join_anchors",
    "listen",
    "post",
    "refresh",
    "request_grant",
    "statement",
    "take_bundle",
    "take_guides",
    "thumbprint",
]


def join_anchors(anchors: Callable[[], Mapping[str, str]]) -> None:
    """Take who says the keys of this city's log and of it as a witness; the wiring does this."""
    peers.join_anchors(anchors)


def statement(address: str, *, at: datetime | None = None) -> str:
    """Return this city's signed statement: name, addresses, anchors, majors it speaks."""
    return peers.said_of_us(address.rstrip("/"), at or now())


def thumbprint() -> str:
    """Return the thumbprint of this city's registry, which people compare by another way."""
    return peers.registry().key_id


def federate(address: str, *, own: str, key_id: str, at: datetime | None = None) -> PeerRow:
    """Sign the accord with the city at this address; in force once both have (双方各一次).

    `key_id` is the thumbprint of its registry as its people told ours; raises CityNotSure for
    another one, CityAway.
    """
    return joining.federate(address, own=own.rstrip("/"), key_id=key_id, at=at or now())


def answer(text: str, *, at: datetime | None = None) -> str:
    """Answer a signed word of another city with one of ours; raises FederationProblem."""
    return answering.answer(text, at or now())


def cities() -> list[PeerRow]:
    """Return the cities with which an accord is in force."""
    return peers.all_agreed()


def refresh(city: str, *, at: datetime | None = None) -> None:
    """Take a city's directory and services anew and deliver what waits for it; CityAway."""
    refreshing.refresh(peers.agreed(city), at or now())


def take_guides(city: str, *, at: datetime | None = None) -> None:
    """Take the list of what a city has to find, if it is another than before; CityAway."""
    guides.take(peers.agreed(city), at or now())


def guides_elsewhere(text: str) -> tuple[GuideElsewhere, ...]:
    """Find what other cities offer for somebody's words, best first (全省一搜).

    Looked up in the lists kept here; nothing is asked of another city. Empty where the setting
    `search_cities` is off.
    """
    return guides.find(text)


def request_grant(service: str, *, at: datetime | None = None) -> str:
    """Agree with another city's provider on asking a service; returns the hash of the terms."""
    city = service.partition("/")[0]
    return granting.request(peers.agreed(city), service, at or now())


def elsewhere(subject: int, *, at: datetime | None = None) -> list[Elsewhere]:
    """Return who looked at a person in other cities; a city that is away is told as missing."""
    return usage.of_person(subject, at or now())


def listen(kind: str, function: posting.Arrived) -> None:
    """Register who takes parcels of a kind; it runs in the transaction that takes the parcel."""
    posting.listen(kind, function)


def post(to: str, kind: str, said: Mapping[str, Any], *, at: datetime | None = None) -> int:
    """Send something to another city, in the caller's transaction; returns its number.

    It arrives there in order and once, over the line or by a bundle.
    """
    return posting.post(to, kind, said, at or now())


def bundle(to: str, *, at: datetime | None = None) -> str:
    """Return what waits for another city as one signed file, for when there is no line."""
    return posting.bundle(to, at or now())


def take_bundle(text: str, *, at: datetime | None = None) -> int:
    """Take a bundle that was carried here; returns up to which number everything is here."""
    return int(posting.take_bundle(text, at or now())["received"])


def differences(since: datetime, until: datetime) -> list[Difference]:
    """Return calls within this city that only one party recorded (对账)."""
    return reconciling.differences(since, until)


def differences_with(city: str, since: datetime, until: datetime) -> list[Difference]:
    """Return calls between this city and another that only one of them recorded; CityAway."""
    return reconciling.differences_with(city, since, until)
