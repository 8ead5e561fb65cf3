"""The tables of payments (缴费与拨付): instructions to providers and their statements; no law is here."""

from typing import ClassVar

from django.db import models


class TradeRow(models.Model):
    """One instruction to whoever carries the money (交易); key (shard, id) in the database.

    `stream` is the order or pay-out it serves; `sealed` the account of a pay-out, encrypted.
    """

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    stream = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=40)
    of = models.CharField(max_length=40, default="")
    amount = models.BigIntegerField()
    words = models.CharField(max_length=120)
    state = models.CharField(max_length=8)
    pay_at = models.CharField(max_length=300, default="")
    sealed = models.BinaryField(null=True)
    means = models.CharField(max_length=12, default="")
    agency = models.CharField(max_length=40, default="")
    until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True)

    class Meta:
        db_table = "exchange_trade"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "shard"], name="exchange_trade_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["stream", "shard"], name="exchange_trade_of"),
            models.Index(
                fields=["next_at"],
                name="exchange_trade_due",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(fields=["settled_on", "means"], name="exchange_trade_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class BankDayRow(models.Model):
    """A day laid beside the provider's statement (对账日)."""

    day = models.DateField(primary_key=True)
    rows = models.IntegerField()
    paid = models.BigIntegerField()
    back = models.BigIntegerField()
    out = models.BigIntegerField()
    differences = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "exchange_bank_day"

    def __str__(self) -> str:
        return f"{self.day} {self.differences}"
