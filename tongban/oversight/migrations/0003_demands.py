"""Prepared rows of demands."""

from django.db import migrations, models

_TEXT = ("number", "topic", "category", "district", "agency", "channel", "status")
_SMALL = (
    "filed", "closed", "solved", "replied", "in_time", "returned", "reopened", "automatic",
    "corrected",
)

TABLE = f"""
create table oversight_demand (
    id bigint not null,
    shard smallint not null,
    seq integer not null,
    {", ".join(f"{name} text not null" for name in _TEXT)},
    theme bigint not null,
    filed_on date not null,
    ended_on date,
    {", ".join(f"{name} smallint not null" for name in _SMALL)},
    primary key (shard, id)
) with (fillfactor = 85);
create index oversight_demand_of on oversight_demand (topic, filed_on);
"""


class Migration(migrations.Migration):
    dependencies = [("tongban_oversight", "0002_figures")]

    operations = [
        migrations.RunSQL(
            TABLE,
            "drop table oversight_demand",
            state_operations=[
                migrations.CreateModel(
                    name="DemandRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("shard", models.SmallIntegerField()),
                        ("seq", models.IntegerField()),
                        *((name, models.TextField()) for name in _TEXT),
                        ("theme", models.BigIntegerField()),
                        ("filed_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        *((name, models.SmallIntegerField()) for name in _SMALL),
                    ],
                    options={
                        "db_table": "oversight_demand",
                        "indexes": [
                            models.Index(fields=["topic", "filed_on"], name="oversight_demand_of")
                        ],
                    },
                )
            ],
        )
    ]
