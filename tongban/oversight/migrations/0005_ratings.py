"""Prepared rows of ratings."""

from django.db import migrations, models

_TEXT = ("number", "service", "agency", "channel", "moment", "status")
_SMALL = ("filed", "level", "good", "bad", "answered", "excluded")

TABLE = f"""
create table oversight_rating (
    id bigint not null,
    shard smallint not null,
    seq integer not null,
    {", ".join(f"{name} text not null" for name in _TEXT)},
    filed_on date not null,
    ended_on date,
    {", ".join(f"{name} smallint not null" for name in _SMALL)},
    primary key (shard, id)
) with (fillfactor = 85);
create index oversight_rating_of on oversight_rating (agency, filed_on);
"""


class Migration(migrations.Migration):
    dependencies = [("tongban_oversight", "0004_log")]

    operations = [
        migrations.RunSQL(
            TABLE,
            "drop table oversight_rating",
            state_operations=[
                migrations.CreateModel(
                    name="RatingRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("shard", models.SmallIntegerField()),
                        ("seq", models.IntegerField()),
                        *((name, models.TextField()) for name in _TEXT),
                        ("filed_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        *((name, models.SmallIntegerField()) for name in _SMALL),
                    ],
                    options={
                        "db_table": "oversight_rating",
                        "indexes": [
                            models.Index(fields=["agency", "filed_on"], name="oversight_rating_of")
                        ],
                    },
                )
            ],
        )
    ]
