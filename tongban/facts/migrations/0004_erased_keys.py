"""Which keys were destroyed: their ids alone, so that no restore brings one back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tongban_facts", "0003_withdrawn_why")]

    operations = [
        migrations.CreateModel(
            name="ErasedKeyRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shard", models.SmallIntegerField()),
            ],
            options={"db_table": "facts_erased_key"},
        ),
        migrations.RunSQL(
            "alter table facts_erased_key drop constraint facts_erased_key_pkey, "
            "add primary key (shard, id)",
            migrations.RunSQL.noop,
        ),
    ]
