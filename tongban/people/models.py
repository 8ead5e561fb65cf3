"""The tables of people (人员与身份); no law is here.

The ID number stands in a column of its own and is found by its keyed digest, so that neither an
index nor a log ever shows it. Every row of a person carries an id in that person's shard.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class PartyRow(models.Model):
    """A party (当事人): a natural person, a company or a thing that a matter is about."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=32, null=True)
    number_digest = models.CharField(max_length=64, null=True, unique=True)
    name = models.CharField(max_length=200, default="")
    registered_at = models.DateTimeField()
    registered_by = models.JSONField()
    identified_at = models.DateTimeField(null=True)
    identified_by = models.JSONField(null=True)

    class Meta:
        db_table = "people_party"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class RelationRow(models.Model):
    """A relation (关系): `other` is the subject's spouse, child, company or property."""

    id = models.BigIntegerField(primary_key=True)
    subject = models.BigIntegerField()
    relation = models.CharField(max_length=40)
    other = models.BigIntegerField()
    source = models.CharField(max_length=200, default="")
    made_at = models.DateTimeField()
    made_by = models.JSONField()

    class Meta:
        db_table = "people_relation"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "relation", "other"], name="people_relation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.relation} {self.other}"


class MandateRow(models.Model):
    """A mandate (代办授权): `holder` may act for `principal`, within a scope, until a day."""

    id = models.BigIntegerField(primary_key=True)
    holder = models.BigIntegerField()
    principal = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    scope = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    made_by = models.JSONField()
    ended_by = models.JSONField(null=True)

    class Meta:
        db_table = "people_mandate"
        indexes: ClassVar = [
            models.Index(fields=["holder", "principal"], name="people_mandate_who")
        ]

    def __str__(self) -> str:
        return f"{self.holder} for {self.principal}: {self.scope}"


class ReachRow(models.Model):
    """How a party wants to be told (通知偏好), in the party's shard."""

    pk = models.CompositePrimaryKey("shard", "party")
    shard = models.SmallIntegerField()
    party = models.BigIntegerField()
    said = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.JSONField()

    class Meta:
        db_table = "people_reach"

    def __str__(self) -> str:
        return f"reach of {self.party}"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their username, as Django's sign-in machinery expects."""


class Account(AbstractBaseUser):
    """An account (账号): what signs in; a resident's belongs to a party, an officer's to none."""

    id = models.BigIntegerField(primary_key=True)
    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200, default="")
    party_id = models.BigIntegerField(null=True, unique=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.JSONField()

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "people_account"

    def __str__(self) -> str:
        return self.username

    def has_perm(self, _perm: str, _obj: Any = None) -> bool:
        """Answer Django's admin: only an operator of the platform (is_superuser) may use it."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, _label: str) -> bool:
        """Answer Django's admin in the same way for a whole app."""
        return self.is_active and self.is_superuser


class CodeRow(models.Model):
    """A one-time code (动态码), stored only as a keyed hash; `tries` counts wrong answers."""

    id = models.BigIntegerField(primary_key=True)
    number_digest = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_code"
        indexes: ClassVar = [
            models.Index(fields=["number_digest", "-sent_at"], name="people_code_newest"),
            models.Index(fields=["expires_at"], name="people_code_old"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"


class AttemptRow(models.Model):
    """An attempt to sign in or to have a code sent (尝试), counted against a digest."""

    id = models.BigIntegerField(primary_key=True)
    act = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    succeeded = models.BooleanField(default=False)

    class Meta:
        db_table = "people_attempt"
        indexes: ClassVar = [
            models.Index(fields=["key", "act", "-at"], name="people_attempt_recent"),
            models.Index(fields=["at"], name="people_attempt_old"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.at}"


class LoginRow(models.Model):
    """A sign-in (登录记录), here or at another system: what its person sees of it.

    `client` is "" for a sign-in here; `handed` names what the other system was told; `code` is the
    digest of the authorization code it was told by; `kept` says that the same is not asked again.
    """

    id = models.BigIntegerField(primary_key=True)
    account = models.BigIntegerField()
    at = models.DateTimeField()
    how = models.CharField(max_length=16)
    client = models.CharField(max_length=100, default="")
    handed = models.JSONField(default=list)
    acting_for = models.BigIntegerField(null=True)
    proved_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=64, default="")
    kept = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_login"
        indexes: ClassVar = [
            models.Index(fields=["account", "-at"], name="people_login_whose"),
            models.Index(fields=["code"], name="people_login_code"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.at}"


class ProviderKeyRow(models.Model):
    """A key by which we sign who signed in (身份断言密钥), sealed; a new one takes over in turn."""

    id = models.BigIntegerField(primary_key=True)
    sealed = models.TextField()
    issued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_provider_key"

    def __str__(self) -> str:
        return f"key {self.issued_at}"


class VouchedRow(models.Model):
    """A person as another provider knows them (外部身份): found by a digest of who said what."""

    id = models.BigIntegerField(primary_key=True)
    subject = models.CharField(max_length=64, unique=True)
    provider = models.CharField(max_length=40)
    party = models.BigIntegerField()
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "people_vouched"

    def __str__(self) -> str:
        return f"{self.provider} {self.party}"


class AccountStateRow(models.Model):
    """What stands beside an account (账号附注): who disabled it, when its password was chosen."""

    account = models.BigIntegerField(primary_key=True)
    password_at = models.DateTimeField(null=True)
    must_change = models.BooleanField(default=False)
    disabled_at = models.DateTimeField(null=True)
    disabled_by = models.JSONField(null=True)

    class Meta:
        db_table = "people_account_state"

    def __str__(self) -> str:
        return f"account {self.account}"
