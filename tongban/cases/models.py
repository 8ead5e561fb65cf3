"""The tables of cases (办件); no law is here.

A case itself has no table of its own: its events and its one current row stand in the ledger.
Here are what comes before (drafts), what was handed in with it (files), and the serial numbers.
All are hot: their key begins with the shard, which is the applicant's.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.cases.archiving.models import ArchiveRow, DestructionRow
from tongban.cases.proposals.models import GrantRow, StandingRow

__all__ = ["ArchiveRow", "DestructionRow", "GrantRow", "StandingRow"]


class DraftRow(models.Model):
    """A draft (草稿); `matters` holds [case id, case number] by plan key, set aside once.

    `application` is the id the application will have, so that handing in twice cannot make two.
    The answers are deleted when it is handed in: they are statements from then on. `inquiries`
    says, by data service and role, how the agencies that were asked for it answered.
    """

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    applicant = models.BigIntegerField()
    goal = ArrayField(models.CharField(max_length=80))
    channel = models.CharField(max_length=16)
    book_on = models.DateField()
    answers = models.JSONField(default=dict)
    matters = models.JSONField(default=dict)
    application = models.BigIntegerField()
    places = models.JSONField(default=dict, db_default={})
    inquiries = models.JSONField(default=dict, db_default={})
    started_at = models.DateTimeField()
    started_by = models.JSONField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_draft"
        indexes: ClassVar = [
            models.Index(
                fields=["shard", "applicant", "-id"],
                condition=models.Q(submitted_at__isnull=True),
                name="cases_draft_open",
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class ConfirmationRow(models.Model):
    """A co-applicant's confirmation of a draft (共同申请人确认), asked before it is filed.

    `digest` ties it to the answers it was asked for: what is changed afterwards must be confirmed
    anew. `state` is waiting, confirmed, declined or void.
    """

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    draft = models.BigIntegerField()
    party = models.BigIntegerField()
    role = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.JSONField(null=True)
    reason = models.CharField(max_length=2000, default="")

    class Meta:
        db_table = "cases_confirmation"
        indexes: ClassVar = [
            models.Index(fields=["shard", "draft"], name="cases_confirmation_of_draft"),
            models.Index(
                fields=["party", "-id"],
                condition=models.Q(state="waiting"),
                name="cases_confirmation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk} {self.state}"


class TurnRow(models.Model):
    """When an officer was last given a case of an agency (轮派)."""

    agency = models.CharField(max_length=40)
    officer = models.BigIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        db_table = "cases_turn"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "officer"], name="cases_turn_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.officer}"


class FileNoteRow(models.Model):
    """An internal note in the file of a case (卷内附注): written once, never changed."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    case = models.BigIntegerField()
    words = models.CharField(max_length=2000)
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        db_table = "cases_note"
        indexes: ClassVar = [models.Index(fields=["shard", "case", "id"], name="cases_note_of")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class KeptViewRow(models.Model):
    """A view of the inbox that an officer keeps (常用筛选): its name, and what it is among."""

    officer = models.BigIntegerField()
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=400)

    class Meta:
        db_table = "cases_kept_view"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "name"], name="cases_kept_view_once")
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.name}"


class AttachmentRow(models.Model):
    """A file handed in (附件), with its content; `case` is set for those of a supplement."""

    id = models.BigIntegerField(primary_key=True)
    shard = models.SmallIntegerField()
    draft = models.BigIntegerField(null=True)
    case = models.BigIntegerField(null=True)
    service = models.CharField(max_length=80)
    material_no = models.IntegerField()
    ref = models.CharField(max_length=160)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=40)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.JSONField()

    class Meta:
        db_table = "cases_attachment"
        indexes: ClassVar = [
            models.Index(fields=["shard", "draft"], name="cases_attachment_of_draft"),
            models.Index(fields=["shard", "case"], name="cases_attachment_of_case"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class SerialRow(models.Model):
    """The last serial number given in a shard on a day (流水号)."""

    shard = models.SmallIntegerField(primary_key=True)
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        db_table = "cases_serial"

    def __str__(self) -> str:
        return f"{self.shard} {self.day}: {self.last}"
