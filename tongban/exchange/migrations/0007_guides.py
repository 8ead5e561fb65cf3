"""What other cities have to find is kept here (外市目录)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("tongban_exchange", "0006_serving"),
    ]

    operations = [
        migrations.CreateModel(
            name="CityGuidesRow",
            fields=[
                ("peer", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField(default="")),
                ("digest", models.TextField(default="")),
                ("guides", models.JSONField(default=list)),
                ("day", models.DateField()),
                ("fetched_at", models.DateTimeField()),
            ],
            options={
                "db_table": "exchange_federation_guides",
            },
        ),
    ]
