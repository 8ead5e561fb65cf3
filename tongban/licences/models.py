"""The table of licences (电子证照): the stored state of each stream; no law is here.

Hot: its key is (shard, id) in the database, and the shard is the holder's.
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
