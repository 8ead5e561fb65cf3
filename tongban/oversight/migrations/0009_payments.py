"""Prepared rows of payments."""

from django.db import migrations, models

_TEXT = ("number", "service", "agency", "channel", "status")
_SMALL = (
    "ordered", "paid", "refunded", "out", "arrived", "returned", "differs", "explained",
)  # fmt: skip

TABLE = f"""
create table oversight_payment (
    id bigint not null,
    shard smallint not null,
    seq integer not null,
    {", ".join(f"{name} text not null" for name in _TEXT)},
    filed_on date not null,
    ended_on date,
    {", ".join(f'"{name}" smallint not null' for name in _SMALL)},
    out_s integer not null,
    primary key (shard, id)
) with (fillfactor = 85);
create index oversight_payment_of on oversight_payment (agency, filed_on);
"""


class Migration(migrations.Migration):
    dependencies = [("tongban_oversight", "0008_members")]

    operations = [
        migrations.RunSQL(
            TABLE,
            "drop table oversight_payment",
            state_operations=[
                migrations.CreateModel(
                    name="PaymentRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("shard", models.SmallIntegerField()),
                        ("seq", models.IntegerField()),
                        *((name, models.TextField()) for name in _TEXT),
                        ("filed_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        *((name, models.SmallIntegerField()) for name in _SMALL),
                        ("out_s", models.IntegerField()),
                    ],
                    options={
                        "db_table": "oversight_payment",
                        "indexes": [
                            models.Index(fields=["agency", "filed_on"], name="oversight_payment_of")
                        ],
                    },
                )
            ],
        )
    ]
