"""The lines of lists of who is entitled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table of lines."""

    dependencies = [("tongban_oversight", "0006_look_disputes_by_shard")]

    operations = [
        migrations.CreateModel(
            name="LineRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard", "list", "no", blank=True, editable=False, primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("list", models.BigIntegerField()),
                ("no", models.IntegerField()),
                ("kind", models.CharField(max_length=6)),
                ("state", models.CharField(max_length=6)),
                ("person", models.BigIntegerField()),
                ("payee", models.BigIntegerField()),
                ("holder", models.CharField(max_length=40)),
                ("amount", models.BigIntegerField(default=0)),
                ("why", models.IntegerField(default=0)),
                ("fact", models.CharField(default="", max_length=60)),
                ("sealed", models.TextField(default="")),
                ("note", models.CharField(default="", max_length=200)),
                ("latest", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "oversight_benefit_line",
                "indexes": [
                    models.Index(
                        fields=["shard", "list", "state", "no"], name="oversight_benefit_line_of"
                    )
                ],
            },
        ),
    ]  # fmt: skip
