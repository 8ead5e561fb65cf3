from django.db import migrations, models


def _by_shard(table: str, rest: str = "id") -> migrations.RunSQL:
    first = "shard" if rest == "day" else rest
    return migrations.RunSQL(
        f"alter table {table} drop constraint {table}_pkey, add primary key (shard, {rest})",
        f"alter table {table} drop constraint {table}_pkey, add primary key ({first})",
    )


class Migration(migrations.Migration):
    """Demands, what was said and photographed; a matter may be rated at each of its moments."""

    dependencies = [("tongban_voice", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DemandRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shard", models.SmallIntegerField()),
                ("number", models.CharField(max_length=40)),
                ("party", models.BigIntegerField(default=0)),
                ("words", models.CharField(max_length=2000)),
                ("place", models.CharField(default="", max_length=200)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("contact", models.CharField(default="", max_length=100)),
                ("caller", models.CharField(default="", max_length=100)),
                ("digest", models.CharField(default="", max_length=64)),
                ("public", models.BooleanField(default=False)),
                ("key", models.CharField(default="", max_length=40)),
                ("filed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "voice_demand",
                "indexes": [
                    models.Index(fields=["-filed_at"], name="voice_demand_newest"),
                    models.Index(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=["key"],
                        name="voice_demand_of_key",
                    ),
                ],
            },
        ),
        _by_shard("voice_demand"),
        migrations.CreateModel(
            name="SaidRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shard", models.SmallIntegerField()),
                ("demand", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("words", models.CharField(max_length=2000)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "voice_said",
                "indexes": [models.Index(fields=["shard", "demand"], name="voice_said_of_demand")],
            },
        ),
        _by_shard("voice_said"),
        migrations.CreateModel(
            name="PhotoRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shard", models.SmallIntegerField()),
                ("demand", models.BigIntegerField()),
                ("type", models.CharField(max_length=40)),
                ("size", models.IntegerField()),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "voice_photo",
                "indexes": [models.Index(fields=["shard", "demand"], name="voice_photo_of_demand")],
            },
        ),
        _by_shard("voice_photo"),
        migrations.CreateModel(
            name="SerialRow",
            fields=[
                ("shard", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("last", models.IntegerField()),
            ],
            options={"db_table": "voice_serial"},
        ),
        _by_shard("voice_serial", "day"),
        migrations.CreateModel(
            name="ApiKeyRow",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "voice_api_key"},
        ),
        migrations.AlterField("ratingrow", "case", models.BigIntegerField()),
        migrations.AddField(
            "ratingrow",
            "moment",
            models.CharField(db_default="done", default="done", max_length=16),
        ),
        migrations.AddField(
            "ratingrow",
            "channel",
            models.CharField(db_default="web", default="web", max_length=16),
        ),
        migrations.AddField("ratingrow", "reasons", models.JSONField(db_default=[], default=list)),
        migrations.AddConstraint(
            "ratingrow",
            models.UniqueConstraint(fields=("case", "moment"), name="voice_rating_once"),
        ),
    ]
