"""Parcels between cities (城际件): numbered without a gap, taken in order, each once.

They go over the line while there is one, and as a signed bundle on a stick when there is none;
which way one came makes no difference to whoever takes it. Either way they are encrypted to the
city they are for, and once heard nothing of what they said is kept in the tables of parcels.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.exchange.domain import jose
from tongban.exchange.federation import envelopes, peers
from tongban.exchange.federation.domain.accord import next_wanted
from tongban.exchange.federation.models import ArrivalRow, CityParcelRow, PeerRow
from tongban.exchange.federation.problems import CityNotSure

MOST = 200
LARGEST = 1024 * 1024  # of what goes at once, so that no door refuses it
BUNDLE = "city-bundle+jwt"
BUNDLE_LIFE = timedelta(days=30)
Arrived = Callable[[str, Mapping[str, Any], datetime], None]
"""What a room does with a parcel: from which city, what it says, when it came."""
_listeners: dict[str, Arrived] = {}


def listen(kind: str, function: Arrived) -> None:
    """Register who takes parcels of a kind."""
    _listeners[kind] = function


def post(to: str, kind: str, said: Mapping[str, Any], at: datetime) -> int:
    """Give a parcel its number, in the caller's transaction; it leaves with the next delivery."""
    with transaction.atomic():
        row = PeerRow.objects.select_for_update().get(pk=peers.agreed(to).pk)
        last = CityParcelRow.objects.filter(peer=row.pk).order_by("-number").first()
        number = (last.number if last else 0) + 1
        CityParcelRow.objects.create(
            peer=row.pk, number=number, kind=kind, said=envelopes.keep(said), made_at=at
        )
    return number


def waiting(peer: str) -> list[dict[str, Any]]:
    """Return what another city has not taken yet, in order."""
    rows = CityParcelRow.objects.filter(peer=peer, taken_at=None).order_by("number")[:MOST]
    found: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        size += len(row.said["sealed"])
        if found and size > LARGEST:
            break
        said = envelopes.kept(row.said)
        found.append({"number": row.number, "kind": row.kind, "said": said})
    return found


def deliver(row: PeerRow, at: datetime) -> int:
    """Send what waits; returns how many were taken. Raises CityAway."""
    sent = waiting(row.pk)
    if not sent:
        return 0
    answer = peers.ask(row, "parcels", {"parcels": envelopes.closed(sent, row)}, at)
    return settle(row.pk, int(answer["received"]), at)


def settle(peer: str, received: int, at: datetime) -> int:
    """Note up to which number another city has everything."""
    rows = CityParcelRow.objects.filter(peer=peer, taken_at=None, number__lte=received)
    return rows.update(taken_at=at, said={})


def take(row: PeerRow, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Take parcels in order, each once; returns up to which number everything is here."""
    several = {int(one["number"]): one for one in envelopes.opened(str(said["parcels"]))}
    with transaction.atomic():
        held = PeerRow.objects.select_for_update().get(pk=row.pk)
        wanted, received = next_wanted(held.received, several)
        for number in wanted:
            one = several[number]
            ArrivalRow.objects.create(
                peer=row.pk, number=number, kind=one["kind"], said={}, came_at=at
            )
            if one["kind"] in _listeners:
                _listeners[one["kind"]](row.pk, one["said"], at)
        PeerRow.objects.filter(pk=row.pk).update(received=received)
    return {"received": received}


def bundle(to: str, at: datetime) -> str:
    """Return what waits for another city as one signed file that only that city can read."""
    row = peers.agreed(to)
    claims = {
        "iss": peers.here(), "aud": row.pk, "received": row.received,
        "parcels": envelopes.closed(waiting(row.pk), row),
        "iat": int(at.timestamp()), "exp": int((at + BUNDLE_LIFE).timestamp()),
    }  # fmt: skip
    return jose.signed(claims, signer=peers.registry(), typ=BUNDLE)


def take_bundle(text: str, at: datetime) -> dict[str, Any]:
    """Take a bundle that was carried here; what had come over the line is left. CityNotSure."""
    try:
        opened = jose.opened(text.strip(), longest=peers.LONGEST)
        row = peers.agreed(str(opened.claims.get("iss")))
        claims = opened.check(peers.key_of(row), typ=BUNDLE)
    except jose.BadToken as error:
        raise CityNotSure from error
    if claims["aud"] != peers.here() or claims["exp"] < at.timestamp():
        raise CityNotSure
    settle(row.pk, int(claims["received"]), at)
    return take(row, claims, at)
