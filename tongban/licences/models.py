"""The tables of licences (电子证照): the stored state of each stream, who may use it, who did.

Hot: their keys are (shard, id) in the database, and the shard is the holder's. The places in
status lists name no person; their key is the list and the place in it.
"""

from typing import ClassVar

from django.db import models


class LicenceRow(models.Model):
    """A licence (电子证照) as its events left it; `attributes` are its contents as issued."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    seq = models.IntegerField()
    kind = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, null=True)
    identifier = models.CharField(max_length=120)
    holder = models.BigIntegerField()
    issuer = models.CharField(max_length=80)
    issuer_name_zh = models.CharField(max_length=200)
    issuer_name_en = models.CharField(max_length=200, null=True)
    attributes = models.JSONField()
    statements = models.JSONField()
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    status = models.CharField(max_length=16)
    status_since = models.DateField()
    reason = models.TextField(default="")
    case_id = models.BigIntegerField(null=True)
    trust = models.CharField(max_length=1, default="A", db_default="A")
    version = models.SmallIntegerField(default=1, db_default=1)
    successor = models.CharField(max_length=120, default="", db_default="")
    pending = models.JSONField(null=True)

    class Meta:
        db_table = "licences_licence"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shard", "identifier"], name="licences_licence_identifier"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["shard", "holder", "kind"], name="licences_licence_of")
        ]

    def __str__(self) -> str:
        return self.identifier


class AuthorisationRow(models.Model):
    """Somebody may use a holder's licence (授权用证), or asked to."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    holder = models.BigIntegerField()
    grantee = models.BigIntegerField()
    licence = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    matter = models.CharField(max_length=80)
    cause = models.TextField()
    status = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "licences_authorisation"
        indexes: ClassVar = [
            models.Index(fields=["shard", "holder"], name="licences_authorisation_of"),
            models.Index(fields=["grantee"], name="licences_authorisation_for"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class UseRow(models.Model):
    """What was done with a licence (用证记录), for its holder's eyes and for the log.

    `key` is the secret by which the log's leaf names holder, licence and case; without it the
    leaf says nothing about anybody.
    """

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    holder = models.BigIntegerField()
    licence = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    how = models.CharField(max_length=16)
    who = models.CharField(max_length=200, default="")
    agency = models.CharField(max_length=80, null=True)
    party = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=200, default="")
    case = models.CharField(max_length=40, default="")
    items = models.JSONField(default=list)
    at = models.DateTimeField()
    key = models.BinaryField()

    class Meta:
        db_table = "licences_use"
        indexes: ClassVar = [
            models.Index(fields=["shard", "holder", "-id"], name="licences_use_of"),
            models.Index(fields=["id"], name="licences_use_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.how}"


class CodeRow(models.Model):
    """A short-lived secret that stands for a licence (出示码): shown, offered to a wallet, fetched.

    The secret itself is kept nowhere: `digest` is keyed.
    """

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    digest = models.BinaryField()
    purpose = models.CharField(max_length=16)
    licence = models.BigIntegerField()
    by = models.BigIntegerField()
    items = models.JSONField(default=list)
    left = models.SmallIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "licences_code"
        indexes: ClassVar = [
            models.Index(fields=["shard", "digest"], name="licences_code_digest"),
            models.Index(fields=["shard", "licence"], name="licences_code_of"),
        ]

    def __str__(self) -> str:
        return self.purpose


class StatusRow(models.Model):
    """How a credential stands in its status list (状态列表项)."""

    id = models.BigIntegerField(primary_key=True)
    page = models.IntegerField()
    place = models.IntegerField()
    licence = models.BigIntegerField()
    status = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "licences_status"
        indexes: ClassVar = [
            models.Index(fields=["page", "status"], name="licences_status_page"),
            models.Index(fields=["licence"], name="licences_status_of"),
        ]

    def __str__(self) -> str:
        return f"{self.page}:{self.place} {self.status}"
