"""The tables of proposals: once for each period, and who has what until further notice."""

from django.db import migrations, models


def _key(*fields: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        *fields, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    """Make the tables of proposals."""

    dependencies = [("tongban_cases", "0005_visits")]

    operations = [
        migrations.CreateModel(
            name="GrantRow",
            fields=[
                ("pk", _key("shard", "holder", "policy", "period")),
                ("shard", models.SmallIntegerField()),
                ("holder", models.CharField(max_length=40)),
                ("policy", models.CharField(max_length=40)),
                ("period", models.CharField(max_length=10)),
                ("proposal", models.BigIntegerField()),
            ],
            options={
                "db_table": "cases_grant",
                "indexes": [models.Index(fields=["policy", "period"], name="cases_grant_of")],
            },
        ),
        migrations.CreateModel(
            name="StandingRow",
            fields=[
                ("pk", _key("shard", "holder", "policy")),
                ("shard", models.SmallIntegerField()),
                ("holder", models.CharField(max_length=40)),
                ("policy", models.CharField(max_length=40)),
                ("person", models.BigIntegerField()),
                ("payee", models.BigIntegerField()),
                ("sealed", models.TextField(default="")),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("declined", models.BooleanField(default=False)),
                ("latest", models.BigIntegerField()),
            ],
            options={
                "db_table": "cases_standing",
                "indexes": [models.Index(fields=["policy"], name="cases_standing_of")],
            },
        ),
    ]
