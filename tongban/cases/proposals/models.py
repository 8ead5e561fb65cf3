"""The tables of proposals (免申即享): once for each period, and the accounts people named."""

from typing import ClassVar

from django.db import models


class GrantRow(models.Model):
    """That a holder has a policy's benefit in a period (一期一次); key (shard, holder, policy, period).

    The key is what keeps anything from being granted twice, whoever asks for it at once.
    """

    pk = models.CompositePrimaryKey("shard", "holder", "policy", "period")
    shard = models.SmallIntegerField()
    holder = models.CharField(max_length=40)
    policy = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    proposal = models.BigIntegerField()

    class Meta:
        db_table = "cases_grant"
        indexes: ClassVar = [models.Index(fields=["policy", "period"], name="cases_grant_of")]

    def __str__(self) -> str:
        return f"{self.policy} {self.period}"


class StandingRow(models.Model):
    """That somebody has a benefit until further notice (在享), and the account it goes to, sealed."""

    pk = models.CompositePrimaryKey("shard", "holder", "policy")
    shard = models.SmallIntegerField()
    holder = models.CharField(max_length=40)
    policy = models.CharField(max_length=40)
    person = models.BigIntegerField()
    payee = models.BigIntegerField()
    sealed = models.TextField(default="")
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    declined = models.BooleanField(default=False)
    latest = models.BigIntegerField()

    class Meta:
        db_table = "cases_standing"
        indexes: ClassVar = [models.Index(fields=["policy"], name="cases_standing_of")]

    def __str__(self) -> str:
        return self.policy
