"""Events, bulk deliveries and bundles at work (事件、批量、离线包); what they are stands in `domain.feeds`.

Each access that a fat event or a delivery is leaves its row before it leaves: the same intent, the
same leaf, the same page of the person.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connection, transaction
from joserfc import jwe
from joserfc.jwk import OctKey

from tongban.exchange.domain import commitments, feeds, jose, leaving
from tongban.exchange.domain.feeds import BundleUnusable, Numbered
from tongban.exchange.domain.grants import Agreement, SharingPurpose
from tongban.exchange.domain.members import MemberId
from tongban.exchange.gateway import records
from tongban.exchange.models import ParcelRow
from tongban.exchange.registry import members, snapshot
from tongban.exchange.registry.changing import leave
from tongban.kernel import ids

EVENT, BULK, SENT, TAKEN = "event", "bulk", "sent", "taken"
EVENTS_KEPT = timedelta(days=30)
_LOCK = 0x746F6E68  # places of events are given one after the other


# Events


def announce(
    *,
    agreement: Agreement,
    purpose: SharingPurpose,
    kind: str,
    number: str,
    fields: Mapping[str, Any] | None = None,
    at: datetime,
) -> int:
    """Put an event into the feed of an agreement's client; returns its place.

    Thin unless the purpose lists the fields for its events. Events about one person keep their
    order; the same event handed over twice has the same id.
    """
    fat = fields is not None and feeds.may_be_fat(purpose, fields)
    who = commitments.commitment(agreement.secret, number)
    key = commitments.keyed(agreement.secret, f"partition:{who}")[:16]
    identifier = ids.new(ids.draw_shard())
    said = feeds.event(
        identifier=str(identifier), source=agreement.terms.service, kind=kind, subject=who, key=key,
        at=at, fields=fields if fat else None,
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "select coalesce(max(place), 0) + 1 from exchange_parcel where kind = %s and owner = %s",
            [EVENT, agreement.terms.client],
        )
        place = int(cursor.fetchone()[0])
        ParcelRow.objects.create(
            id=identifier, kind=EVENT, owner=agreement.terms.client, service=agreement.terms.service,
            name=purpose.id, place=place, state="fat" if fat else "thin", said=said, made_at=at,
            until=at + EVENTS_KEPT,
        )  # fmt: skip
        if fat:
            records.pushed(agreement, purpose, number=number, fields=tuple(fields or ()), at=at)
    return place


def events(
    client: str, *, after: int, limit: int, at: datetime
) -> list[tuple[int, dict[str, Any]]]:
    """Return the events of a client above its cursor, in their order; they are kept thirty days."""
    rows = ParcelRow.objects.filter(kind=EVENT, owner=client, place__gt=after, until__gt=at)
    return [(row.place, row.said) for row in rows.order_by("place")[:limit]]


# Bulk


@dataclass(frozen=True, slots=True)
class Delivery:
    """A bulk delivery (批量交付): signed manifest and encrypted rows."""

    id: int
    manifest: str
    content: str


def deliver(
    rows: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    agreement: Agreement,
    purpose: SharingPurpose,
    since: str,
    until: str,
    at: datetime,
) -> Delivery:
    """Pack rows by number for a client, with the commitment of each person and one leaf for all."""
    allowed = set(purpose.fields)
    kept = [[number, {name: row[name] for name in row if name in allowed}] for number, row in rows]
    retention = (at + timedelta(days=purpose.retention_days)).date().isoformat()
    said = feeds.manifest(
        secret=agreement.secret, numbers=[number for number, _ in rows], since=since, until=until,
        retention=retention, service=agreement.terms.service,
    )  # fmt: skip
    signer = members.signer(MemberId.read(agreement.terms.provider))
    text = jose.signed(said, signer=signer, typ=feeds.MANIFEST)
    content = _encrypt(json.dumps(kept, ensure_ascii=False).encode(), agreement)
    identifier = ids.new(ids.draw_shard())
    with transaction.atomic():
        for number, row in rows:
            records.pushed(
                agreement, purpose, number=number, fields=tuple(sorted(allowed & set(row))), at=at
            )
        leave(
            "bulk",
            leaving.change(
                "bulk",
                at=at,
                gth=agreement.digest,
                purpose=purpose.id,
                root=said["root"],
                rows=said["rows"],
            ),
        )
        ParcelRow.objects.create(
            id=identifier, kind=BULK, owner=agreement.terms.client, service=agreement.terms.service,
            name=said["root"], state="sent", said={**said, "manifest": text}, made_at=at,
            body=content.encode(), until=at + timedelta(days=purpose.retention_days),
        )  # fmt: skip
    return Delivery(identifier, text, content)


def waiting(client: str, *, at: datetime) -> list[dict[str, Any]]:
    """Return the deliveries of a client that it has not receipted yet, oldest first."""
    rows = ParcelRow.objects.filter(kind=BULK, owner=client, state="sent", until__gt=at)
    return [
        {"id": str(row.id), "service": row.service, "rows": row.said["rows"], "root": row.name}
        for row in rows.order_by("id")
    ]


def delivered(identifier: int, client: str, *, at: datetime) -> Delivery | None:
    """Return a delivery that waits for this client."""
    rows = ParcelRow.objects.filter(kind=BULK, owner=client, pk=identifier, until__gt=at)
    row = rows.first()
    if row is None or row.body is None:
        return None
    return Delivery(row.id, row.said["manifest"], bytes(row.body).decode())


def receive(
    delivery: Delivery, *, agreement: Agreement, at: datetime
) -> tuple[list[tuple[str, dict[str, Any]]], str]:
    """Open a delivery, count again, and return its rows with the signed receipt."""
    keys = snapshot.current().directory.keys.get(agreement.terms.provider, {})
    said = _checked(delivery.manifest, keys, feeds.MANIFEST)
    rows = [(number, row) for number, row in json.loads(_decrypt(delivery.content, agreement))]
    feeds.check_delivery(said, secret=agreement.secret, numbers=[number for number, _ in rows])
    client = MemberId.read(agreement.terms.client)
    return rows, feeds.receipt(said, signer=members.signer(client), client=str(client), at=at)


def take_receipt(text: str, *, agreement: Agreement) -> bool:
    """Close a delivery by its signed receipt; False where the counts differ or it is none of ours."""
    keys = snapshot.current().directory.keys.get(agreement.terms.client, {})
    said = _checked(text, keys, feeds.RECEIPT)
    rows = ParcelRow.objects.filter(kind=BULK, owner=agreement.terms.client, name=said["root"])
    row = rows.first()
    if row is None or row.said["rows"] != said["rows"]:
        return False
    return bool(rows.update(state="receipted"))


# Bundles


def export(
    messages: Iterable[Mapping[str, Any]], *, agreement: Agreement, lives: timedelta, at: datetime
) -> tuple[str, str]:
    """Put messages on a medium as the next bundle of the chain: its signed head and its content."""
    content = _encrypt(json.dumps(list(messages), ensure_ascii=False).encode(), agreement)
    sender, receiver = agreement.terms.provider, agreement.terms.client
    chain = f"{sender}>{receiver}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        last = ParcelRow.objects.filter(kind=SENT, owner=chain).order_by("-place").first()
        place = Numbered(last.place + 1 if last else 1, last.name[:64] if last else "")
        head = feeds.bundle(
            signer=members.signer(MemberId.read(sender)), sender=sender, receiver=receiver,
            place=place, content=content, until=at + lives, at=at,
        )  # fmt: skip
        _keep(SENT, chain, place.number, feeds.digest(head), at=at, lives=lives)
    return head, content


def take(head: str, content: str, *, agreement: Agreement, at: datetime) -> list[dict[str, Any]]:
    """Take a bundle in, once: its messages, or nothing where it has been taken before.

    Raises BundleGap where one before it is missing, BundleUnusable where it is not whole or too old.
    """
    sender, receiver = agreement.terms.provider, agreement.terms.client
    chain = f"{sender}>{receiver}"
    key = snapshot.current().directory.keys.get(sender, {}).get(_key_of(head))
    if key is None:
        raise BundleUnusable("key")
    place = feeds.read_bundle(head, content, key=key, receiver=receiver, at=at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        last = ParcelRow.objects.filter(kind=TAKEN, owner=chain).order_by("-place").first()
        number, before = (last.place, last.name[:64]) if last else (0, "")
        if place.number <= number:
            return []
        feeds.check_chain(number, before, (place,), digests=(feeds.digest(head),))
        made: list[dict[str, Any]] = json.loads(_decrypt(content, agreement))
        _keep(TAKEN, chain, place.number, feeds.digest(head), at=at, lives=timedelta(days=365))
    return made


def gaps(chain: str, numbers: Sequence[int]) -> list[int]:
    """Name the bundles of a chain that are missing below the highest that is at hand."""
    last = ParcelRow.objects.filter(kind=TAKEN, owner=chain).order_by("-place").first()
    taken = last.place if last else 0
    return [one for one in range(taken + 1, max(numbers, default=0)) if one not in numbers]


def _keep(
    kind: str, chain: str, place: int, digest: str, *, at: datetime, lives: timedelta
) -> None:
    ParcelRow.objects.create(
        id=ids.new(ids.draw_shard()), kind=kind, owner=chain, service="", name=digest, place=place,
        state="kept", made_at=at, until=at + lives,
    )  # fmt: skip


def _key_of(text: str) -> str:
    try:
        return jose.opened(text).key_id
    except jose.BadToken as error:
        raise BundleUnusable("form") from error


def _checked(text: str, keys: Mapping[str, Any], typ: str) -> dict[str, Any]:
    key = keys.get(_key_of(text))
    if key is None:
        raise BundleUnusable("key")
    try:
        return jose.opened(text).check(key, typ=typ)
    except jose.BadToken as error:
        raise BundleUnusable(typ) from error


def _cipher(agreement: Agreement) -> OctKey:
    """Return the key of content between the two parties, from the secret only they hold."""
    made = HKDF(hashes.SHA256(), 32, None, b"tongban.exchange.content").derive(agreement.secret)
    return OctKey.import_key(made)


def _encrypt(body: bytes, agreement: Agreement) -> str:
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, body, _cipher(agreement))


def _decrypt(content: str, agreement: Agreement) -> bytes:
    try:
        return bytes(jwe.decrypt_compact(content, _cipher(agreement)).plaintext or b"")
    except ValueError as error:
        raise BundleUnusable("content") from error
