"""The tables of the room doors (前门)."""

from django.db import models


class KeptForm(models.Model):
    """A form typed when the sign-in was over (暂存表单), sealed, for half an hour."""

    browser = models.CharField(max_length=64, primary_key=True)
    whose = models.CharField(max_length=64)
    sealed = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "doors_kept_form"

    def __str__(self) -> str:
        return f"until {self.expires_at}"


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


class Terminal(models.Model):
    """A machine that a clerk made a terminal of a hall (自助机), until one withdraws it."""

    id = models.CharField(max_length=16, primary_key=True)
    hall = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    seen_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "doors_terminal"

    def __str__(self) -> str:
        return f"{self.id} {self.hall}"
