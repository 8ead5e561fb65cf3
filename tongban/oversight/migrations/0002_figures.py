"""Prepared rows of cases and of the time between their steps; the running sums are read no more.

The old table stays for the release before, and nothing writes it.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

_TEXT = ("number", "service", "version", "agency", "channel", "status")
_SMALL = (
    "filed accepted accepted_by_silence granted refused withdrawn not_accepted terminated "
    "supplement overdue taken_early stuck decided timed in_time noticed notice_kept returned "
    "visits asked asked_held automatic overturned"
).split()
_SECONDS = ("waiting_s", "working_s", "applicant_s", "others_s", "special_s")

TABLES = f"""
create table oversight_case (
    id bigint not null,
    shard smallint not null,
    seq integer not null,
    {", ".join(f"{name} text not null" for name in _TEXT)},
    officer bigint not null,
    filed_on date not null,
    ended_on date,
    due_on date,
    {", ".join(f"{name} smallint not null" for name in _SMALL)},
    {", ".join(f"{name} integer not null" for name in _SECONDS)},
    causes text[] not null,
    path text not null,
    primary key (shard, id)
) with (fillfactor = 85);
create index oversight_case_filed on oversight_case (agency, filed_on);
create index oversight_case_ended on oversight_case (service, ended_on);
create table oversight_stay (
    "case" bigint not null,
    seq integer not null,
    line smallint not null,
    service text not null,
    before text not null,
    after text not null,
    from_agency text not null,
    to_agency text not null,
    agency text not null,
    hold text not null,
    seconds integer not null,
    "on" date not null,
    primary key ("case", seq, line)
);
create index oversight_stay_of on oversight_stay (service, "on");
"""


class Migration(migrations.Migration):
    dependencies = [("tongban_oversight", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLES, "drop table oversight_stay; drop table oversight_case"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("MeasureRow"),
                migrations.CreateModel(
                    name="CaseRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("shard", models.SmallIntegerField()),
                        ("seq", models.IntegerField()),
                        *((name, models.TextField()) for name in _TEXT),
                        ("officer", models.BigIntegerField()),
                        ("filed_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        ("due_on", models.DateField(null=True)),
                        *((name, models.SmallIntegerField()) for name in _SMALL),
                        *((name, models.IntegerField()) for name in _SECONDS),
                        (
                            "causes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("path", models.TextField()),
                    ],
                    options={
                        "db_table": "oversight_case",
                        "indexes": [
                            models.Index(
                                fields=["agency", "filed_on"], name="oversight_case_filed"
                            ),
                            models.Index(
                                fields=["service", "ended_on"], name="oversight_case_ended"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StayRow",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "case",
                                "seq",
                                "line",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("case", models.BigIntegerField()),
                        ("seq", models.IntegerField()),
                        ("line", models.SmallIntegerField()),
                        ("service", models.TextField()),
                        ("before", models.TextField()),
                        ("after", models.TextField()),
                        ("from_agency", models.TextField()),
                        ("to_agency", models.TextField()),
                        ("agency", models.TextField()),
                        ("hold", models.TextField()),
                        ("seconds", models.IntegerField()),
                        ("on", models.DateField()),
                    ],
                    options={
                        "db_table": "oversight_stay",
                        "indexes": [
                            models.Index(fields=["service", "on"], name="oversight_stay_of")
                        ],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="LookRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("account", models.BigIntegerField()),
                ("by", models.JSONField()),
                ("cause", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "oversight_look",
                "indexes": [models.Index(fields=["account", "-at"], name="oversight_look_of")],
            },
        ),
    ]
