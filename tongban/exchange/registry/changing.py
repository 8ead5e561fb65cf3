"""A change of the registry (登记变更): its new version and its leaf, in the caller's transaction."""

from datetime import datetime
from typing import Any

import rfc8785
from django.db import connection
from django.db.models import F

from tongban.exchange.domain import leaving
from tongban.exchange.models import LeafRow, StateRow
from tongban.kernel import ids

REGISTRY, STAMP = "registry", "stamp"


def changed(kind: str, *, at: datetime, **said: Any) -> None:
    """Raise the version of the registry and leave a leaf of this kind."""
    StateRow.objects.get_or_create(name=REGISTRY)
    StateRow.objects.filter(name=REGISTRY).update(version=F("version") + 1)
    leave(kind, leaving.change(kind, at=at, **said))


def leave(kind: str, said: dict[str, Any], *, call: int | None = None) -> None:
    """Leave a leaf for the transparency log."""
    shard = ids.draw_shard()
    LeafRow(
        id=ids.new(shard), shard=shard, call=call, kind=kind, said=rfc8785.dumps(said).decode()
    ).save(force_insert=True)


def version() -> int:
    """Return the version of the registry now."""
    with connection.cursor() as cursor:
        cursor.execute("select version from exchange_state where name = 'registry'")
        found = cursor.fetchone()
    return int(found[0]) if found else 0
