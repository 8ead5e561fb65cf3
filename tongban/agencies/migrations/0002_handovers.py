import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tongban_agencies", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="postrow",
            name="skills",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.CreateModel(
            name="AbsenceRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("account", models.BigIntegerField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("deputy", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.JSONField()),
            ],
            options={
                "db_table": "agencies_absence",
                "indexes": [
                    models.Index(fields=["account", "last"], name="agencies_absence_of")
                ],
            },
        ),
        migrations.CreateModel(
            name="SuccessionRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("agency", models.CharField(max_length=40)),
                ("successor", models.CharField(max_length=40)),
                ("since", models.DateField()),
                ("reason", models.CharField(max_length=2000)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.JSONField()),
            ],
            options={
                "db_table": "agencies_succession",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["agency", "since"], name="agencies_succession_once"
                    )
                ],
            },
        ),
    ]
