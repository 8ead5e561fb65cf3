"""Erasing (删除): the keys of a subject go; what the law keeps is sealed anew under another.

Nothing is looked for in copies and backups: without its key a sealed value says nothing, wherever
its row went. The trace that there was a statement stays, its value does not.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.terms import FactKind
from tongban.facts import acts, closing, sealing, store
from tongban.facts.domain.retaining import LOG_YEARS, Fate, fate
from tongban.facts.domain.statements import Statement
from tongban.facts.models import ErasedKeyRow, KeyRow, LogKeyRow, StatementRow
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor

_ALL = """
select s.id, s.subject, s.kind, s.value::text, s.sealed, k.sealed, s.key, s.source,
    s.source_holder, s.source_licence, s.source_licence_kind, s.source_case, s.source_message,
    s.source_dataset, s.law, s.consent, s.recorded_at, s.valid_from, s.valid_to,
    s.dispute is not null, s.ended_on
from facts_statement s left join facts_key k on k.shard = s.shard and k.id = s.key
where s.shard = %s and s.subject = %s
"""
_RESEAL = """
update facts_statement s set sealed = n.sealed, key = %s, value = null
from unnest(%s::bigint[], %s::bytea[]) as n(id, sealed) where s.shard = %s and s.id = n.id
"""


def fates(subject: int, *, matters: Mapping[int, str], at: datetime) -> list[Fate]:
    """Say of everything about a subject whether it would go, or what keeps it."""
    kinds = catalogue.book(time.city_date(at)).kinds
    with closing.inside():
        return _fates(_standing(subject), kinds, matters, at)


def erase(subject: int, *, matters: Mapping[int, str], actor: Actor, at: datetime) -> list[Fate]:
    """Erase what may go at once, and say what the law keeps and until when."""
    shard, today = ids.shard_of(subject), time.city_date(at)
    kinds = catalogue.book(today).kinds
    with closing.inside():
        decided = _fates(_standing(subject), kinds, matters, at)
        erased = {each.statement for each in decided if each.erased}
        destroy(subject, erased)
        StatementRow.objects.filter(shard=shard, id__in=erased, ended_on=None).update(
            ended_on=today, ended_at=at, ended_by=actor.to_json(), ended_why="erased"
        )
        _unlink(subject, before=today.year - LOG_YEARS)
        acts.write(subject, "erase", {"erased": len(erased)}, actor=actor, at=at)
    return decided


def destroy(subject: int, statements: Collection[int]) -> None:
    """Destroy the keys of a subject: these statements lose their values, all others are sealed anew."""
    shard = ids.shard_of(subject)
    old = KeyRow.objects.filter(shard=shard, subject=subject).select_for_update()
    gone = [key.id for key in old]
    _reseal(subject, [each for each in _standing(subject) if each.id not in statements])
    KeyRow.objects.filter(shard=shard, id__in=gone).delete()
    remember(shard, gone)
    StatementRow.objects.filter(shard=shard, id__in=statements).update(
        value=None, sealed=b"", key=None
    )


def kinds_about(subject: int) -> tuple[str, ...]:
    """Name the kinds of which anything stands about a subject."""
    rows = StatementRow.objects.filter(shard=ids.shard_of(subject), subject=subject, ended_on=None)
    with closing.inside():
        return tuple(rows.order_by("kind").values_list("kind", flat=True).distinct())


def unlink(subject: int, *, before: int) -> int:
    """Delete the keys by which the log's leaves of earlier years name a subject."""
    with closing.inside():
        return _unlink(subject, before=before)


def _unlink(subject: int, *, before: int) -> int:
    shard = ids.shard_of(subject)
    old = LogKeyRow.objects.filter(shard=shard, subject=subject, year__lt=before)
    remember(shard, [key.id for key in old if key.sealed])
    # The row stays without its key, so that no later leaf draws a new one for that year.
    return old.update(sealed=b"")


def remember(shard: int, keys: Sequence[int]) -> None:
    """Note which keys, or rows of another room, were destroyed: no backup brings one back."""
    rows = [ErasedKeyRow(id=key, shard=shard) for key in keys]
    ErasedKeyRow.objects.bulk_create(rows, ignore_conflicts=True)


def _standing(subject: int) -> list[Statement]:
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [ids.shard_of(subject), subject])
        found = store.statements_of(cursor.fetchall())
    return [each for each in found if not each.erased]


def _fates(
    standing: Sequence[Statement],
    kinds: Mapping[str, FactKind],
    matters: Mapping[int, str],
    at: datetime,
) -> list[Fate]:
    today = time.city_date(at)
    return [fate(each, kinds.get(each.kind), matters=matters, on=today) for each in standing]


def _reseal(subject: int, kept: Sequence[Statement]) -> None:
    if not kept:
        return
    shard, key = ids.shard_of(subject), sealing.new_key(subject)
    KeyRow.objects.create(id=key.id, shard=shard, subject=subject, sealed=key.sealed)
    sealed = [sealing.seal(key, each.id, each.kind, each.value) for each in kept]
    with connection.cursor() as cursor:
        cursor.execute(_RESEAL, [key.id, [each.id for each in kept], sealed, shard])
