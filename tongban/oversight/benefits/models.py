"""The tables of lists (免申即享清单); a list itself is a stream of the ledger."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class LineRow(models.Model):
    """One line of a list (清单一行); key (shard, list, no), by the list's shard.

    `kind` is grant, ask or stop; `state` in, held (somebody looks first), out, or done. `why` is the
    number of its reason in the list, `sealed` the account on record, encrypted; `members` who of a
    household counts in the amount.
    """

    pk = models.CompositePrimaryKey("shard", "list", "no")
    shard = models.SmallIntegerField()
    list = models.BigIntegerField()
    no = models.IntegerField()
    kind = models.CharField(max_length=6)
    state = models.CharField(max_length=6)
    person = models.BigIntegerField()
    payee = models.BigIntegerField()
    holder = models.CharField(max_length=40)
    amount = models.BigIntegerField(default=0)
    why = models.IntegerField(default=0)
    fact = models.CharField(max_length=60, default="")
    sealed = models.TextField(default="")
    note = models.CharField(max_length=200, default="")
    latest = models.BigIntegerField(default=0)
    members = ArrayField(models.BigIntegerField(), default=tuple, db_default=[])

    class Meta:
        db_table = "oversight_benefit_line"
        indexes: ClassVar = [
            models.Index(fields=["shard", "list", "state", "no"], name="oversight_benefit_line_of")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
