"""The queue before the doors: how it stands, and the tickets, which are numbered by a sequence."""

from django.db import migrations, models

TICKETS = "create sequence if not exists doors_rush_ticket"


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RushRow",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("mode", models.TextField(default="auto")),
                ("until", models.DateTimeField(null=True)),
                ("admitted", models.BigIntegerField(default=0)),
                ("rate", models.FloatField(default=20)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"db_table": "doors_rush"},
        ),
        migrations.RunSQL(TICKETS, "drop sequence if exists doors_rush_ticket"),
        migrations.RunSQL(
            "insert into doors_rush (id, mode, admitted, rate, at) values (1, 'auto', 0, 20, now()) "
            "on conflict do nothing",
            migrations.RunSQL.noop,
        ),
    ]
