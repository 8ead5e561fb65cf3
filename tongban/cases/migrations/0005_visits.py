import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Appointments and the queue of a hall."""
    dependencies = [
        ("tongban_cases", "0004_inquiries"),
    ]

    operations = [
        migrations.CreateModel(
            name="SlotRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard",
                        "hall",
                        "line",
                        "begins",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("hall", models.CharField(max_length=80)),
                ("line", models.CharField(max_length=1)),
                ("begins", models.DateTimeField()),
                ("taken", models.SmallIntegerField()),
            ],
            options={
                "db_table": "cases_slot",
            },
        ),
        migrations.CreateModel(
            name="TicketSerialRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard",
                        "hall",
                        "line",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("hall", models.CharField(max_length=80)),
                ("line", models.CharField(max_length=1)),
                ("day", models.DateField()),
                ("last", models.IntegerField()),
            ],
            options={
                "db_table": "cases_ticket_serial",
            },
        ),
        migrations.CreateModel(
            name="WindowRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard",
                        "hall",
                        "no",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("hall", models.CharField(max_length=80)),
                ("no", models.CharField(max_length=4)),
                ("officer", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_window",
            },
        ),
        migrations.CreateModel(
            name="BookingRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("id", models.BigIntegerField()),
                ("person", models.BigIntegerField()),
                ("hall", models.CharField(max_length=80)),
                ("line", models.CharField(max_length=1)),
                ("begins", models.DateTimeField()),
                ("service", models.CharField(default="", max_length=80)),
                ("channel", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=12)),
                ("seq", models.IntegerField()),
                ("ticket", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "cases_booking",
                "indexes": [
                    models.Index(fields=["shard", "person", "-begins"], name="cases_booking_of")
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("id", models.BigIntegerField()),
                ("hall", models.CharField(max_length=80)),
                ("day", models.DateField()),
                ("no", models.CharField(max_length=8)),
                ("line", models.CharField(max_length=1)),
                ("person", models.BigIntegerField(default=0)),
                ("service", models.CharField(default="", max_length=80)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("booking", models.BigIntegerField(null=True)),
                ("channel", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=12)),
                ("seq", models.IntegerField()),
                ("came_at", models.DateTimeField()),
                ("counts_from", models.DateTimeField()),
                ("told", models.SmallIntegerField(null=True)),
                ("window", models.CharField(default="", max_length=4)),
                ("calls", models.SmallIntegerField(default=0)),
                ("called_at", models.DateTimeField(null=True)),
                ("served_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_ticket",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["shard", "hall", "day", "counts_from", "id"],
                        name="cases_ticket_waiting",
                    ),
                    models.Index(fields=["shard", "hall", "day", "state"], name="cases_ticket_day"),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["waiting", "called", "serving", "missed"])
                        ),
                        fields=["shard", "person", "-id"],
                        name="cases_ticket_of",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shard", "hall", "day", "no"), name="cases_ticket_no"
                    )
                ],
            },
        ),
    ]
