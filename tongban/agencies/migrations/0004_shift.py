"""How far reorganisations are carried out (到日移交)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A table of parts."""

    dependencies = [("tongban_agencies", "0003_skills_by_default")]

    operations = [
        migrations.CreateModel(
            name="ShiftRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("run", models.BigIntegerField()),
                ("part", models.CharField(max_length=20)),
                ("mark", models.CharField(max_length=32)),
                ("changes", models.JSONField()),
                ("touched", models.JSONField()),
                ("after", models.CharField(default="", max_length=200)),
                ("done", models.IntegerField(default=0)),
                ("left", models.JSONField(default=dict)),
                ("began_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "agencies_shift"},
        ),
        migrations.AddConstraint(
            model_name="shiftrow",
            constraint=models.UniqueConstraint(fields=("run", "part"), name="agencies_shift_once"),
        ),
    ]
