"""The key of a doubted look carries its shard, as every key of somebody's rows does."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tongban_oversight", "0005_ratings")]
    operations = [
        migrations.RunSQL(
            "alter table oversight_look_dispute drop constraint oversight_look_dispute_pkey,"
            " add primary key (shard, id)",
            "alter table oversight_look_dispute drop constraint oversight_look_dispute_pkey,"
            " add primary key (id)",
        )
    ]
