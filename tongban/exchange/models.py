"""The table of messages (消息); no law is here."""

from typing import ClassVar

from django.db import models


class MessageRow(models.Model):
    """A message (消息) to somebody, whose address is kept only as a keyed digest.

    The text of a secret message (a one-time code) is wiped once it is delivered, except in the
    demo, whose banner shows it.
    """

    id = models.BigIntegerField(primary_key=True)
    to_digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    text = models.TextField()
    state = models.CharField(max_length=16)
    queued_at = models.DateTimeField()
    queued_by = models.JSONField()
    settled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "exchange_message"
        indexes: ClassVar = [
            models.Index(fields=["to_digest", "kind", "-queued_at"], name="exchange_message_newest")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
