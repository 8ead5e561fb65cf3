"""The tables of exchange (共享交换): the registry, the message log; no law is here."""

from typing import ClassVar

from django.db import models

from tongban.exchange.federation import models as of_federation
from tongban.exchange.notices.models import NoticeRow, SendingRow
from tongban.exchange.payments.models import BankDayRow, TradeRow

del of_federation

__all__ = ["BankDayRow", "NoticeRow", "SendingRow", "TradeRow"]


class MemberRow(models.Model):
    """A member of the exchange (交换成员); `address` is its gateway, empty where it is ours.

    `until` is the expiry of the directory it came with; None for members of this city.
    """

    id = models.CharField(max_length=280, primary_key=True)
    name = models.JSONField()
    address = models.CharField(max_length=300, default="")
    peer = models.CharField(max_length=64, default="")
    until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_member"

    def __str__(self) -> str:
        return self.id


class KeyRow(models.Model):
    """A public key of a member (成员公钥): for requests ("sign") or for case tickets ("case")."""

    key_id = models.CharField(max_length=64)
    member = models.CharField(max_length=280)
    use = models.CharField(max_length=16)
    jwk = models.JSONField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_member_key"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "use", "key_id"], name="exchange_member_key_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.use}"


class ServiceRow(models.Model):
    """A data service in one major version (数据服务), with its card and its state."""

    member = models.CharField(max_length=280)
    code = models.CharField(max_length=64)
    major = models.IntegerField()
    state = models.CharField(max_length=16)
    card = models.JSONField()
    findings = models.JSONField(default=list)
    deprecated_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_service"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "code", "major"], name="exchange_service_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}.v{self.major} {self.state}"


class AgreementRow(models.Model):
    """An agreement (共享协议): the document, both signatures, the secret of its commitments."""

    id = models.BigIntegerField(primary_key=True)
    client = models.CharField(max_length=280)
    provider = models.CharField(max_length=280)
    service = models.CharField(max_length=360)
    state = models.CharField(max_length=16)
    terms = models.JSONField()
    digest = models.CharField(max_length=64)
    secret = models.BinaryField()
    signatures = models.JSONField(default=dict)
    due = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.JSONField()

    class Meta:
        db_table = "exchange_agreement"
        indexes: ClassVar = [
            models.Index(fields=["service", "client", "state"], name="exchange_agreement_of"),
            models.Index(fields=["digest"], name="exchange_agreement_digest"),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk} {self.state}"


class ConsentRow(models.Model):
    """A consent as the exchange checks it (同意凭据), or that somebody has seen a preview."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=64)
    recipient = models.CharField(max_length=280)
    purpose = models.CharField(max_length=120)
    fields = models.JSONField()
    reference = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField()
    once = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    given_by = models.JSONField()

    class Meta:
        db_table = "exchange_consent"
        indexes: ClassVar = [
            models.Index(fields=["subject", "kind", "purpose"], name="exchange_consent_of")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OrderRow(models.Model):
    """An order for a sealed access or the reason of an emergency (文书)."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=120)
    body = models.CharField(max_length=200)
    purpose = models.CharField(max_length=120)
    subject = models.CharField(max_length=64)
    since = models.DateTimeField()
    ends = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.JSONField(null=True)
    made_by = models.JSONField()

    class Meta:
        db_table = "exchange_order"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StateRow(models.Model):
    """A word of the exchange's own state (交换状态): the registry's version, the last stamp."""

    name = models.CharField(max_length=40, primary_key=True)
    version = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_state"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class CallRow(models.Model):
    """An intended call (查询意图), written before it is made; `subject` is a keyed digest."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    side = models.CharField(max_length=4)
    tx = models.CharField(max_length=80)
    client = models.TextField()
    service = models.TextField()
    purpose = models.TextField()
    said = models.JSONField()
    subject = models.CharField(max_length=64)
    leaf_key = models.CharField(max_length=32)
    at = models.DateTimeField()
    until = models.DateTimeField()
    visible_from = models.DateField(null=True)

    class Meta:
        db_table = "exchange_call"

    def __str__(self) -> str:
        return f"{self.side} {self.tx}"


class OutcomeRow(models.Model):
    """What came of a call (查询结果), under its id; `body` is the sealed answer for a repeat."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    result = models.CharField(max_length=12)
    problem = models.CharField(max_length=40)
    status = models.IntegerField()
    response = models.CharField(max_length=120)
    ms = models.IntegerField()
    at = models.DateTimeField()
    body = models.BinaryField(null=True)

    class Meta:
        db_table = "exchange_outcome"

    def __str__(self) -> str:
        return f"{self.result} {self.pk}"


class LeafRow(models.Model):
    """A leaf for the transparency log (日志叶); its place is given when it is first read."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    call = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12)
    said = models.TextField()
    place = models.BigIntegerField(null=True)

    class Meta:
        db_table = "exchange_leaf"

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


class SeenRow(models.Model):
    """A nonce or token id that has been seen (防重放), until it could no longer be used."""

    pk = models.CompositePrimaryKey("client", "nonce")
    client = models.CharField(max_length=280)
    nonce = models.CharField(max_length=200)
    until = models.DateTimeField()

    class Meta:
        db_table = "exchange_seen"

    def __str__(self) -> str:
        return str(self.until)


class OnceRow(models.Model):
    """An idempotency key of a client (幂等键), with the digest and the call it stands for."""

    pk = models.CompositePrimaryKey("client", "key")
    client = models.CharField(max_length=280)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=120)
    call = models.BigIntegerField()
    until = models.DateTimeField()

    class Meta:
        db_table = "exchange_once"

    def __str__(self) -> str:
        return str(self.until)


class TallyRow(models.Model):
    """A counter of a cap (计数), in slots so that calls at once do not wait for one another."""

    pk = models.CompositePrimaryKey("scope", "slot")
    scope = models.CharField(max_length=200)
    slot = models.SmallIntegerField()
    n = models.BigIntegerField()
    until = models.DateTimeField()

    class Meta:
        db_table = "exchange_tally"

    def __str__(self) -> str:
        return f"{self.scope} {self.n}"


class RefusalRow(models.Model):
    """A call that was refused (被拒查询): by which check, of whom; never about whom."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    type = models.CharField(max_length=40)
    client = models.CharField(max_length=280)
    service = models.CharField(max_length=360)
    purpose = models.CharField(max_length=120)
    tx = models.CharField(max_length=80)
    official = models.CharField(max_length=64)

    class Meta:
        db_table = "exchange_refusal"
        indexes: ClassVar = [models.Index(fields=["-id", "type"], name="exchange_refusal_newest")]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class ParcelRow(models.Model):
    """What waits to be fetched (待取件): a deferred answer, an event, a bulk delivery, a bundle.

    `body` is encrypted to whoever fetches it; `key` orders events of one thing.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12)
    owner = models.CharField(max_length=280)
    service = models.CharField(max_length=360)
    name = models.CharField(max_length=120)
    place = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12)
    said = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "exchange_parcel"
        indexes: ClassVar = [
            models.Index(fields=["kind", "owner", "place"], name="exchange_parcel_of"),
            models.Index(fields=["name"], name="exchange_parcel_name"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
