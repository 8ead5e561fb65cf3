"""How people want to be told (通知偏好)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One hot table, in the party's shard."""

    dependencies = [("tongban_people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ReachRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shard",
                        "party",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("party", models.BigIntegerField()),
                ("said", models.JSONField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.JSONField()),
            ],
            options={"db_table": "people_reach"},
        ),
    ]
