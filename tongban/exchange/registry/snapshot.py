"""The registry as a gateway holds it in memory (登记快照), until its version changes."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from tongban.exchange.domain.checks import Directory
from tongban.exchange.domain.grants import ACTIVE, REVOKED, Agreement, Terms
from tongban.exchange.domain.services import Card, sunset
from tongban.exchange.models import AgreementRow, KeyRow, MemberRow, ServiceRow
from tongban.exchange.registry import changing, watching
from tongban.exchange.registry.members import CASE, HARD_STOP, SIGN
from tongban.kernel import time
from tongban.kernel.signing import PublicKey

_REREAD = timedelta(hours=1)  # our own directory is read again well before its hard stop


@dataclass(frozen=True, slots=True)
class Listed:
    """A service in the registry (登记的数据服务)."""

    row: int
    id: str
    member: str
    card: Card
    state: str
    deprecated: date | None = None
    sunset: date | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a call is judged by (登记快照), in one version."""

    version: int
    read_at: datetime
    directory: Directory
    case_keys: Mapping[str, Mapping[str, PublicKey]]
    addresses: Mapping[str, str]
    services: Mapping[str, Listed]
    by_digest: Mapping[str, Agreement]
    between: Mapping[tuple[str, str], tuple[Agreement, ...]]
    watched: Mapping[str, tuple[int, datetime]]

    def newest(self, code: str) -> Listed | None:
        """Return the newest major of a service of this code that answers calls."""
        found = [
            one
            for one in self.services.values()
            if one.card.code == code and one.state in ("active", "deprecated")
        ]
        return max(found, key=lambda one: (one.card.major, one.state == "active"), default=None)


_lock = threading.Lock()
_kept: dict[str, Snapshot] = {}


def current() -> Snapshot:
    """Return the registry as it was last read; whoever records a call learns whether it still is so."""
    found = _kept.get("now")
    if found is None or time.now() - found.read_at > _REREAD:
        return reread()
    return found


def reread() -> Snapshot:
    """Read the registry again."""
    with _lock:
        _kept["now"] = made = _read()
        return made


def is_fresh(snap: Snapshot) -> bool:
    """Whether the registry still is as it was read."""
    return snap.version == changing.version()


def forget() -> None:
    """Forget what was read, for a process that was forked and for tests."""
    _kept.clear()


def _read() -> Snapshot:
    version, now = changing.version(), time.now()
    members = {row.id: row for row in MemberRow.objects.all()}
    keys: dict[str, dict[str, dict[str, PublicKey]]] = {SIGN: {}, CASE: {}}
    for row in KeyRow.objects.filter(ended_at=None, use__in=(SIGN, CASE)):
        keys[row.use].setdefault(row.member, {})[row.key_id] = PublicKey.of_jwk(row.jwk)
    agreements = [
        agreement(row) for row in AgreementRow.objects.filter(state__in=(ACTIVE, REVOKED))
    ]
    between: dict[tuple[str, str], tuple[Agreement, ...]] = {}
    for one in agreements:
        if one.state == ACTIVE:
            pair = (one.terms.client, one.terms.service)
            between[pair] = (*between.get(pair, ()), one)
    return Snapshot(
        version,
        now,
        Directory(
            {name: row.until or now + HARD_STOP for name, row in members.items()},
            {name: keys[SIGN].get(name, {}) for name in members},
            {name: row.peer for name, row in members.items() if row.peer},
        ),
        keys[CASE],
        {name: row.address for name, row in members.items()},
        {one.id: one for one in map(_listed, ServiceRow.objects.all())},
        {one.digest: one for one in agreements},
        between,
        watching.rungs(),
    )


def _listed(row: ServiceRow) -> Listed:
    ends = sunset(row.deprecated_on) if row.deprecated_on else None
    name = f"{row.member}/{row.code}.v{row.major}"
    return Listed(
        row.pk, name, row.member, Card.of_json(row.card), row.state, row.deprecated_on, ends
    )


def agreement(row: AgreementRow) -> Agreement:
    """Return the agreement of a row."""
    return Agreement(
        row.id, Terms.of_json(row.terms), row.state, row.digest, bytes(row.secret),
        row.signatures, row.due, row.changed_at,
    )  # fmt: skip


def is_ours(member: str) -> bool:
    """Whether a member is of this city."""
    return member.startswith(f"{settings.EXCHANGE_INSTANCE}/")
