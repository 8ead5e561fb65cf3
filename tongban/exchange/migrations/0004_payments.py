"""The tables of payments: instructions to who carries the money, and days laid beside statements."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables of payments."""

    dependencies = [("tongban_exchange", "0003_federation")]

    operations = [
        migrations.CreateModel(
            name="BankDayRow",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("rows", models.IntegerField()),
                ("paid", models.BigIntegerField()),
                ("back", models.BigIntegerField()),
                ("out", models.BigIntegerField()),
                ("differences", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "exchange_bank_day"},
        ),
        migrations.CreateModel(
            name="TradeRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shard", models.SmallIntegerField()),
                ("stream", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("number", models.CharField(max_length=40)),
                ("of", models.CharField(default="", max_length=40)),
                ("amount", models.BigIntegerField()),
                ("words", models.CharField(max_length=120)),
                ("state", models.CharField(max_length=8)),
                ("pay_at", models.CharField(default="", max_length=300)),
                ("sealed", models.BinaryField(null=True)),
                ("means", models.CharField(default="", max_length=12)),
                ("agency", models.CharField(default="", max_length=40)),
                ("until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "exchange_trade",
                "constraints": [
                    models.UniqueConstraint(fields=("number", "shard"), name="exchange_trade_once")
                ],
                "indexes": [
                    models.Index(fields=["stream", "shard"], name="exchange_trade_of"),
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at"],
                        name="exchange_trade_due",
                    ),
                    models.Index(fields=["settled_on", "means"], name="exchange_trade_day"),
                ],
            },
        ),
        migrations.RunSQL(
            "alter table exchange_trade drop constraint exchange_trade_pkey, add primary key (shard, id)",
            "alter table exchange_trade drop constraint exchange_trade_pkey, add primary key (id)",
        ),
    ]
