"""The tables every room shares (账本的表), as Django knows them.

The migration writes them in SQL: each real primary key carries the shard, and the hot path never
goes through these classes. They are here so that Django can truncate, dump and inspect.
"""

from django.db import models


class EventRow(models.Model):
    """An event of a stream (事件); key (shard, stream, seq), which is the optimistic lock."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    stream = models.BigIntegerField()
    seq = models.IntegerField()
    type = models.TextField()
    at = models.DateTimeField()
    actor = models.JSONField()
    data = models.JSONField()
    objects_touched = models.JSONField(db_column="objects")
    schema = models.SmallIntegerField()

    class Meta:
        db_table = "ledger_event"

    def __str__(self) -> str:
        return f"{self.stream}:{self.seq} {self.type}"


class StreamRow(models.Model):
    """The one current row of a stream (现状); key (shard, id)."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    kind = models.TextField()
    version = models.IntegerField()
    status = models.TextField()
    queue = models.TextField(null=True)
    subject = models.BigIntegerField()
    number = models.TextField(null=True)
    label = models.TextField()
    due = models.DateField(null=True)
    attrs = models.JSONField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_stream"

    def __str__(self) -> str:
        return f"{self.kind} {self.id} v{self.version}"


class TaskRow(models.Model):
    """Open work (待办); key (shard, stream, id). A closed task is gone: its event tells of it."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    stream = models.BigIntegerField()
    queue = models.TextField()
    kind = models.TextField()
    due_at = models.DateTimeField()
    data = models.JSONField()
    tries = models.SmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        db_table = "ledger_task"

    def __str__(self) -> str:
        return f"{self.queue} {self.kind} {self.id}"


class OutboxRow(models.Model):
    """An event that one listener has yet to hear (待投递); key (event, listener, shard)."""

    pk = models.CompositePrimaryKey("event", "listener", "shard")
    event = models.BigIntegerField()
    listener = models.TextField()
    shard = models.SmallIntegerField()
    stream = models.BigIntegerField()
    seq = models.IntegerField()
    tries = models.SmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        db_table = "ledger_outbox"

    def __str__(self) -> str:
        return f"{self.listener} {self.event}"


class CounterRow(models.Model):
    """One task opened (+1) or closed (-1), or many folded into one (计数); summed on reading."""

    pk = models.CompositePrimaryKey("queue", "kind", "id", "delta", "shard")
    queue = models.TextField()
    kind = models.TextField()
    id = models.BigIntegerField()
    delta = models.IntegerField()
    shard = models.SmallIntegerField()

    class Meta:
        db_table = "ledger_counter"

    def __str__(self) -> str:
        return f"{self.queue} {self.kind} {self.delta:+d}"


class BeatRow(models.Model):
    """When something that is done again and again is due next (定时)."""

    name = models.TextField(primary_key=True)
    due_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_beat"

    def __str__(self) -> str:
        return f"{self.name} {self.due_at}"
