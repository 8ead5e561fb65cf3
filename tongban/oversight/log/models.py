"""The tables of the transparency log (透明日志); the tree itself lies in files.

An entry says where the leaf of a row stands. It is written in the transaction that moves the
tree's size, so that a row has one place or none.
"""

from typing import ClassVar

from django.db import models


class TreeRow(models.Model):
    """The tree of a year (日志树): how many leaves are committed, and their root."""

    year = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField()
    grown_at = models.DateTimeField()

    class Meta:
        db_table = "oversight_log_tree"

    def __str__(self) -> str:
        return f"{self.year}: {self.size}"


class SourceRow(models.Model):
    """How far a room's rows are in the log (日志来源)."""

    name = models.TextField(primary_key=True)
    after = models.BigIntegerField()

    class Meta:
        db_table = "oversight_log_source"

    def __str__(self) -> str:
        return f"{self.name} {self.after}"


class EntryRow(models.Model):
    """Where the leaf of a row stands (日志条目)."""

    pk = models.CompositePrimaryKey("shard", "source", "row")
    shard = models.SmallIntegerField()
    source = models.TextField()
    row = models.BigIntegerField()
    year = models.SmallIntegerField()
    place = models.BigIntegerField()

    class Meta:
        db_table = "oversight_log_entry"
        indexes: ClassVar = [
            models.Index(fields=["year", "place"], name="oversight_log_entry_at"),
            models.Index(fields=["source", "row"], name="oversight_log_entry_of"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.row}: {self.year}/{self.place}"


class CheckpointRow(models.Model):
    """A checkpoint that was published (已发布检查点), with every signature under it."""

    pk = models.CompositePrimaryKey("year", "size", "root")
    year = models.SmallIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "oversight_log_checkpoint"

    def __str__(self) -> str:
        return f"{self.year}: {self.size}"


class WitnessRow(models.Model):
    """A witness of our logs (见证方): its key, its address, and how far it has seen each year."""

    name = models.TextField(primary_key=True)
    key = models.TextField()
    address = models.TextField()
    seen = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    refused = models.TextField(default="")

    class Meta:
        db_table = "oversight_log_witness"

    def __str__(self) -> str:
        return self.name


class WatchedRow(models.Model):
    """A log that we witness (被见证日志): its key and the last checkpoint we cosigned."""

    origin = models.TextField(primary_key=True)
    key = models.TextField()
    note = models.TextField(default="")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oversight_log_watched"

    def __str__(self) -> str:
        return self.origin


class StampRow(models.Model):
    """A time stamp of a checkpoint by an authority (时间戳), RFC 3161."""

    id = models.BigIntegerField(primary_key=True)
    year = models.SmallIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    authority = models.TextField()
    at = models.DateTimeField()
    token = models.BinaryField()

    class Meta:
        db_table = "oversight_log_stamp"
        indexes: ClassVar = [models.Index(fields=["-at"], name="oversight_log_stamp_at")]

    def __str__(self) -> str:
        return f"{self.year}: {self.size} at {self.at}"


class IncidentRow(models.Model):
    """Something that must not happen to a log or between two logs (日志异常), told to the public.

    `what` is its kind, `subject` the transaction, leaf or log it is about, never a person.
    """

    pk = models.CompositePrimaryKey("what", "subject")
    what = models.TextField()
    subject = models.TextField()
    said = models.TextField()
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oversight_log_incident"

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"
