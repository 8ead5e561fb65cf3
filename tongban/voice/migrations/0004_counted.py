from django.db import migrations, models


class Migration(migrations.Migration):
    """A rating that was mistaken or malicious is not counted, and stays to be seen."""

    dependencies = [("tongban_voice", "0003_routing")]

    operations = [
        migrations.AddField(
            "ratingrow", "counts", models.BooleanField(db_default=True, default=True)
        ),
        migrations.AddIndex(
            "demandrow", models.Index(fields=["number"], name="voice_demand_of_number")
        ),
    ]
