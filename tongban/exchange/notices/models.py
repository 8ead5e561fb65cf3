"""The tables of notices (通知), in the shard of whoever is told; no law is here."""

from typing import ClassVar

from django.db import models


class NoticeRow(models.Model):
    """A notice as it stands in the inbox (站内信), worded by one version of its template.

    A secret one (a one-time code) has no words here: they are sealed with its sending alone.
    """

    pk = models.CompositePrimaryKey("shard", "id")
    shard = models.SmallIntegerField()
    id = models.BigIntegerField()
    person = models.BigIntegerField()
    template = models.CharField(max_length=80)
    version = models.CharField(max_length=10)
    language = models.CharField(max_length=8)
    subject = models.TextField()
    body = models.TextField()
    about_kind = models.CharField(max_length=16)
    about_number = models.CharField(max_length=64)
    document = models.CharField(max_length=40, default="")
    legal = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.JSONField()
    read_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    served_by = models.CharField(max_length=16, default="")

    class Meta:
        db_table = "exchange_notice"
        indexes: ClassVar = [
            models.Index(fields=["shard", "person", "-id"], name="exchange_notice_of"),
            models.Index(
                fields=["shard", "person"],
                condition=models.Q(read_at__isnull=True, secret=False),
                name="exchange_notice_unread",
            ),
            models.Index(fields=["about_number"], name="exchange_notice_about"),
            models.Index(
                fields=["made_at"],
                condition=models.Q(legal=True, served_at__isnull=True),
                name="exchange_notice_unserved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.id}"


class SendingRow(models.Model):
    """A notice on one way (发送): the words and where they go, sealed until it is settled.

    `id` is its key to every provider, so that whoever is asked twice sends once.
    """

    pk = models.CompositePrimaryKey("shard", "id")
    shard = models.SmallIntegerField()
    id = models.BigIntegerField()
    notice = models.BigIntegerField()
    person = models.BigIntegerField()
    way = models.CharField(max_length=8)
    state = models.CharField(max_length=12)
    provider = models.CharField(max_length=40, default="")
    reference = models.CharField(max_length=120, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    in_doubt = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True)
    why = models.CharField(max_length=80, default="")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_sending"
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="exchange_sending_due",
            ),
            models.Index(fields=["shard", "notice"], name="exchange_sending_of"),
            models.Index(fields=["shard", "person", "made_at"], name="exchange_sending_person"),
            models.Index(
                fields=["settled_at"],
                condition=models.Q(state="dead"),
                name="exchange_sending_dead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.state}"


__all__ = ["NoticeRow", "SendingRow"]
