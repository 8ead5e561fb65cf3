"""Licences of other cities (外市证照互认): checked by the keys in that city's signed statement.

How one stands is in its city's status list, which is fetched and kept for as long as the list
itself allows. While its city is away a kept list serves up to a largest age, and after that the
credential is neither good nor bad: it cannot be said.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tongban.kernel.signing import PublicKey
from tongban.licences.domain.credentials import jws, status_lists
from tongban.licences.domain.credentials.status_lists import StatusList
from tongban.licences.domain.ports import OtherCities
from tongban.licences.domain.problems import BadCredential

OLDEST = timedelta(hours=6)
"""How old a list may be when its city does not answer (状态列表最长有效时间)."""
MOST_KEPT = 256
VALID, UNKNOWN = "valid", "unknown"
STATES = {
    status_lists.VALID: VALID,
    status_lists.INVALID: "revoked",
    status_lists.SUSPENDED: "suspended",
}
_joined: list[OtherCities] = []
_kept: dict[str, StatusList] = {}


def join(cities: OtherCities) -> None:
    """Say who knows other cities; joined by the wiring."""
    _joined[:] = [cities]


def cities() -> OtherCities:
    """Return who knows other cities."""
    return _joined[0]


def key_of(token: jws.Token, *, at: datetime) -> tuple[str, PublicKey]:
    """Return the city a credential says it is of, and its key; raises BadCredential."""
    issuer, key_id = str(token.claims.get("iss", "")), str(token.header.get("kid", ""))
    found = cities().credential_key(issuer, key_id, at=at)
    if found is None:
        raise BadCredential
    return found


def state(city: str, claims: Mapping[str, Any], *, at: datetime) -> str:
    """Say how a credential of another city stands: valid, revoked, suspended or unknown."""
    try:
        listed = claims["status"]["status_list"]
        address, place = str(listed["uri"]), int(listed["idx"])
    except (KeyError, TypeError, ValueError) as fault:
        raise BadCredential from fault
    found = _list(city, str(claims["iss"]), address, at)
    return UNKNOWN if found is None else STATES.get(found.at_place(place), "revoked")


def _list(city: str, issuer: str, address: str, at: datetime) -> StatusList | None:
    kept = _kept.get(address)
    if kept is not None and at < kept.fresh_until:
        return kept
    text = cities().status_list(city, address)
    if text is None:
        return kept if kept is not None and at - kept.made <= OLDEST else None
    found = cities().credential_key(issuer, key_id_of(text), at=at)
    if found is None or found[0] != city:
        raise BadCredential
    read = status_lists.read(text, address=address, key=found[1], at=at)
    if kept is not None and read.made < kept.made:
        raise BadCredential  # an older list than the one seen would bring back what is revoked
    while len(_kept) >= MOST_KEPT:
        _kept.pop(next(iter(_kept)))
    _kept[address] = read
    return read


def key_id_of(text: str) -> str:
    """Return by which key a list says it is signed."""
    return str(
        jws.read(text.strip(), typ=status_lists.TYPE, longest=status_lists.LARGEST).header.get(
            "kid", ""
        )
    )
