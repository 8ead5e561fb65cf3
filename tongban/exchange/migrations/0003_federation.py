"""The tables of federation: other cities, and what is sent to them in order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables of federation."""

    dependencies = [("tongban_exchange", "0002_gateway")]

    operations = [
        migrations.CreateModel(
            name="ArrivalRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "peer",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("peer", models.TextField()),
                ("number", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("said", models.JSONField()),
                ("came_at", models.DateTimeField()),
            ],
            options={
                "db_table": "exchange_federation_arrival",
            },
        ),
        migrations.CreateModel(
            name="PeerRow",
            fields=[
                ("instance", models.TextField(primary_key=True, serialize=False)),
                ("statement", models.JSONField()),
                ("accord", models.JSONField()),
                ("signatures", models.JSONField(default=dict)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("refreshed_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("received", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "exchange_federation_peer",
            },
        ),
        migrations.CreateModel(
            name="CityParcelRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "peer",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("peer", models.TextField()),
                ("number", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("said", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "exchange_federation_parcel",
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_at__isnull", True)),
                        fields=["peer", "number"],
                        name="exchange_federation_waiting",
                    )
                ],
            },
        ),
    ]
