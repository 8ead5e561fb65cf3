"""The table of doubted looks (查阅异议); no law is here."""

from typing import ClassVar

from django.db import models


class LookDisputeRow(models.Model):
    """A person says that a look at their data was wrong (查阅异议); its agency answers."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    subject = models.BigIntegerField()
    source = models.TextField()
    row = models.BigIntegerField()
    agency = models.TextField()
    words = models.TextField()
    seen_at = models.DateTimeField()
    reason = models.TextField()
    opened_at = models.DateTimeField()
    due = models.DateField()
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.JSONField(null=True)

    class Meta:
        db_table = "oversight_look_dispute"
        indexes: ClassVar = [
            models.Index(fields=["shard", "subject"], name="oversight_look_dispute_of"),
            models.Index(
                fields=["agency", "due"],
                condition=models.Q(answered_at__isnull=True),
                name="oversight_look_dispute_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.row}"
