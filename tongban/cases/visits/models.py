"""The tables of visits (到厅办事).

A booking carries its person's shard; what belongs to a hall (tickets, taken places, windows)
carries a shard made from the hall's code, so that one hall's queue lies on one machine.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class BookingRow(models.Model):
    """An appointment (预约); `state` is booked, came, cancelled or missed."""

    pk = models.CompositePrimaryKey("shard", "id")
    shard = models.SmallIntegerField()
    id = models.BigIntegerField()
    person = models.BigIntegerField()
    hall = models.CharField(max_length=80)
    line = models.CharField(max_length=1)
    begins = models.DateTimeField()
    service = models.CharField(max_length=80, default="")
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=12)
    seq = models.IntegerField()
    ticket = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "tongban_cases"
        db_table = "cases_booking"
        indexes: ClassVar = [
            models.Index(fields=["shard", "person", "-begins"], name="cases_booking_of"),
        ]

    def __str__(self) -> str:
        return f"booking {self.id} {self.state}"


class SlotRow(models.Model):
    """How many places of a time are taken (已约名额); how many there are is the definition's."""

    pk = models.CompositePrimaryKey("shard", "hall", "line", "begins")
    shard = models.SmallIntegerField()
    hall = models.CharField(max_length=80)
    line = models.CharField(max_length=1)
    begins = models.DateTimeField()
    taken = models.SmallIntegerField()

    class Meta:
        app_label = "tongban_cases"
        db_table = "cases_slot"

    def __str__(self) -> str:
        return f"{self.hall} {self.line} {self.begins}: {self.taken}"


class TicketRow(models.Model):
    """A ticket of a day's queue (排队号).

    `counts_from` orders the queue; `told` are the minutes that were estimated when it was drawn,
    kept to measure the estimate by.
    """

    pk = models.CompositePrimaryKey("shard", "id")
    shard = models.SmallIntegerField()
    id = models.BigIntegerField()
    hall = models.CharField(max_length=80)
    day = models.DateField()
    no = models.CharField(max_length=8)
    line = models.CharField(max_length=1)
    person = models.BigIntegerField(default=0)
    service = models.CharField(max_length=80, default="")
    needs = ArrayField(models.CharField(max_length=12), default=list)
    booking = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=12)
    seq = models.IntegerField()
    came_at = models.DateTimeField()
    counts_from = models.DateTimeField()
    told = models.SmallIntegerField(null=True)
    window = models.CharField(max_length=4, default="")
    calls = models.SmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "tongban_cases"
        db_table = "cases_ticket"
        indexes: ClassVar = [
            models.Index(
                fields=["shard", "hall", "day", "counts_from", "id"],
                condition=models.Q(state="waiting"),
                name="cases_ticket_waiting",
            ),
            models.Index(fields=["shard", "hall", "day", "state"], name="cases_ticket_day"),
            models.Index(
                fields=["shard", "person", "-id"],
                condition=models.Q(state__in=["waiting", "called", "serving", "missed"]),
                name="cases_ticket_of",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shard", "hall", "day", "no"], name="cases_ticket_no"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.day} {self.no} {self.state}"


class TicketSerialRow(models.Model):
    """The last number given in a line on a day (当日流水)."""

    pk = models.CompositePrimaryKey("shard", "hall", "line", "day")
    shard = models.SmallIntegerField()
    hall = models.CharField(max_length=80)
    line = models.CharField(max_length=1)
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        app_label = "tongban_cases"
        db_table = "cases_ticket_serial"

    def __str__(self) -> str:
        return f"{self.hall} {self.day} {self.line}{self.last}"


class WindowRow(models.Model):
    """Who has a window now (开着的窗口); `closed_at` None while it is open."""

    pk = models.CompositePrimaryKey("shard", "hall", "no")
    shard = models.SmallIntegerField()
    hall = models.CharField(max_length=80)
    no = models.CharField(max_length=4)
    officer = models.BigIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "tongban_cases"
        db_table = "cases_window"

    def __str__(self) -> str:
        return f"{self.hall} {self.no}"
