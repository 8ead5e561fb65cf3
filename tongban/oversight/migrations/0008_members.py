"""Who of a household counts in a line of a list."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Widen the lines of lists."""

    dependencies = [("tongban_oversight", "0007_benefits")]

    operations = [
        migrations.AddField(
            model_name="linerow",
            name="members",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=tuple, size=None, db_default=[]
            ),
        ),
    ]
