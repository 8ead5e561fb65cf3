from django.db import migrations, models


class Migration(migrations.Migration):
    """A release that knows no places goes on writing drafts while the next one starts."""

    dependencies = [("tongban_cases", "0002_together")]

    operations = [
        migrations.AlterField(
            model_name="draftrow",
            name="places",
            field=models.JSONField(default=dict, db_default={}),
        ),
    ]
