"""Between the domain of licences and the ledger's streams and this room's table."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from tongban.catalogue.domain.model import LicenceKind
from tongban.kernel import identifiers, ids
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.licences import rows
from tongban.licences.domain import states
from tongban.licences.domain.library import Licence, Pending
from tongban.licences.domain.problems import UnknownLicence
from tongban.licences.domain.states import (
    Declined,
    Happening,
    Issued,
    Proposed,
    Replaced,
    Restored,
    Revoked,
    State,
    Suspended,
)
from tongban.licences.models import LicenceRow

STREAM = "licence"
TYPES: dict[str, type[Happening]] = {
    "licences.Issued": Issued,
    "licences.Suspended": Suspended,
    "licences.Restored": Restored,
    "licences.Revoked": Revoked,
    "licences.Replaced": Replaced,
    "licences.Proposed": Proposed,
    "licences.Declined": Declined,
}
BATCH = 1000


@dataclass(frozen=True, slots=True)
class NewLicence:
    """A licence to issue (待颁发证照).

    `trust` is its level where it is not the kind's; `replaces` the licence whose next version it
    is, which keeps that one's number.
    """

    kind: LicenceKind
    holder: int
    attributes: Mapping[str, Any] = field(repr=False)
    issuer_uscc: str
    valid_to: date | None = None
    case: int | None = None
    trust: str | None = None
    replaces: Licence | None = None


def prepare(new: NewLicence, *, issuer_name: Text, on: date) -> Licence:
    """Make the licence that will be issued, numbered after GB/T 36904.

    The serial is the licence's own id, so it says nothing about the holder and is never given
    twice.
    """
    licence_id = ids.new(ids.shard_of(new.holder))
    version = new.replaces.version + 1 if new.replaces else 1
    return Licence(
        id=licence_id,
        kind=new.kind.id,
        identifier=_identifier(new, licence_id, version),
        holder=new.holder,
        issuer=new.kind.holder,
        attributes=dict(new.attributes),
        issued_on=on,
        valid_from=on,
        valid_to=new.valid_to or states.last_day(on, new.kind.months),
        state=states.VALID,
        since=on,
        name=new.kind.name,
        issuer_name=issuer_name,
        case=new.case,
        trust=new.trust or new.kind.trust,
        version=version,
    )


def _identifier(new: NewLicence, licence_id: int, version: int) -> str:
    """Make its identifier: a new one, or the next version of the one it replaces (GB/T 36904)."""
    if new.replaces is not None:
        before = identifiers.check_licence_identifier(new.replaces.identifier)
        return identifiers.licence_identifier(
            before.type_code, before.issuer, before.serial, version
        )
    type_code = new.kind.type_code or _type_code(new.kind.id, new.issuer_uscc)
    return identifiers.licence_identifier(type_code, new.issuer_uscc, licence_id)


def with_statements(licence: Licence, statements: Mapping[str, int]) -> Licence:
    """Return the licence with the statements that were recorded from it."""
    return replace(licence, statements=statements)


def _type_code(kind: str, issuer_uscc: str) -> str:
    """Make a type code where the catalogue gives none: the issuer's code and three characters."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number = int.from_bytes(hashlib.sha256(kind.encode()).digest()[:4]) % 36**3
    return issuer_uscc + digits[number // 1296] + digits[number // 36 % 36] + digits[number % 36]


def contents(attributes: Mapping[str, Any]) -> str:
    """Return the keyed digest that ties the stored contents to the event that issued them."""
    text = json.dumps(attributes, ensure_ascii=False, sort_keys=True)
    return salted_hmac("tongban.licences.contents", text, algorithm="sha256").hexdigest()


def issue(licences: Sequence[Licence], *, actor: Actor, at: datetime) -> None:
    """Write the streams and the rows of new licences together."""
    with transaction.atomic():
        for start in range(0, len(licences), BATCH):
            batch = licences[start : start + BATCH]
            ledger.append(*(_issuing(licence, actor=actor, at=at) for licence in batch))
            LicenceRow.objects.bulk_create([rows.row(licence) for licence in batch])


def _issuing(licence: Licence, *, actor: Actor, at: datetime) -> ledger.Append:
    issued = _issued(licence)
    event = _event(licence, issued, actor=actor, at=at)
    return ledger.Append(licence.id, STREAM, 0, [event], _head(licence))


def _event(licence: Licence, happening: Happening, *, actor: Actor, at: datetime) -> Event:
    objects = [
        Ref("licence", str(licence.id), "subject"),
        Ref("party", str(licence.holder), "holder"),
        Ref("agency", licence.issuer, "issuer"),
    ]
    if licence.case is not None:
        objects.append(Ref("case", str(licence.case), "origin"))
    data = json.loads(json.dumps(asdict(happening), default=str))
    return Event(_type(happening), at, actor, data, tuple(objects), ids.new(_shard(licence.id)))


def _type(happening: Happening) -> str:
    return f"licences.{type(happening).__name__}"


def _shard(licence_id: int) -> int:
    return ids.shard_of(licence_id)


def _head(licence: Licence) -> ledger.Head:
    return ledger.Head(
        status=licence.state,
        queue=None,
        subject=licence.holder,
        number=licence.identifier,
        label=licence.name.zh,
        due=licence.valid_to,
        attrs={"kind": licence.kind, "issuer": licence.issuer},
    )


def happening(event: Event) -> Happening:
    """Read what happened from an event of the ledger."""
    data = rows.days(event.data)
    for text in ("name", "issuer_name"):
        if text in data:
            data[text] = Text(**data[text])
    return TYPES[event.type](**data)


def change(
    licence: Licence,
    what: Happening,
    *,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
) -> Licence:
    """Append what happened to a licence and write the row as it now stands.

    `changes` are what a proposed correction would change; no event holds them.
    """
    after = states.evolve(state(licence), what)
    pending = Pending(after.pending, actor.name, changes or {}) if after.pending else None
    changed = replace(
        licence,
        state=after.status,
        since=after.since,
        reason=after.reason,
        seq=licence.seq + 1,
        successor=after.successor,
        pending=pending,
    )
    event = _event(licence, what, actor=actor, at=at)
    with transaction.atomic():
        ledger.append(ledger.Append(licence.id, STREAM, licence.seq, [event], _head(changed)))
        LicenceRow.objects.filter(shard=_shard(licence.id), pk=licence.id).update(
            seq=changed.seq,
            status=changed.state,
            status_since=changed.since,
            reason=changed.reason,
            successor=changed.successor,
            pending=rows.pending_json(pending),
        )
    return changed


def replays(licence_id: int) -> bool:
    """Whether folding the events of a licence gives the stored state and contents again."""
    events = ledger.events(licence_id)
    stored = by_id(licence_id)
    return len(events) == stored.seq and states.fold(map(happening, events)) == state(stored)


def state(licence: Licence) -> State:
    """Return a licence's state as the domain decides on it."""
    pending = licence.pending.proposed if licence.pending else None
    return State(
        _issued(licence), licence.state, licence.since, licence.reason, licence.successor, pending
    )


def _issued(licence: Licence) -> Issued:
    return Issued(
        kind=licence.kind,
        name=licence.name,
        identifier=licence.identifier,
        holder=licence.holder,
        issuer=licence.issuer,
        issuer_name=licence.issuer_name,
        on=licence.issued_on,
        valid_to=licence.valid_to,
        case=licence.case,
        contents=contents(licence.attributes),
        statements=licence.statements,
    )


def by_id(licence_id: int) -> Licence:
    """Read one licence, or raise UnknownLicence.

    Whoever scans a code waits for this, so the statement is written once and not built each time.
    """
    with connection.cursor() as cursor:
        cursor.execute(rows.ONE, [_shard(licence_id), licence_id])
        found = cursor.fetchone()
    if found is None:
        raise UnknownLicence
    return rows.licence(rows.read(found))


def of_holders(holders: Iterable[int]) -> list[Licence]:
    """Read the licences of several holders in one query, newest first."""
    wanted = set(holders)
    shards = {ids.shard_of(holder) for holder in wanted}
    found = LicenceRow.objects.filter(shard__in=shards, holder__in=wanted)
    return [rows.licence(row) for row in found.order_by("-issued_on", "-id")]


def issued_by(agencies: Collection[str]) -> int:
    """Count the licences in force of these issuers."""
    return LicenceRow.objects.filter(issuer__in=agencies, status="valid").count()


def pending_of(issuer: str, *, limit: int) -> list[Licence]:
    """Read what waits for a second officer of an agency, oldest first."""
    found = LicenceRow.objects.filter(issuer=issuer, pending__isnull=False).order_by("id")
    return [rows.licence(row) for row in found[:limit]]


def by_identifier(identifier: str) -> Licence | None:
    """Find a licence by the identifier that stands on it."""
    try:
        serial = int(identifiers.check_licence_identifier(identifier).serial, 36)
    except identifiers.BadLicenceIdentifier:
        return None
    shard = ids.shard_of(serial)
    row = LicenceRow.objects.filter(shard=shard, identifier=identifiers.normal(identifier)).first()
    return None if row is None else rows.licence(row)
