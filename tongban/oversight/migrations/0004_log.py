"""The tables of the transparency log, and of looks that were doubted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the log's tables."""

    dependencies = [("tongban_oversight", "0003_demands")]

    operations = [
        migrations.CreateModel(
            name="CheckpointRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "year",
                        "size",
                        "root",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "oversight_log_checkpoint",
            },
        ),
        migrations.CreateModel(
            name="IncidentRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "what",
                        "subject",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("what", models.TextField()),
                ("subject", models.TextField()),
                ("said", models.TextField()),
                ("found_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "oversight_log_incident",
            },
        ),
        migrations.CreateModel(
            name="SourceRow",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("after", models.BigIntegerField()),
            ],
            options={
                "db_table": "oversight_log_source",
            },
        ),
        migrations.CreateModel(
            name="TreeRow",
            fields=[
                ("year", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("grown_at", models.DateTimeField()),
            ],
            options={
                "db_table": "oversight_log_tree",
            },
        ),
        migrations.CreateModel(
            name="WatchedRow",
            fields=[
                ("origin", models.TextField(primary_key=True, serialize=False)),
                ("key", models.TextField()),
                ("note", models.TextField(default="")),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "oversight_log_watched",
            },
        ),
        migrations.CreateModel(
            name="WitnessRow",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("key", models.TextField()),
                ("address", models.TextField()),
                ("seen", models.JSONField(default=dict)),
                ("answered_at", models.DateTimeField(null=True)),
                ("refused", models.TextField(default="")),
            ],
            options={
                "db_table": "oversight_log_witness",
            },
        ),
        migrations.CreateModel(
            name="EntryRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard",
                        "source",
                        "row",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("source", models.TextField()),
                ("row", models.BigIntegerField()),
                ("year", models.SmallIntegerField()),
                ("place", models.BigIntegerField()),
            ],
            options={
                "db_table": "oversight_log_entry",
                "indexes": [
                    models.Index(fields=["year", "place"], name="oversight_log_entry_at"),
                    models.Index(fields=["source", "row"], name="oversight_log_entry_of"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StampRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("year", models.SmallIntegerField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("authority", models.TextField()),
                ("at", models.DateTimeField()),
                ("token", models.BinaryField()),
            ],
            options={
                "db_table": "oversight_log_stamp",
                "indexes": [models.Index(fields=["-at"], name="oversight_log_stamp_at")],
            },
        ),
        migrations.CreateModel(
            name="LookDisputeRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shard", models.SmallIntegerField()),
                ("subject", models.BigIntegerField()),
                ("source", models.TextField()),
                ("row", models.BigIntegerField()),
                ("agency", models.TextField()),
                ("words", models.TextField()),
                ("seen_at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("due", models.DateField()),
                ("answer", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.JSONField(null=True)),
            ],
            options={
                "db_table": "oversight_look_dispute",
                "indexes": [
                    models.Index(fields=["shard", "subject"], name="oversight_look_dispute_of"),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["agency", "due"],
                        name="oversight_look_dispute_open",
                    ),
                ],
            },
        ),
    ]
