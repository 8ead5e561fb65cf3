"""The tables of federation (城际互通): other cities, and what is sent to them in order."""

from typing import ClassVar

from django.db import models


class PeerRow(models.Model):
    """Another city (互通城市): its statement, the accord, when it answered last.

    `received` is the number of the last parcel taken from it; what it has taken of ours stands at
    each parcel.
    """

    instance = models.TextField(primary_key=True)
    statement = models.JSONField()
    accord = models.JSONField()
    signatures = models.JSONField(default=dict)
    agreed_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    received = models.BigIntegerField(default=0)

    class Meta:
        db_table = "exchange_federation_peer"

    def __str__(self) -> str:
        return self.instance


class CityGuidesRow(models.Model):
    """What another city has to find (外市目录), as it told us last, and of which day that is."""

    peer = models.TextField(primary_key=True)
    name = models.TextField(default="")
    digest = models.TextField(default="")
    guides = models.JSONField(default=list)
    day = models.DateField()
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_federation_guides"

    def __str__(self) -> str:
        return self.peer


class CityParcelRow(models.Model):
    """Something sent to another city (城际件), numbered without a gap; kept until it has it."""

    pk = models.CompositePrimaryKey("peer", "number")
    peer = models.TextField()
    number = models.BigIntegerField()
    kind = models.TextField()
    said = models.JSONField()
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_federation_parcel"
        indexes: ClassVar = [
            models.Index(
                fields=["peer", "number"],
                condition=models.Q(taken_at__isnull=True),
                name="exchange_federation_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.peer} {self.number}"


class ArrivalRow(models.Model):
    """A parcel that came from another city (到达件), once; whoever listens has heard it."""

    pk = models.CompositePrimaryKey("peer", "number")
    peer = models.TextField()
    number = models.BigIntegerField()
    kind = models.TextField()
    said = models.JSONField()
    came_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_federation_arrival"

    def __str__(self) -> str:
        return f"{self.peer} {self.number}"
