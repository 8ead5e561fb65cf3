"""The tables of archives (档案); no law is here."""

from typing import ClassVar

from django.db import models


class ArchiveRow(models.Model):
    """A finished case in the archive (档案), in its applicant's shard; `path` is in the home."""

    pk = models.CompositePrimaryKey("shard", "case")
    shard = models.SmallIntegerField()
    case = models.BigIntegerField()
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    closed_on = models.DateField()
    packed_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=200, default="")
    digest = models.CharField(max_length=64, default="")
    signer = models.CharField(max_length=64, default="")
    keep_until = models.DateField(null=True)
    held = models.CharField(max_length=200, default="")
    destruction = models.BigIntegerField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_archive"
        indexes: ClassVar = [
            models.Index(fields=["number"], name="cases_archive_number"),
            models.Index(
                fields=["closed_on"],
                condition=models.Q(packed_at__isnull=True),
                name="cases_archive_waiting",
            ),
            models.Index(
                fields=["keep_until"],
                condition=models.Q(destroyed_at__isnull=True),
                name="cases_archive_due",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DestructionRow(models.Model):
    """A list of archives to be destroyed (销毁清册): proposed by one, approved by another."""

    id = models.BigIntegerField(primary_key=True)
    listed = models.JSONField()
    proposed_at = models.DateTimeField()
    proposed_by = models.JSONField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.JSONField(null=True)
    certificate = models.TextField(default="")
    signature = models.TextField(default="")

    class Meta:
        db_table = "cases_destruction"

    def __str__(self) -> str:
        return f"destruction {self.pk}"
