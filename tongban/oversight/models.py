"""The tables of the room oversight (监督): prepared rows that follow from the events; no law is here.

Every row of this file can be dropped and made anew (`tongban rebuild measures`); not so those of
the log and of doubted looks, which stand in modules of their own.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.oversight.benefits import models as of_benefits
from tongban.oversight.log import models as of_the_log
from tongban.oversight.looks import models as of_looks

del of_benefits, of_the_log, of_looks


class Counted(models.Model):
    """What every row of figures has (计量行); key (shard, id) in the database, `seq` events are in it."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    seq = models.IntegerField()
    number = models.TextField()
    agency = models.TextField()
    channel = models.TextField()
    status = models.TextField()
    filed_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class CaseRow(Counted):
    """A case in figures (办件计量)."""

    service = models.TextField()
    version = models.TextField()
    officer = models.BigIntegerField()
    due_on = models.DateField(null=True)
    filed = models.SmallIntegerField()
    accepted = models.SmallIntegerField()
    accepted_by_silence = models.SmallIntegerField()
    granted = models.SmallIntegerField()
    refused = models.SmallIntegerField()
    withdrawn = models.SmallIntegerField()
    not_accepted = models.SmallIntegerField()
    terminated = models.SmallIntegerField()
    supplement = models.SmallIntegerField()
    overdue = models.SmallIntegerField()
    taken_early = models.SmallIntegerField()
    stuck = models.SmallIntegerField()
    decided = models.SmallIntegerField()
    timed = models.SmallIntegerField()
    in_time = models.SmallIntegerField()
    noticed = models.SmallIntegerField()
    notice_kept = models.SmallIntegerField()
    returned = models.SmallIntegerField()
    visits = models.SmallIntegerField()
    asked = models.SmallIntegerField()
    asked_held = models.SmallIntegerField()
    automatic = models.SmallIntegerField()
    overturned = models.SmallIntegerField()
    waiting_s = models.IntegerField()
    working_s = models.IntegerField()
    applicant_s = models.IntegerField()
    others_s = models.IntegerField()
    special_s = models.IntegerField()
    causes = ArrayField(models.TextField())
    path = models.TextField()

    class Meta:
        db_table = "oversight_case"
        indexes: ClassVar = [
            models.Index(fields=["agency", "filed_on"], name="oversight_case_filed"),
            models.Index(fields=["service", "ended_on"], name="oversight_case_ended"),
        ]


class StayRow(models.Model):
    """The time between two steps of a case (停留); key (case, seq, line)."""

    pk = models.CompositePrimaryKey("case", "seq", "line")
    case = models.BigIntegerField()
    seq = models.IntegerField()
    line = models.SmallIntegerField()
    service = models.TextField()
    before = models.TextField()
    after = models.TextField()
    from_agency = models.TextField()
    to_agency = models.TextField()
    agency = models.TextField()
    hold = models.TextField()
    seconds = models.IntegerField()
    on = models.DateField()

    class Meta:
        db_table = "oversight_stay"
        indexes: ClassVar = [
            models.Index(fields=["service", "on"], name="oversight_stay_of"),
        ]

    def __str__(self) -> str:
        return f"{self.case}:{self.seq}"


class DemandRow(Counted):
    """A demand in figures (诉求计量)."""

    topic = models.TextField()
    category = models.TextField()
    district = models.TextField()
    theme = models.BigIntegerField()
    filed = models.SmallIntegerField()
    closed = models.SmallIntegerField()
    solved = models.SmallIntegerField()
    replied = models.SmallIntegerField()
    in_time = models.SmallIntegerField()
    returned = models.SmallIntegerField()
    reopened = models.SmallIntegerField()
    automatic = models.SmallIntegerField()
    corrected = models.SmallIntegerField()

    class Meta:
        db_table = "oversight_demand"
        indexes: ClassVar = [
            models.Index(fields=["topic", "filed_on"], name="oversight_demand_of"),
        ]


class RatingRow(Counted):
    """A rating in figures (评价计量)."""

    service = models.TextField()
    moment = models.TextField()
    filed = models.SmallIntegerField()
    level = models.SmallIntegerField()
    good = models.SmallIntegerField()
    bad = models.SmallIntegerField()
    answered = models.SmallIntegerField()
    excluded = models.SmallIntegerField()

    class Meta:
        db_table = "oversight_rating"
        indexes: ClassVar = [
            models.Index(fields=["agency", "filed_on"], name="oversight_rating_of"),
        ]


class PaymentRow(Counted):
    """A payment in figures (缴费拨付计量)."""

    service = models.TextField()
    ordered = models.SmallIntegerField()
    paid = models.SmallIntegerField()
    refunded = models.SmallIntegerField()
    out = models.SmallIntegerField()
    arrived = models.SmallIntegerField()
    returned = models.SmallIntegerField()
    differs = models.SmallIntegerField()
    explained = models.SmallIntegerField()
    out_s = models.IntegerField()

    class Meta:
        db_table = "oversight_payment"
        indexes: ClassVar = [
            models.Index(fields=["agency", "filed_on"], name="oversight_payment_of"),
        ]


class LookRow(models.Model):
    """A look at one officer's figures (查看个人指标): who, about whom, for which cause."""

    id = models.BigIntegerField(primary_key=True)
    account = models.BigIntegerField()
    by = models.JSONField()
    cause = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "oversight_look"
        indexes: ClassVar = [models.Index(fields=["account", "-at"], name="oversight_look_of")]

    def __str__(self) -> str:
        return f"{self.account} {self.at}"
