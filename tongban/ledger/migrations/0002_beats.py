from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tongban_ledger", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="BeatRow",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("due_at", models.DateTimeField()),
            ],
            options={"db_table": "ledger_beat"},
        ),
    ]
