"""The tables of the room voice (诉求与评价); no law is here.

A demand's events and its one current row stand in the ledger. Here is what must not stand there:
the person's words, how to reach them, where they put the point, what they photographed. All are
hot: their key begins with the shard, which is the person's, or drawn for somebody without a name.
"""

from typing import ClassVar

from django.db import models


class DemandRow(models.Model):
    """What a person wrote in a demand (诉求内容), and how they may be reached.

    `digest` is of the code by which somebody without an account finds it again; `public` says that
    the person lets the words be read by everybody.
    """

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    number = models.CharField(max_length=40)
    party = models.BigIntegerField(default=0)
    words = models.CharField(max_length=2000)
    place = models.CharField(max_length=200, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    contact = models.CharField(max_length=100, default="")
    caller = models.CharField(max_length=100, default="")
    digest = models.CharField(max_length=64, default="")
    public = models.BooleanField(default=False)
    key = models.CharField(max_length=40, default="")
    filed_at = models.DateTimeField()

    class Meta:
        db_table = "voice_demand"
        indexes: ClassVar = [
            models.Index(fields=["-filed_at"], name="voice_demand_newest"),
            models.Index(fields=["number"], name="voice_demand_of_number"),
            models.Index(fields=["key"], condition=~models.Q(key=""), name="voice_demand_of_key"),
        ]

    def __str__(self) -> str:
        return self.number


class SaidRow(models.Model):
    """Words of the person after filing (诉求人补充): an answer, why it is opened again, a judgment."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    demand = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    words = models.CharField(max_length=2000)
    at = models.DateTimeField()

    class Meta:
        db_table = "voice_said"
        indexes: ClassVar = [models.Index(fields=["shard", "demand"], name="voice_said_of_demand")]

    def __str__(self) -> str:
        return f"{self.demand} {self.kind}"


class PhotoRow(models.Model):
    """A photo of a demand (照片), with its content."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    demand = models.BigIntegerField()
    type = models.CharField(max_length=40)
    size = models.IntegerField()
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "voice_photo"
        indexes: ClassVar = [models.Index(fields=["shard", "demand"], name="voice_photo_of_demand")]

    def __str__(self) -> str:
        return f"{self.demand} photo"


class SerialRow(models.Model):
    """The last serial number given to demands of a shard on a day (流水号)."""

    shard = models.SmallIntegerField(primary_key=True)
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        db_table = "voice_serial"

    def __str__(self) -> str:
        return f"{self.shard} {self.day}: {self.last}"


class ApiKeyRow(models.Model):
    """A key of a program that files demands (接口密钥); only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=100)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "voice_api_key"

    def __str__(self) -> str:
        return self.name


class RatingRow(models.Model):
    """A rating (评价): one for each matter and moment; the words stand here and not in the log.

    `case` is the stream it is about; `counts` is false once it was left out for its ground.
    """

    id = models.BigIntegerField(primary_key=True)
    case = models.BigIntegerField()
    service = models.CharField(max_length=80)
    agency = models.CharField(max_length=80)
    level = models.SmallIntegerField()
    words = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.JSONField()
    moment = models.CharField(max_length=16, default="done", db_default="done")
    channel = models.CharField(max_length=16, default="web", db_default="web")
    reasons = models.JSONField(default=list, db_default=[])
    counts = models.BooleanField(default=True, db_default=True)

    class Meta:
        db_table = "voice_rating"
        indexes: ClassVar = [models.Index(fields=["agency", "-at"], name="voice_rating_of_agency")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "moment"], name="voice_rating_once")
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.level}"
