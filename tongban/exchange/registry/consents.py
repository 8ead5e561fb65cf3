"""Consents and orders as the exchange checks them (同意与文书): referred to, live, covering.

What the person was shown and agreed to stands with their facts; here is what a gateway needs to
say yes or no at the next call, under the reference that leads there.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tongban.exchange.domain import leaving
from tongban.exchange.domain.grants import EMERGENCY, SEALED, Consent, Order
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.models import ConsentRow, OrderRow
from tongban.exchange.registry import matters
from tongban.exchange.registry.changing import changed, leave
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor

CONSENT, PREVIEW = "consent", "preview"


def give(
    *,
    subject: str,
    recipient: str,
    purpose: str,
    fields: Collection[str],
    since: datetime,
    until: datetime,
    reference: str,
    once: bool,
    kind: str = CONSENT,
    actor: Actor,
    at: datetime,
) -> int:
    """Write a consent under the digest of its subject; returns its id."""
    with transaction.atomic():
        row = ConsentRow.objects.create(
            id=ids.new(ids.draw_shard()), kind=kind, subject=subject, recipient=recipient,
            purpose=purpose, fields=sorted(fields), reference=reference, since=since, until=until,
            once=once, given_by=actor.to_json(),
        )  # fmt: skip
        if kind == CONSENT:
            leave("consent", _leaf("consent", row, at))
    return row.id


def revoke(consent: int, *, actor: Actor, at: datetime) -> bool:
    """End a consent; the next check says no. Returns whether there was one to end."""
    del actor
    with transaction.atomic():
        row = ConsentRow.objects.select_for_update().filter(pk=consent, revoked_at=None).first()
        if row is None:
            return False
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        leave("revoke", _leaf("revoke", row, at))
    return True


def of(subject: str, reference: str) -> tuple[Consent, ...]:
    """Return the consent a request refers to; a reference that is none leads to nothing."""
    if not reference.isdigit():
        return ()
    rows = ConsentRow.objects.filter(pk=int(reference), kind=CONSENT, subject=subject)
    return tuple(
        Consent(
            row.id, row.subject, row.recipient, row.purpose, tuple(row.fields), row.since,
            row.until, row.reference, row.once, row.used_at is not None, row.revoked_at,
        )
        for row in rows
    )  # fmt: skip


def use(consent: Consent, *, at: datetime) -> bool:
    """Mark a consent for one time as used; False where another question has used it meanwhile."""
    rows = ConsentRow.objects.filter(pk=consent.id, used_at=None)
    return not consent.once or bool(rows.update(used_at=at))


def check_stands(consent: int, *, at: datetime) -> None:
    """Raise basis.consent_revoked where a consent was withdrawn since the question was let in."""
    if ConsentRow.objects.filter(pk=consent, revoked_at__lte=at).exists():
        raise ExchangeProblem("basis.consent_revoked")


def previewed(subject: str, purpose: str, case: str) -> bool:
    """Whether the person has seen what would be used, in this case."""
    rows = ConsentRow.objects.filter(
        subject=subject, kind=PREVIEW, purpose=purpose, revoked_at=None
    )
    return rows.filter(reference=case).exists()


def make_order(
    *,
    kind: str,
    number: str,
    body: str,
    purpose: str,
    subject: str,
    since: datetime,
    ends: datetime,
    party: int = 0,
    actor: Actor,
    at: datetime,
) -> int:
    """Write an order for sealed access, or the reason of an emergency; returns its id.

    An emergency is reviewed within 72 hours, and its `party` is told at once.
    """
    if kind not in (SEALED, EMERGENCY):
        raise ValueError(kind)
    with transaction.atomic():
        row = OrderRow.objects.create(
            id=ids.new(ids.draw_shard()), kind=kind, number=number, body=body, purpose=purpose,
            subject=subject, since=since, ends=ends, made_by=actor.to_json(),
        )  # fmt: skip
        key = leaving.draw_key()
        changed(
            "seal",
            at=at,
            order=leaving.unlinked(key, "order", number),
            ends=time.city_date(ends).isoformat(),
            basis=kind,
        )
        if kind == EMERGENCY:
            matters.begin(
                row.id, matters.EMERGENCY, queue=matters.DATA_AUTHORITY, due=at + matters.REVIEW,
                about={"purpose": purpose, "body": body}, subject=party, actor=actor, at=at,
            )  # fmt: skip
    return row.id


def order(reference: str) -> Order | None:
    """Return the order a request refers to."""
    row = OrderRow.objects.filter(pk=int(reference)).first() if reference.isdigit() else None
    if row is None:
        return None
    return Order(
        row.id, row.kind, row.number, row.body, row.purpose, row.subject, row.ends, row.since
    )


def _leaf(kind: str, row: ConsentRow, at: datetime) -> dict[str, object]:
    key = leaving.draw_key()
    return leaving.change(
        kind, at=at, subject=leaving.unlinked(key, "subject", row.subject),
        recipient=row.recipient, purpose=row.purpose, fields=leaving.field_set(tuple(row.fields)),
    )  # fmt: skip
