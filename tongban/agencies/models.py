"""The tables of agencies (机构与人员); no law is here."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AgencyRow(models.Model):
    """A competent authority (实施主体) by its code."""

    id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, null=True)
    uscc = models.CharField(max_length=18, null=True)
    registered_at = models.DateTimeField()
    registered_by = models.JSONField()

    class Meta:
        db_table = "agencies_agency"

    def __str__(self) -> str:
        return self.code


class PostRow(models.Model):
    """A post (岗位): an account's duty in an agency (every agency where it names none)."""

    id = models.BigIntegerField(primary_key=True)
    account = models.BigIntegerField()
    agency = models.CharField(max_length=40, default="")
    duty = models.CharField(max_length=16)
    place = models.CharField(max_length=200, default="")
    skills = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    since = models.DateTimeField()
    appointed_by = models.JSONField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.JSONField(null=True)

    class Meta:
        db_table = "agencies_post"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "agency", "duty"],
                condition=models.Q(ended_at__isnull=True),
                name="agencies_post_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.duty} {self.agency}"


class CalendarRow(models.Model):
    """The published calendar of a year (工作日历): holidays and days worked to make up."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    holidays = models.JSONField()
    make_up = models.JSONField()
    source = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    published_by = models.JSONField()

    class Meta:
        db_table = "agencies_calendar"

    def __str__(self) -> str:
        return str(self.year)


class AbsenceRow(models.Model):
    """An officer's absence (请假), both days included, with who stands in for them (代理人)."""

    id = models.BigIntegerField(primary_key=True)
    account = models.BigIntegerField()
    first = models.DateField()
    last = models.DateField()
    deputy = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField()

    class Meta:
        db_table = "agencies_absence"
        indexes: ClassVar = [
            models.Index(fields=["account", "last"], name="agencies_absence_of"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.first}–{self.last}"


class SuccessionRow(models.Model):
    """An agency whose powers another has from a day on (职责承接)."""

    id = models.BigIntegerField(primary_key=True)
    agency = models.CharField(max_length=40)
    successor = models.CharField(max_length=40)
    since = models.DateField()
    reason = models.CharField(max_length=2000)
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField()

    class Meta:
        db_table = "agencies_succession"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "since"], name="agencies_succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency} → {self.successor} {self.since}"


class ShiftRow(models.Model):
    """One part of carrying reorganisations out (到日移交): how far it is, and what could not move."""

    id = models.BigIntegerField(primary_key=True)
    run = models.BigIntegerField()
    part = models.CharField(max_length=20)
    mark = models.CharField(max_length=32)
    changes = models.JSONField()
    touched = models.JSONField()
    after = models.CharField(max_length=200, default="")
    done = models.IntegerField(default=0)
    left = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "agencies_shift"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "part"], name="agencies_shift_once")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.done}"
