"""Checking a credential somebody presents (凭证核验): whose it is, how it stands, what it discloses.

Ours are looked up and leave a line in the holder's list; another city's is checked by what that
city says of itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tongban.kernel import time
from tongban.kernel.signing import PublicKey
from tongban.licences import elsewhere, statuses, store, usage
from tongban.licences.credentials import signer
from tongban.licences.domain.credentials import jws, sdjwt
from tongban.licences.domain.library import NOT_OURS, Licence
from tongban.licences.domain.problems import (
    BadCredential,
    CauseMissing,
    CredentialOver,
    WrongHolder,
)
from tongban.licences.usage import Doing

WRONG_HOLDER = "wrong-holder"


@dataclass(frozen=True, slots=True)
class Checked:
    """How a credential stands that somebody presented (凭证核验结果), and what it discloses.

    `state` is that of a licence, "not-ours", or "wrong-holder" where the key is not proved;
    only a valid one tells what it discloses. `city` is that of another city's, and its state is
    "unknown" where that city cannot be asked.
    """

    state: str
    kind: str = ""
    issuer: str = ""
    disclosed: Mapping[str, Any] = field(default_factory=dict, repr=False)
    bound: bool = False
    valid_to: date | None = None
    licence: int | None = field(default=None, repr=False)
    city: str = ""


def check_credential(
    text: str,
    *,
    issuer: str,
    audience: str | None = None,
    nonce: str | None = None,
    who: str = "",
    cause: str = "",
    at: datetime | None = None,
) -> Checked:
    """Say how a credential stands and what it discloses, to anybody who was shown one.

    Ours leave a line in the holder's list, so `who` and `cause` are given. Another city's is
    checked by its signed statement and its status list. Raises CauseMissing.
    """
    at = at or time.now()
    if not who.strip() or not cause.strip() or max(len(who), len(cause)) > usage.LONGEST:
        raise CauseMissing

    city = ""

    def key_of(token: jws.Token) -> PublicKey:
        nonlocal city
        if str(token.claims.get("iss", "")) == issuer:
            return signer().public
        city, key = elsewhere.key_of(token, at=at)
        return key

    try:
        found = sdjwt.verify(text, issuer=key_of, at=at, audience=audience, nonce=nonce)
        if city:
            return _checked(found, elsewhere.state(city, found.claims, at=at), city=city)
    except WrongHolder:
        return Checked(WRONG_HOLDER)
    except CredentialOver:
        return Checked("expired")
    except BadCredential:
        return Checked(NOT_OURS)
    return _ours(found, who=who.strip(), cause=cause.strip(), at=at)


def _ours(found: sdjwt.Verified, *, who: str, cause: str, at: datetime) -> Checked:
    """Look up how the licence stands; what was disclosed of a valid one is told and kept."""
    licence = _licence(found.claims)
    if licence is None:
        return Checked(NOT_OURS)
    state = licence.state_on(time.city_date(at))
    doing = Doing(usage.VERIFIED, who=who, cause=cause, items=found.disclosed)
    usage.keep(licence, doing, at=at)
    return _checked(found, state, licence.id)


def _licence(said: Mapping[str, Any]) -> Licence | None:
    try:
        listed = said["status"]["status_list"]
        page, place = int(str(listed["uri"]).rpartition("/")[2]), int(listed["idx"])
    except (KeyError, TypeError, ValueError):
        return None
    taken = statuses.at_place(page, place)
    return store.by_id(taken[0]) if taken else None


def _checked(
    found: sdjwt.Verified, state: str, licence: int | None = None, *, city: str = ""
) -> Checked:
    said = found.claims
    ends = said.get("exp")
    return Checked(
        state=state,
        kind=str(said.get("vct", "")).rpartition("/")[2],
        issuer=str(said.get("iss", "")),
        disclosed={name: said[name] for name in found.disclosed if name in said}
        if state == "valid"
        else {},
        bound=found.bound,
        valid_to=None if ends is None else time.city_date(datetime.fromtimestamp(ends, UTC)),
        licence=licence,
        city=city,
    )
