"""The list of uses (用证记录): what was done with a licence, by whom, for what, in which case.

A reading by an official or in a case is a reading of facts, which the room of facts keeps; what a
holder shows, allows, takes along or has checked is kept here. The holder sees both as one list,
and the transparency log is given a leaf for each, without a word about anybody.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.facts import api as facts
from tongban.kernel import ids, time
from tongban.kernel.leaves import Leaf
from tongban.licences.domain.library import Licence
from tongban.licences.models import UseRow

SHOWN, VERIFIED, TAKEN = "shown", "verified", "taken"
ASKED, GRANTED, REFUSED, WITHDRAWN = "asked", "granted", "refused", "withdrawn"
READ = "read"
LEAVES: Mapping[str, str] = {
    SHOWN: "intent",
    VERIFIED: "outcome",
    TAKEN: "outcome",
    ASKED: "intent",
    GRANTED: "consent",
    REFUSED: "revoke",
    WITHDRAWN: "revoke",
}
"""出示, 被核验, 领到钱包, 请求授权, 授权, 拒绝, 撤回."""
SETTLED = timedelta(seconds=5)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Use:
    """One line of the list (一次用证): how, by whom, why, in which case, which items were seen.

    `licence` is None for a reading, which knows only the kind. `id` finds its leaf in the log.
    """

    at: datetime
    how: str
    kinds: tuple[str, ...]
    who: str
    agency: str | None
    cause: str
    licence: int | None = None
    case: str = ""
    items: tuple[str, ...] = ()
    party: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Doing:
    """Who uses a licence, and what for (用证情形)."""

    how: str
    who: str = ""
    cause: str = ""
    agency: str | None = None
    case: str = ""
    party: int | None = None
    items: tuple[str, ...] = ()


def keep(licence: Licence, doing: Doing, *, at: datetime) -> None:
    """Write a line into the list of the licence's holder, in the transaction of the use."""
    keep_of(licence.id, licence.holder, licence.kind, doing, at=at)


def keep_of(licence: int, holder: int, kind: str, doing: Doing, *, at: datetime) -> None:
    """Write a line for a licence that was not read."""
    shard = ids.shard_of(holder)
    UseRow.objects.create(
        id=ids.new(shard),
        shard=shard,
        holder=holder,
        licence=licence,
        kind=kind,
        how=doing.how,
        who=doing.who[:LONGEST],
        agency=doing.agency,
        party=doing.party,
        cause=doing.cause[:LONGEST],
        case=doing.case,
        items=list(doing.items),
        at=at,
        key=secrets.token_bytes(16),
    )


def uses(
    holder: int, *, licence: Licence | None = None, own: bool | None = None, limit: int = 100
) -> list[Use]:
    """Return who used a holder's licences and what for, newest first, for the holder's eyes.

    With `licence` only what was done with it, or with its kind; `own` as in `facts.readers`.
    """
    done = used(holder, licence=licence, limit=limit)
    wanted = None if licence is None else {licence.kind}
    read = [
        _of_reading(one)
        for one in facts.readers(holder, limit=limit, own=own)
        if wanted is None or not wanted.isdisjoint(one.kinds)
    ]
    return sorted([*done, *read], key=lambda one: one.at, reverse=True)[:limit]


def used(holder: int, *, licence: Licence | None = None, limit: int = 100) -> list[Use]:
    """Return what was done with a holder's licences besides reading them, newest first."""
    rows = UseRow.objects.filter(shard=ids.shard_of(holder), holder=holder)
    if licence is not None:
        rows = rows.filter(licence=licence.id)
    return [_use(row) for row in rows.order_by("-id")[:limit]]


def _use(row: UseRow) -> Use:
    return Use(
        at=row.at,
        how=row.how,
        kinds=(row.kind,),
        who=row.who,
        agency=row.agency,
        cause=row.cause,
        licence=row.licence,
        case=row.case,
        items=tuple(row.items),
        party=row.party,
        id=row.id,
    )


def _of_reading(one: facts.Reading) -> Use:
    return Use(
        at=one.at,
        how=READ,
        kinds=tuple(one.kinds),
        who=one.who,
        agency=one.agency,
        cause=str(one.words),
        case=one.reference if one.matter == "case" else "",
    )


def leaves(*, after: int, limit: int) -> list[Leaf]:
    """Return the leaves of the uses above this id, lowest first, for the transparency log.

    A use is given some seconds after it was made, so that no slower transaction is passed by.
    Whoever is in it stands there as a digest, keyed by the row's own secret.
    """
    rows = UseRow.objects.filter(id__gt=after).order_by("id")[:limit]
    settled = time.now() - SETTLED
    made: list[Leaf] = []
    for row in rows:
        if ids.made_at(row.id) > settled:
            break
        made.append(Leaf(row.id, LEAVES[row.how], said(row)))
    return made


def said(row: UseRow) -> Mapping[str, Any]:
    """Say a use without personal data; the same row always says the same."""
    key = bytes(row.key)
    return {
        "v": 1,
        "kind": LEAVES[row.how],
        "room": "licences",
        "how": row.how,
        "at": row.at.isoformat(timespec="milliseconds"),
        "type": row.kind,
        "agency": row.agency or "",
        "items": _digest(key, row.items),
        "licence": _digest(key, [row.licence]),
        "subject": _digest(key, [row.holder]),
        "party": _digest(key, [row.party, row.who]),
        "cause": _digest(key, [row.cause]),
        "case": _digest(key, [row.case]),
    }


def _digest(key: bytes, parts: Iterable[Any]) -> str:
    return hmac.digest(key, "\0".join(map(str, parts)).encode(), "sha256").hex()
