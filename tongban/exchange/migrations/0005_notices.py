"""Notices and their sendings (通知与发送), in the shard of whoever is told.

The table of messages stays until a later release drops it; nothing writes it any more.
"""

from django.db import migrations, models


def _key() -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        "shard", "id", blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    """Two hot tables."""

    dependencies = [("tongban_exchange", "0004_payments")]

    operations = [
        migrations.CreateModel(
            name="NoticeRow",
            fields=[
                ("pk", _key()),
                ("shard", models.SmallIntegerField()),
                ("id", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("template", models.CharField(max_length=80)),
                ("version", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=8)),
                ("subject", models.TextField()),
                ("body", models.TextField()),
                ("about_kind", models.CharField(max_length=16)),
                ("about_number", models.CharField(max_length=64)),
                ("document", models.CharField(default="", max_length=40)),
                ("legal", models.BooleanField(default=False)),
                ("secret", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.JSONField()),
                ("read_at", models.DateTimeField(null=True)),
                ("served_at", models.DateTimeField(null=True)),
                ("served_by", models.CharField(default="", max_length=16)),
            ],
            options={
                "db_table": "exchange_notice",
                "indexes": [
                    models.Index(fields=["shard", "person", "-id"], name="exchange_notice_of"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True), ("secret", False)),
                        fields=["shard", "person"],
                        name="exchange_notice_unread",
                    ),
                    models.Index(fields=["about_number"], name="exchange_notice_about"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingRow",
            fields=[
                ("pk", _key()),
                ("shard", models.SmallIntegerField()),
                ("id", models.BigIntegerField()),
                ("notice", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("way", models.CharField(max_length=8)),
                ("state", models.CharField(max_length=12)),
                ("provider", models.CharField(default="", max_length=40)),
                ("reference", models.CharField(default="", max_length=120)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("in_doubt", models.BooleanField(default=False)),
                ("urgent", models.BooleanField(default=False)),
                ("secret", models.BooleanField(default=False)),
                ("sealed", models.BinaryField(null=True)),
                ("why", models.CharField(default="", max_length=80)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "exchange_sending",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="exchange_sending_due",
                    ),
                    models.Index(fields=["shard", "notice"], name="exchange_sending_of"),
                    models.Index(
                        fields=["shard", "person", "made_at"], name="exchange_sending_person"
                    ),
                    models.Index(
                        condition=models.Q(("state", "dead")),
                        fields=["settled_at"],
                        name="exchange_sending_dead",
                    ),
                ],
            },
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="MessageRow")]
        ),
    ]
