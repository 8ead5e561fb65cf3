"""Between the definitions and their tables (定义的存取); the only file that knows both."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max

from tongban.catalogue.domain import codec
from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.model import Book, PublicService
from tongban.catalogue.models import DefinitionRow, RevisionRow
from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.kernel.recent import Recent

RECHECK_SECONDS = 1.0
LOCK = 0x7061_6365  # the advisory lock of publishing: one publication at a time
SHARD = 0  # definitions belong to nobody; they are small, and all in one place


@dataclass(frozen=True, slots=True)
class Revision:
    """A publication as the process knows it (发布批次)."""

    number: int = 0
    mark: int = 0
    files: str = ""
    definitions: int = 0


def newest() -> Revision:
    """Read the newest revision; number 0 before the first."""
    fields = ("number", "mark", "files", "definitions")
    row = RevisionRow.objects.order_by("-number").values_list(*fields).first()
    return Revision(*row) if row else Revision()


_newest = Recent(newest, patience=lambda: 0.0 if settings.TESTING else RECHECK_SECONDS)


def all_published() -> tuple[Definition, ...]:
    """Read every version of every definition, as the newest publication left it."""
    return _definitions(newest())


def revision() -> Revision:
    """Return the newest revision, at most a second old."""
    return _newest.get()


def book(on: date) -> Book:
    """Return the book of a day, from the process's memory where it is still current."""
    return _book(_newest.get(), on.isoformat())


@lru_cache(maxsize=8)
def _book(revision: Revision, on: str) -> Book:
    return compile_book(in_force(_definitions(revision), on).values())


@lru_cache(maxsize=2)
def _definitions(revision: Revision) -> tuple[Definition, ...]:
    return tuple(published(revision.number)) if revision.number else ()


def published(up_to: int) -> Iterable[Definition]:
    """Yield every version of every definition, as publications up to this one left it."""
    rows = DefinitionRow.objects.filter(revision__lte=up_to)
    latest = rows.order_by("kind", "ident", "version", "-revision")
    for kind, ident, version, content, file in latest.distinct(
        "kind", "ident", "version"
    ).values_list("kind", "ident", "version", "content", "file"):
        yield Definition(kind, ident, version, json.loads(content), file)


def kept_service(service_id: str, version: str) -> PublicService | None:
    """Return a service as it was compiled when this version was published."""
    return _kept(_newest.get(), service_id, version)


@lru_cache(maxsize=512)
def _kept(revision: Revision, service_id: str, version: str) -> PublicService | None:
    row = (
        DefinitionRow.objects.filter(
            kind="service", ident=service_id, version=version, revision__lte=revision.number
        )
        .order_by("-revision")
        .values_list("compiled", flat=True)
        .first()
    )
    return codec.decode(PublicService, json.loads(row)) if row else None


def lock() -> None:
    """Wait until no other publication is under way; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def digests() -> dict[tuple[str, str, str], str]:
    """Read the digest of every published definition by kind, id and version."""
    rows = DefinitionRow.objects.order_by("kind", "ident", "version", "-revision")
    return {
        (kind, ident, version): digest
        for kind, ident, version, digest in rows.distinct("kind", "ident", "version").values_list(
            "kind", "ident", "version", "digest"
        )
    }


def write(
    changed: Iterable[Definition],
    compiled: Mapping[str, PublicService],
    *,
    files: str,
    size: int,
    actor: Actor,
    at: datetime,
) -> int:
    """Write one revision with what it changes; return its number."""
    number = (RevisionRow.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    by = actor.to_json()
    rows = [_row(one, compiled, number, by, at) for one in changed]
    DefinitionRow.objects.bulk_create(rows, batch_size=200)
    RevisionRow.objects.create(
        number=number,
        mark=ids.new(SHARD),
        files=files,
        definitions=size,
        changed=len(rows),
        published_at=at,
        published_by=by,
    )
    _newest.forget()
    return number


def note_files(number: int, *, files: str, size: int) -> None:
    """Note that these files say what is published, so that the next look at them is short."""
    RevisionRow.objects.filter(number=number).update(files=files, definitions=size)
    _newest.forget()


def _row(
    one: Definition,
    compiled: Mapping[str, PublicService],
    number: int,
    by: Mapping[str, Any],
    at: datetime,
) -> DefinitionRow:
    service = compiled.get(one.id) if one.kind == "service" else None
    return DefinitionRow(
        id=ids.new(SHARD),
        kind=one.kind,
        ident=one.id,
        version=one.version,
        revision=number,
        digest=one.digest,
        file=one.file,
        source=one.source,
        content=_json(one.value),
        compiled=_json(codec.encode(service)) if service else None,
        published_at=at,
        published_by=by,
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
