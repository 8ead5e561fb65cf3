"""Between the domain of facts and its tables: every read and its record are one statement.

A data-modifying query writes the reading and returns what was read, so that a read which cannot
be recorded returns nothing.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Q

from tongban.facts.domain.readings import Reading
from tongban.facts.domain.statements import Source, Statement
from tongban.facts.models import ReadRow
from tongban.kernel import ids
from tongban.kernel.actors import Actor, Purpose

FIELDS = """s.id, s.subject, s.kind, s.value::text, s.source, s.source_holder, s.source_licence,
    s.source_licence_kind, s.source_case, s.recorded_at, s.valid_from, s.valid_to,
    s.dispute is not null, s.ended_on"""

READ_COLUMNS = """id, shard, subject, at, who, who_kind, who_id, agency, matter, reference,
    basis, words, kinds, missing"""

INSERT = """
insert into facts_statement (id, shard, subject, kind, value, source, source_holder,
    source_licence, source_licence_kind, source_case, recorded_at, recorded_by, valid_from,
    valid_to, ended_why)
select n.id, n.shard, n.subject, n.kind, n.value::jsonb, n.source, n.holder, n.licence,
    n.licence_kind, n.case_id, %s::timestamptz, %s::jsonb, n.valid_from, n.valid_to, ''
from unnest(%s::bigint[], %s::smallint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::date[], %s::date[])
    as n(id, shard, subject, kind, value, source, holder, licence, licence_kind, case_id,
         valid_from, valid_to)
"""

KNOWN = f"""
with wanted as (
    select * from unnest(%s::smallint[], %s::bigint[], %s::text[]) as w(shard, subject, kind)
), found as materialized (
    select distinct on (s.subject, s.kind, s.source in ('person', 'other')) {FIELDS}
    from wanted w join facts_statement s
        on s.shard = w.shard and s.subject = w.subject and s.kind = w.kind
    where (s.valid_from is null or s.valid_from <= %s::date)
        and (s.valid_to is null or s.valid_to >= %s::date)
        and (s.ended_on is null or s.ended_on > %s::date)
        and (s.source <> 'other' or s.source_case = %s::bigint)
    order by s.subject, s.kind, s.source in ('person', 'other'), s.recorded_at desc, s.id desc
), had as (
    select distinct subject, kind from found
), logged as (
    insert into facts_read ({READ_COLUMNS})
    select r.id, r.shard, r.subject, %s::timestamptz, %s::text, %s::text, %s::bigint, %s::text,
        %s::text, %s::text, %s::text, %s::text,
        coalesce(array_agg(w.kind order by w.kind) filter (where h.kind is not null), '{{}}'),
        coalesce(array_agg(w.kind order by w.kind) filter (where h.kind is null), '{{}}')
    from unnest(%s::bigint[], %s::smallint[], %s::bigint[]) as r(id, shard, subject)
    join wanted w on w.subject = r.subject
    left join had h on h.subject = w.subject and h.kind = w.kind
    group by r.id, r.shard, r.subject
)
select * from found
"""  # noqa: S608 - made of constants of this module

BY_ID = f"""
with wanted as (
    select * from unnest(%s::smallint[], %s::bigint[]) as w(shard, id)
), found as materialized (
    select {FIELDS} from wanted w join facts_statement s on s.shard = w.shard and s.id = w.id
    where %s::bigint[] is null or s.subject = any(%s::bigint[])
), logged as (
    insert into facts_read ({READ_COLUMNS})
    select min(r.id), r.shard, f.subject, %s::timestamptz, %s::text, %s::text, %s::bigint, %s::text,
        %s::text, %s::text, %s::text, %s::text, array_agg(distinct f.kind order by f.kind), '{{}}'
    from unnest(%s::bigint[], %s::smallint[], %s::bigint[]) as r(id, shard, statement)
    join found f on f.id = r.statement
    group by r.shard, f.subject
)
select * from found
"""  # noqa: S608 - made of constants of this module


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement to record (待记载)."""

    subject: int
    kind: str
    value: Any = field(repr=False)
    source: Source
    valid_from: date | None = None
    valid_to: date | None = None


