"""Internal notes in the file of a case, and the views of the inbox that officers keep."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add two tables."""

    dependencies = [("tongban_cases", "0007_archive")]

    operations = [
        migrations.CreateModel(
            name="FileNoteRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shard", models.SmallIntegerField()),
                ("case", models.BigIntegerField()),
                ("words", models.CharField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("by", models.JSONField()),
            ],
            options={
                "db_table": "cases_note",
                "indexes": [
                    models.Index(fields=["shard", "case", "id"], name="cases_note_of"),
                ],
            },
        ),
        migrations.RunSQL(
            "alter table cases_note drop constraint cases_note_pkey, add primary key (shard, id)",
            "alter table cases_note drop constraint cases_note_pkey, add primary key (id)",
        ),
        migrations.CreateModel(
            name="KeptViewRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("officer", models.BigIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(max_length=400)),
            ],
            options={
                "db_table": "cases_kept_view",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["officer", "name"], name="cases_kept_view_once"
                    ),
                ],
            },
        ),
    ]
