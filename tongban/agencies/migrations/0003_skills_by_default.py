import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A release that knows no skills goes on appointing while the next one starts."""

    dependencies = [("tongban_agencies", "0002_handovers")]

    operations = [
        migrations.AlterField(
            model_name="postrow",
            name="skills",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, db_default=[], size=None
            ),
        ),
    ]
