"""The keys by which we say who signed in (身份断言密钥), and how one takes over from another.

A new key is published an hour before it signs, so that whoever keeps our keys for a while knows
it in time; the one before it stays published for a day, until nothing it signed is valid.
"""

from datetime import datetime, timedelta

from allauth.idp.oidc.models import PrivateKey
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection, transaction

from tongban.kernel import ids, time
from tongban.ledger import api as ledger
from tongban.people import sealed
from tongban.people.models import ProviderKeyRow

PURPOSE = "provider-key"
BITS = 3072
AHEAD = timedelta(hours=1)
BEHIND = timedelta(days=1)
LIFE = timedelta(days=90)
_LOCK = 7_304_611  # a number of ours for the one who makes the first key


def published() -> list[PrivateKey]:
    """Return the keys in the key set, the first one made where there is none."""
    rows = list(ProviderKeyRow.objects.order_by("issued_at"))
    if not rows:
        rows = [_first()]
    return [
        PrivateKey(
            pem=sealed.opened(PURPOSE, row.sealed),
            issued_at=row.issued_at,
            not_before=row.not_before,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


def rotate(*, at: datetime | None = None) -> None:
    """Make a key that takes over in an hour; what is long over is deleted."""
    now = at or time.now()
    with transaction.atomic():
        ProviderKeyRow.objects.filter(expires_at__lt=now).delete()
        older = ProviderKeyRow.objects.filter(expires_at=None)
        older.update(expires_at=now + AHEAD + BEHIND)
        _make(now, starts=now + AHEAD)


@ledger.beat("people.provider-keys", every=timedelta(days=1))
def renew(at: datetime) -> None:
    """Let a new key take over where the newest is three months old."""
    newest = ProviderKeyRow.objects.order_by("-issued_at").first()
    if newest is not None and newest.issued_at < at - LIFE:
        rotate(at=at)


def _first() -> ProviderKeyRow:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s::bigint)", [_LOCK])
        now = time.now()
        return ProviderKeyRow.objects.first() or _make(now, starts=now)


def _make(now: datetime, *, starts: datetime) -> ProviderKeyRow:
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    return ProviderKeyRow.objects.create(
        id=ids.new(ids.draw_shard()),
        sealed=sealed.seal(PURPOSE, pem),
        issued_at=now,
        not_before=starts,
    )
