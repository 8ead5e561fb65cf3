from django.db import migrations, models


class Migration(migrations.Migration):
    """What agencies were asked for a draft, and how each answered."""

    dependencies = [("tongban_cases", "0003_places_by_default")]

    operations = [
        migrations.AddField(
            model_name="draftrow",
            name="inquiries",
            field=models.JSONField(default=dict, db_default={}),
        ),
    ]
