"""Widen: what routing learned, and which demands belong together."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tongban_voice", "0002_demands")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="LessonRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("demand", models.BigIntegerField()),
                ("words", models.CharField(max_length=2000)),
                ("settled", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by", models.JSONField()),
            ],
            options={
                "db_table": "voice_lesson",
                "indexes": [models.Index(fields=["demand"], name="voice_lesson_of")],
            },
        ),
        migrations.CreateModel(
            name="LikeRow",
            fields=[
                ("demand", models.BigIntegerField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("cluster", models.BigIntegerField()),
                ("words", models.CharField(max_length=2000)),
                ("district", models.CharField(default="", max_length=12)),
                ("function", models.CharField(default="", max_length=40)),
                ("topic", models.CharField(default="", max_length=60)),
                ("why", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "voice_like",
                "indexes": [
                    models.Index(fields=["id"], name="voice_like_newest"),
                    models.Index(fields=["cluster"], name="voice_like_of"),
                ],
            },
        ),
    ]
