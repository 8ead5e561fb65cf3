"""The tables of the catalogue (事项目录); every published version stays."""

from typing import ClassVar

from django.db import models


class RevisionRow(models.Model):
    """One publication (发布批次): its number, its day, and the digests of the files it read."""

    number = models.BigIntegerField(primary_key=True)
    # Two databases, or one restored, may both have a revision 3; the mark tells them apart.
    mark = models.BigIntegerField(unique=True)
    files = models.CharField(max_length=64)
    definitions = models.IntegerField()
    changed = models.IntegerField()
    published_at = models.DateTimeField()
    published_by = models.JSONField()

    class Meta:
        db_table = "catalogue_revision"

    def __str__(self) -> str:
        return f"revision {self.number}"


class DefinitionRow(models.Model):
    """A definition in one version, as one publication brought it (定义的一个版本).

    `content` is what the file says, `compiled` what cases of this version go on using. The row
    of the highest revision counts for its kind, id and version.
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

    class Meta:
        db_table = "catalogue_definition"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "ident", "version", "revision"], name="catalogue_definition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ident} {self.version}"
