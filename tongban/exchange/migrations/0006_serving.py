"""What waits to be served is found without reading all that was (待送达)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One partial index."""

    dependencies = [("tongban_exchange", "0005_notices")]

    operations = [
        migrations.AddIndex(
            model_name="noticerow",
            index=models.Index(
                condition=models.Q(("legal", True), ("served_at__isnull", True)),
                fields=["made_at"],
                name="exchange_notice_unserved",
            ),
        )
    ]
