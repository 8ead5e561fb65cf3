"""The tables of facts (事实); no law is here.

All three are hot: their key is (shard, id) in the database, and the shard is the subject's.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class StatementRow(models.Model):
    """A statement (陈述): what a source says about a subject, and for how long it holds."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    subject = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    source = models.CharField(max_length=16)
    source_holder = models.CharField(max_length=80, null=True)
    source_licence = models.BigIntegerField(null=True)
    source_licence_kind = models.CharField(max_length=80, null=True)
    source_case = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    dispute = models.BigIntegerField(null=True)  # the open dispute, while there is one
    ended_on = models.DateField(null=True)  # the first day it no longer holds
    ended_at = models.DateTimeField(null=True)
    ended_by = models.JSONField(null=True)
    ended_why = models.CharField(max_length=16, default="")

    class Meta:
        db_table = "facts_statement"
        indexes: ClassVar = [
            models.Index(
                fields=["shard", "subject", "kind", "-recorded_at"], name="facts_statement_of"
            ),
            models.Index(
                fields=["shard", "source_licence"],
                condition=models.Q(source_licence__isnull=False),
                name="facts_statement_by_licence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind}"


class DisputeRow(models.Model):
    """A dispute (异议): the subject says a statement is wrong; the source answers."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    statement = models.BigIntegerField()
    subject = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    holder = models.CharField(max_length=80, null=True)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    opened_by = models.JSONField()
    state = models.CharField(max_length=16)
    answer = models.TextField(default="")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.JSONField(null=True)

    class Meta:
        db_table = "facts_dispute"
        indexes: ClassVar = [
            models.Index(fields=["holder", "state", "opened_at"], name="facts_dispute_open"),
            models.Index(fields=["shard", "subject"], name="facts_dispute_of"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.state}"


class ReadRow(models.Model):
    """A reading (查阅记录): who read which kinds about a subject, when, and what for."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    subject = models.BigIntegerField()
    at = models.DateTimeField()
    who = models.TextField()
    who_kind = models.CharField(max_length=16)
    who_id = models.BigIntegerField()
    agency = models.CharField(max_length=80, null=True)
    matter = models.CharField(max_length=16)
    reference = models.TextField()
    basis = models.TextField()
    words = models.TextField()
    kinds = ArrayField(models.CharField(max_length=80))
    missing = ArrayField(models.CharField(max_length=80))

    class Meta:
        db_table = "facts_read"
        indexes: ClassVar = [
            models.Index(fields=["shard", "subject", "-at", "-id"], name="facts_read_of")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.at}"
