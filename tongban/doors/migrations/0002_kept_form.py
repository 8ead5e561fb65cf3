"""What was typed when a sign-in was over (暂存表单)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One small table, emptied as it goes."""

    dependencies = [("tongban_doors", "0001_rush")]

    operations = [
        migrations.CreateModel(
            name="KeptForm",
            fields=[
                ("browser", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("whose", models.CharField(max_length=64)),
                ("sealed", models.TextField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "doors_kept_form"},
        ),
    ]
