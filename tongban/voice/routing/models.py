"""The tables of routing (分派): what was learned, and which demands belong together."""

from typing import ClassVar

from django.db import models


class LessonRow(models.Model):
    """How people settled a demand (学习样本): rows are added, the newest of a demand counts.

    `words` are the demand's without numbers of people and accounts.
    """

    id = models.BigIntegerField(primary_key=True)
    demand = models.BigIntegerField()
    words = models.CharField(max_length=2000)
    settled = models.JSONField()
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        app_label = "tongban_voice"
        db_table = "voice_lesson"
        indexes: ClassVar = [models.Index(fields=["demand"], name="voice_lesson_of")]

    def __str__(self) -> str:
        return str(self.demand)


class LikeRow(models.Model):
    """Which cluster a filed demand is in (诉求聚类), with what it was compared by."""

    demand = models.BigIntegerField(primary_key=True)
    id = models.BigIntegerField()
    cluster = models.BigIntegerField()
    words = models.CharField(max_length=2000)
    district = models.CharField(max_length=12, default="")
    function = models.CharField(max_length=40, default="")
    topic = models.CharField(max_length=60, default="")
    why = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        app_label = "tongban_voice"
        db_table = "voice_like"
        indexes: ClassVar = [
            models.Index(fields=["id"], name="voice_like_newest"),
            models.Index(fields=["cluster"], name="voice_like_of"),
        ]

    def __str__(self) -> str:
        return f"{self.demand} in {self.cluster}"
