"""The table of the room voice (诉求与评价): ratings; no law is here."""

from typing import ClassVar

from django.db import models


class RatingRow(models.Model):
    """A rating (评价): one for each case; the words stand here and not in the log."""

    id = models.BigIntegerField(primary_key=True)
    case = models.BigIntegerField(unique=True)
    service = models.CharField(max_length=80)
    agency = models.CharField(max_length=80)
    level = models.SmallIntegerField()
    words = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        db_table = "voice_rating"
        indexes: ClassVar = [models.Index(fields=["agency", "-at"], name="voice_rating_of_agency")]

    def __str__(self) -> str:
        return f"{self.case}: {self.level}"