def record(new: Sequence[NewStatement], *, actor: Actor, at: datetime) -> list[int]:
    """Write statements in one query; returns their ids in the same order."""
    if not new:
        return []
    shards = [ids.shard_of(each.subject) for each in new]
    made = [ids.new(shard) for shard in shards]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                at,
                json.dumps(actor.to_json()),
                made,
                shards,
                [each.subject for each in new],
                [each.kind for each in new],
                [json.dumps(each.value, ensure_ascii=False) for each in new],
                [each.source.kind for each in new],
                [each.source.holder for each in new],
                [each.source.licence for each in new],
                [each.source.licence_kind for each in new],
                [each.source.case for each in new],
                [each.valid_from for each in new],
                [each.valid_to for each in new],
            ],
        )
    return made


def _reading(actor: Actor, purpose: Purpose, at: datetime) -> list[Any]:
    return [
        at,
        actor.name,
        actor.kind,
        actor.id,
        actor.agency,
        purpose.matter,
        purpose.reference,
        purpose.basis,
        purpose.words,
    ]


def known(
    wants: Mapping[int, Iterable[str]],
    *,
    on: date,
    purpose: Purpose,
    actor: Actor,
    at: datetime,
    within: int | None = None,
) -> list[Statement]:
    """Read the newest valid statements of these kinds, held and said, and record the reading."""
    pairs = sorted({(subject, kind) for subject, kinds in wants.items() for kind in kinds})
    if not pairs:
        return []
    subjects = sorted({subject for subject, _ in pairs})
    shards = [ids.shard_of(subject) for subject in subjects]
    with connection.cursor() as cursor:
        cursor.execute(
            KNOWN,
            [
                [ids.shard_of(subject) for subject, _ in pairs],
                [subject for subject, _ in pairs],
                [kind for _, kind in pairs],
                on,
                on,
                on,
                within,
                *_reading(actor, purpose, at),
                [ids.new(shard) for shard in shards],
                shards,
                subjects,
            ],
        )
        return _statements(cursor)


def by_id(
    wanted: Iterable[int],
    *,
    subjects: Collection[int] | None = None,
    purpose: Purpose,
    actor: Actor,
    at: datetime,
) -> list[Statement]:
    """Read statements by their ids, whatever became of them since, and record the reading."""
    statements = sorted(set(wanted))
    if not statements:
        return []
    shards = [ids.shard_of(each) for each in statements]
    with connection.cursor() as cursor:
        cursor.execute(
            BY_ID,
            [
                shards,
                statements,
                *[None if subjects is None else sorted(subjects)] * 2,
                *_reading(actor, purpose, at),
                [ids.new(shard) for shard in shards],
                shards,
                statements,
            ],
        )
        return _statements(cursor)


def _statements(cursor: CursorWrapper) -> list[Statement]:
    return [
        Statement(
            id=row[0],
            subject=row[1],
            kind=row[2],
            value=json.loads(row[3]) if row[3] is not None else None,
            source=Source(row[4], row[5], row[6], row[7], row[8]),
            recorded_at=row[9],
            valid_from=row[10],
            valid_to=row[11],
            disputed=row[12],
            ended_on=row[13],
        )
        for row in cursor.fetchall()
    ]


def log_read(
    seen: Mapping[int, Iterable[str]], *, purpose: Purpose, actor: Actor, at: datetime
) -> None:
    """Record a reading that another room makes of what it keeps itself."""
    ReadRow.objects.bulk_create(
        ReadRow(
            id=ids.new(ids.shard_of(subject)),
            shard=ids.shard_of(subject),
            subject=subject,
            at=at,
            who=actor.name,
            who_kind=actor.kind,
            who_id=actor.id,
            agency=actor.agency,
            matter=purpose.matter,
            reference=purpose.reference,
            basis=purpose.basis,
            words=purpose.words,
            kinds=sorted(set(kinds)),
            missing=[],
        )
        for subject, kinds in seen.items()
    )


def readers(subject: int, *, limit: int, own: bool | None = None) -> list[Reading]:
    """Read who read about a subject, newest first; only themself or only others on wish."""
    rows = ReadRow.objects.filter(shard=ids.shard_of(subject), subject=subject)
    themself = Q(who_kind="person", who_id=subject)
    if own is not None:
        rows = rows.filter(themself if own else ~themself)
    return [
        Reading(
            at=row.at,
            who=row.who,
            agency=row.agency,
            words=row.words,
            kinds=tuple(row.kinds),
            missing=tuple(row.missing),
            matter=row.matter,
            reference=row.reference,
            basis=row.basis,
            own=row.who_kind == "person" and row.who_id == subject,
        )
        for row in rows.order_by("-at", "-id")[:limit]
    ]
