"""The tables of facts (事实); no law is here.

All but the datasets are hot: their key begins with the shard in the database, and the shard is
the subject's. They belong to a role of their own (`facts.closing`): nobody else may read them.
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
    value = models.JSONField(null=True)  # as written before values were sealed
    sealed = models.BinaryField(null=True)
    key = models.BigIntegerField(null=True)
    source = models.CharField(max_length=16)
    source_holder = models.CharField(max_length=80, null=True)
    source_licence = models.BigIntegerField(null=True)
    source_licence_kind = models.CharField(max_length=80, null=True)
    source_case = models.BigIntegerField(null=True)
    source_message = models.TextField(null=True)
    source_dataset = models.BigIntegerField(null=True)
    law = models.TextField(null=True)
    consent = models.TextField(null=True)  # the scope without whose consent nobody reads it
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
            models.Index(
                fields=["source_dataset", "shard"],
                condition=models.Q(source_dataset__isnull=False),
                name="facts_statement_by_dataset",
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
    due = models.DateField(null=True)
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
    ground = models.CharField(max_length=16, default="duty", db_default="duty")
    withheld = ArrayField(models.CharField(max_length=80), default=list, db_default=[])

    class Meta:
        db_table = "facts_read"
        indexes: ClassVar = [
            models.Index(fields=["shard", "subject", "-at", "-id"], name="facts_read_of"),
            models.Index(fields=["id"], name="facts_read_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.at}"


class KeyRow(models.Model):
    """A key (密钥) of some values of one subject; where it is gone, so are they."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    subject = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "facts_key"
        indexes: ClassVar = [models.Index(fields=["shard", "subject"], name="facts_key_of")]

    def __str__(self) -> str:
        return str(self.id)


class ErasedKeyRow(models.Model):
    """A key that was destroyed (已毁密钥), by its id alone: no restore may bring it back."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()

    class Meta:
        db_table = "facts_erased_key"

    def __str__(self) -> str:
        return f"key {self.id}"


class LogKeyRow(models.Model):
    """The key (摘要密钥) by which the log's leaves of a year name a subject."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    subject = models.BigIntegerField()
    year = models.SmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "facts_log_key"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shard", "subject", "year"], name="facts_log_key_of")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.year}"


class PauseRow(models.Model):
    """A time (暂扣期间) in which what a licence states may not be used."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    licence = models.BigIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        db_table = "facts_pause"
        indexes: ClassVar = [models.Index(fields=["shard", "licence"], name="facts_pause_of")]

    def __str__(self) -> str:
        return f"{self.licence} {self.from_on}"


class ConsentRow(models.Model):
    """A consent (单独同意) of a person, or of their guardian for them."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    subject = models.BigIntegerField()
    scope = models.CharField(max_length=80)
    words = models.TextField()
    kinds = ArrayField(models.CharField(max_length=80), default=list)
    given_at = models.DateTimeField()
    given_by = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "facts_consent"
        indexes: ClassVar = [
            models.Index(fields=["shard", "subject", "scope"], name="facts_consent_of")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.scope}"


class ActRow(models.Model):
    """What was done to somebody's data (处理记录): disputed, corrected, unmasked, erased."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    subject = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    who = models.JSONField()
    said = models.JSONField(default=dict)

    class Meta:
        db_table = "facts_act"
        indexes: ClassVar = [
            models.Index(fields=["shard", "subject", "-id"], name="facts_act_of"),
            models.Index(fields=["id"], name="facts_act_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind}"


class DatasetRow(models.Model):
    """A dataset (数据集) with its terms; the file itself is sealed under the dataset's own key."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=16)
    owner = models.CharField(max_length=80)
    terms = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    profile = models.JSONField(default=dict)
    rows = models.IntegerField(default=0)
    matched = models.IntegerField(default=0)
    draft = models.BigIntegerField(null=True)
    until = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(default="", db_default="")
    key = models.BigIntegerField(null=True)
    content = models.BinaryField(null=True)

    class Meta:
        db_table = "facts_dataset"

    def __str__(self) -> str:
        return self.name
