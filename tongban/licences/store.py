"""Between the domain of licences and the ledger's streams and this room's table."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import LicenceKind
from tongban.kernel import identifiers, ids
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.licences.domain import states
from tongban.licences.domain.library import Licence
from tongban.licences.domain.problems import UnknownLicence
from tongban.licences.domain.states import Happening, Issued, Restored, Revoked, State, Suspended
from tongban.licences.models import LicenceRow

STREAM = "licence"
TYPES: dict[str, type[Happening]] = {
    "licences.Issued": Issued,
    "licences.Suspended": Suspended,
    "licences.Restored": Restored,
    "licences.Revoked": Revoked,
}
BATCH = 1000


@dataclass(frozen=True, slots=True)
class NewLicence:
    """A licence to issue (待颁发证照)."""

    kind: LicenceKind
    holder: int
    attributes: Mapping[str, Any] = field(repr=False)
    issuer_uscc: str
    valid_to: date | None = None
    case: int | None = None


def prepare(new: NewLicence, *, issuer_name: Text, on: date) -> Licence:
    """Make the licence that will be issued, numbered after GB/T 36904.

    The serial is the licence's own id, so it says nothing about the holder and is never given
    twice.
    """
    licence_id = ids.new(ids.shard_of(new.holder))
    type_code = new.kind.type_code or _type_code(new.kind.id, new.issuer_uscc)
    return Licence(
        id=licence_id,
        kind=new.kind.id,
        identifier=identifiers.licence_identifier(type_code, new.issuer_uscc, licence_id),
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
    )


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
            LicenceRow.objects.bulk_create([_row(licence) for licence in batch])


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
    data = dict(event.data)
    for day in ("on", "valid_to"):
        if data.get(day):
            data[day] = date.fromisoformat(data[day])
    for text in ("name", "issuer_name"):
        if text in data:
            data[text] = Text(**data[text])
    return TYPES[event.type](**data)


def change(licence: Licence, what: Happening, *, actor: Actor, at: datetime) -> Licence:
    """Append what happened to a licence and write the row as it now stands."""
    after = states.evolve(state(licence), what)
    changed = replace(
        licence, state=after.status, since=after.since, reason=after.reason, seq=licence.seq + 1
    )
    event = _event(licence, what, actor=actor, at=at)
    with transaction.atomic():
        ledger.append(ledger.Append(licence.id, STREAM, licence.seq, [event], _head(changed)))
        LicenceRow.objects.filter(shard=_shard(licence.id), pk=licence.id).update(
            seq=changed.seq,
            status=changed.state,
            status_since=changed.since,
            reason=changed.reason,
        )
    return changed


def replays(licence_id: int) -> bool:
    """Whether folding the events of a licence gives the stored state and contents again."""
    events = ledger.events(licence_id)
    stored = by_id(licence_id)
    return len(events) == stored.seq and states.fold(map(happening, events)) == state(stored)


def state(licence: Licence) -> State:
    """Return a licence's state as the domain decides on it."""
    return State(_issued(licence), licence.state, licence.since, licence.reason)


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
    """Read one licence, or raise UnknownLicence."""
    row = LicenceRow.objects.filter(shard=_shard(licence_id), pk=licence_id).first()
    if row is None:
        raise UnknownLicence
    return _licence(row)


def of_holders(holders: Iterable[int]) -> list[Licence]:
    """Read the licences of several holders in one query, newest first."""
    wanted = set(holders)
    shards = {ids.shard_of(holder) for holder in wanted}
    rows = LicenceRow.objects.filter(shard__in=shards, holder__in=wanted)
    return [_licence(row) for row in rows.order_by("-issued_on", "-id")]


def _row(licence: Licence) -> LicenceRow:
    return LicenceRow(
        id=licence.id,
        shard=_shard(licence.id),
        seq=licence.seq,
        kind=licence.kind,
        name_zh=licence.name.zh,
        name_en=licence.name.en,
        identifier=licence.identifier,
        holder=licence.holder,
        issuer=licence.issuer,
        issuer_name_zh=licence.issuer_name.zh,
        issuer_name_en=licence.issuer_name.en,
        attributes=dict(licence.attributes),
        statements=dict(licence.statements),
        issued_on=licence.issued_on,
        valid_from=licence.valid_from,
        valid_to=licence.valid_to,
        status=licence.state,
        status_since=licence.since,
        reason=licence.reason,
        case_id=licence.case,
    )


def _in_order(row: LicenceRow) -> Mapping[str, Any]:
    """Return what a licence states in the order its kind states it; jsonb keeps none."""
    kind = catalogue.book().licences.get(row.kind)
    order = {state: at for at, state in enumerate(kind.states if kind else ())}
    return dict(sorted(row.attributes.items(), key=lambda item: order.get(item[0], len(order))))


def _licence(row: LicenceRow) -> Licence:
    return Licence(
        id=row.id,
        kind=row.kind,
        identifier=row.identifier,
        holder=row.holder,
        issuer=row.issuer,
        attributes=_in_order(row),
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        state=row.status,
        since=row.status_since,
        name=Text(row.name_zh, row.name_en),
        issuer_name=Text(row.issuer_name_zh, row.issuer_name_en),
        reason=row.reason,
        case=row.case_id,
        statements=row.statements,
        seq=row.seq,
    )
