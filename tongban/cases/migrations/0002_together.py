from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tongban_cases", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="draftrow", name="places", field=models.JSONField(default=dict)
        ),
        migrations.CreateModel(
            name="ConfirmationRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shard", models.SmallIntegerField()),
                ("draft", models.BigIntegerField()),
                ("party", models.BigIntegerField()),
                ("role", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=12)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.JSONField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.JSONField(null=True)),
                ("reason", models.CharField(default="", max_length=2000)),
            ],
            options={
                "db_table": "cases_confirmation",
                "indexes": [
                    models.Index(fields=["shard", "draft"], name="cases_confirmation_of_draft"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["party", "-id"],
                        name="cases_confirmation_waiting",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "alter table cases_confirmation drop constraint cases_confirmation_pkey, "
            "add primary key (shard, id)",
            "alter table cases_confirmation drop constraint cases_confirmation_pkey, "
            "add primary key (id)",
        ),
        migrations.CreateModel(
            name="TurnRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agency", models.CharField(max_length=40)),
                ("officer", models.BigIntegerField()),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "db_table": "cases_turn",
                "constraints": [
                    models.UniqueConstraint(fields=["agency", "officer"], name="cases_turn_once")
                ],
            },
        ),
    ]
