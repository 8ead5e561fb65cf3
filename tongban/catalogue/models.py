"""The tables of the catalogue (事项目录); every published version stays."""

from typing import ClassVar

from django.db import models


class RevisionRow(models.Model):
    """One publication (发布批次): its number, its day, and the digests of the files it read.

    `act` is publish, withdraw or roll_back; `published_by` the author of what it brought,
    `approved_by` whoever approved it, `draft` the draft it came from, `back_to` the revision it
    went back to.
    """

    number = models.BigIntegerField(primary_key=True)
    # Two databases, or one restored, may both have a revision 3; the mark tells them apart.
    mark = models.BigIntegerField(unique=True)
    files = models.CharField(max_length=64)
    definitions = models.IntegerField()
    changed = models.IntegerField()
    published_at = models.DateTimeField()
    published_by = models.JSONField()
    act = models.CharField(max_length=16, default="publish", db_default="publish")
    note = models.TextField(default="", db_default="")
    approved_by = models.JSONField(null=True)
    draft = models.BigIntegerField(null=True)
    back_to = models.BigIntegerField(null=True)

    class Meta:
        db_table = "catalogue_revision"

    def __str__(self) -> str:
        return f"revision {self.number}"


class DefinitionRow(models.Model):
    """A definition in one version, as one publication brought it (定义的一个版本).

    `content` is what the file says, `source` the file itself with its comments, `raw` the digest
    of its bytes. The row of the highest revision counts for its kind, id and version; `gone` says
    that from then on there is no such version (it was rolled back). `compiled` is empty: a
    service is compiled with the vocabulary of the revision that brought it.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    ident = models.CharField(max_length=120)
    version = models.CharField(max_length=10)
    revision = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    file = models.TextField()
    source = models.TextField()
    # Text, not jsonb: the order in which a source lists its tiers and items is part of it.
    content = models.TextField()
    compiled = models.TextField(null=True)
    published_at = models.DateTimeField()
    published_by = models.JSONField()
    until = models.CharField(max_length=10, null=True)
    gone = models.BooleanField(default=False, db_default=False)
    raw = models.CharField(max_length=64, default="", db_default="")

    class Meta:
        db_table = "catalogue_definition"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "ident", "version", "revision"], name="catalogue_definition_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["revision"], name="catalogue_definition_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ident} {self.version}"


class DraftRow(models.Model):
    """The files of a draft (草稿的文件), as text with their comments; its story is a stream."""

    id = models.BigIntegerField(primary_key=True)
    files = models.TextField()

    class Meta:
        db_table = "catalogue_draft"

    def __str__(self) -> str:
        return f"draft {self.pk}"
