"""The tables of archives: what is kept how long, and what was destroyed by whom."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables of archives."""

    dependencies = [("tongban_cases", "0006_proposals")]

    operations = [
        migrations.CreateModel(
            name="ArchiveRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard", "case", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("case", models.BigIntegerField()),
                ("number", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("closed_on", models.DateField()),
                ("packed_at", models.DateTimeField(null=True)),
                ("path", models.CharField(default="", max_length=200)),
                ("digest", models.CharField(default="", max_length=64)),
                ("signer", models.CharField(default="", max_length=64)),
                ("keep_until", models.DateField(null=True)),
                ("held", models.CharField(default="", max_length=200)),
                ("destruction", models.BigIntegerField(null=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_archive",
                "indexes": [
                    models.Index(fields=["number"], name="cases_archive_number"),
                    models.Index(
                        condition=models.Q(("packed_at__isnull", True)),
                        fields=["closed_on"],
                        name="cases_archive_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("destroyed_at__isnull", True)),
                        fields=["keep_until"],
                        name="cases_archive_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DestructionRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("listed", models.JSONField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.JSONField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by", models.JSONField(null=True)),
                ("certificate", models.TextField(default="")),
                ("signature", models.TextField(default="")),
            ],
            options={"db_table": "cases_destruction"},
        ),
    ]
