"""The tables of the room doors (前门)."""

from django.db import models


class RushRow(models.Model):
    """How the queue before the doors stands (高峰排队): one row for every server."""

    id = models.SmallIntegerField(primary_key=True)
    mode = models.TextField(default="auto")
    until = models.DateTimeField(null=True)
    admitted = models.BigIntegerField(default=0)
    rate = models.FloatField(default=20)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "doors_rush"

    def __str__(self) -> str:
        return self.mode
