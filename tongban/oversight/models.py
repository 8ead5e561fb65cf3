"""The table of the room oversight (监督): measures as running sums; no law is here."""

from typing import ClassVar

from django.db import models


class MeasureRow(models.Model):
    """One step of a measure (办件量变动): an event counted once for its agency and service.

    `event` is the event that was counted, so that counting it twice would be seen.
    """

    id = models.BigIntegerField(primary_key=True)
    event = models.BigIntegerField()
    day = models.DateField()
    agency = models.CharField(max_length=80)
    service = models.CharField(max_length=80)
    what = models.CharField(max_length=40)
    delta = models.IntegerField(default=1)

    class Meta:
        db_table = "oversight_measure"
        indexes: ClassVar = [
            models.Index(fields=["agency", "service", "what"], name="oversight_measure_of"),
            models.Index(fields=["event"], name="oversight_measure_event"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.service} {self.what}"
