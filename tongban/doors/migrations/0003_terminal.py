"""The terminals of halls (自助机), each registered by a clerk and withdrawn by one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One small table: a row for each machine that ever was a terminal."""

    dependencies = [("tongban_doors", "0002_kept_form")]

    operations = [
        migrations.CreateModel(
            name="Terminal",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("hall", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.BigIntegerField()),
                ("seen_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "doors_terminal"},
        ),
    ]
