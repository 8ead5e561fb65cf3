"""Answering other cities (应答): a word in, checked; the act it asks for; a signed word back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tongban.exchange.domain import jose
from tongban.exchange.federation import (
    granting,
    guides,
    joining,
    peers,
    posting,
    reconciling,
    usage,
)
from tongban.exchange.federation.models import PeerRow
from tongban.exchange.federation.problems import CityNotSure, CityUnknown
from tongban.kernel.signing import BadKey, PublicKey

Act = Callable[[PeerRow, dict[str, Any], datetime], dict[str, Any]]
ACTS: Mapping[str, Act] = {
    "services": lambda _, __, ___: granting.offered(),
    "grant": granting.take_request,
    "guides": lambda _, said, at: guides.tell(said, at),
    "parcels": posting.take,
    "usage": lambda _, said, at: usage.tell(said, at),
    "records": lambda row, said, _: reconciling.tell(row.pk, said),
}


def answer(text: str, at: datetime) -> str:
    """Answer a word of another city; raises CityNotSure, CityUnknown, ExchangeProblem."""
    try:
        issuer = str(jose.opened(text, longest=peers.LONGEST).claims.get("iss"))
    except (jose.BadToken, BadKey) as error:
        raise CityNotSure from error
    row = PeerRow.objects.filter(pk=issuer).first()
    if row is None:
        return peers.word(issuer, "accord", {"state": "unknown"}, at)
    claims = peers.heard(text, PublicKey.of_jwk(row.statement["registry"]), at)
    act, said = str(claims["act"]), claims["said"]
    if act == "accord":
        return peers.word(issuer, act, joining.take_accord(row, said, at), at)
    if row.agreed_at is None or act not in ACTS:
        raise CityUnknown(issuer)
    return peers.word(issuer, act, ACTS[act](row, said, at), at)
