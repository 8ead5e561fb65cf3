"""Between the domain of facts and its tables: every read and its record are one statement.

The functions of the database write the reading and return what was read, so that a read which
cannot be recorded returns nothing; values come sealed and are opened here.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Q

from tongban.facts import closing, sealing
from tongban.facts.domain.readings import Reading
from tongban.facts.domain.statements import Source, Statement
from tongban.facts.models import ReadRow
from tongban.kernel import ids
from tongban.kernel.actors import Actor, Purpose

_READING = (
    "%s::timestamptz, %s::text, %s::text, %s::bigint, %s::text, %s::text, %s::text, %s::text,"
    " %s::text, %s::text"
)
_LOOK = (
    "(%s::smallint[], %s::bigint[], %s::text[], %s::boolean[], %s::date, %s::timestamptz,"
    f" %s::bigint, %s::text, {_READING}, %s::bigint[], %s::smallint[], %s::bigint[])"
)
KNOWN = f"select * from facts_known_v1{_LOOK}"  # noqa: S608 - made of constants of this module
EVERY = f"select * from facts_every_v1{_LOOK}"  # noqa: S608 - made of constants of this module
FOUND = (
    "select * from facts_found_v1(%s::smallint[], %s::bigint[], %s::bigint[],"  # noqa: S608
    f" {_READING}, %s::bigint[])"
)
RECORD = """
select facts_record_v1(%s::timestamptz, %s::jsonb, %s::bigint[], %s::smallint[], %s::bigint[],
    %s::bytea[], %s::jsonb, %s::bigint[], %s::smallint[], %s::bigint[], %s::text[], %s::bytea[],
    %s::bigint[], %s::integer[], %s::date[], %s::date[])
"""
READ = f"select facts_read_v1({_READING}, %s::bigint[], %s::smallint[], %s::bigint[], %s::text[])"


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement to record (待记载)."""

    subject: int
    kind: str
    value: Any = field(repr=False)
    source: Source
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A reading about to be done (查阅): who, what for, when.

    `asks` are the kinds (by subject) that only a standing consent opens; `as_of` reads what was
    recorded by that instant; `within` the matter in which others' words count.
    """

    purpose: Purpose
    actor: Actor
    at: datetime
    asks: frozenset[tuple[int, str]] = frozenset()
    as_of: datetime | None = None
    within: int | None = None

    def columns(self) -> list[Any]:
        """Return the reading as its row keeps it."""
        actor, purpose = self.actor, self.purpose
        return [
            self.at, actor.name, actor.kind, actor.id, actor.agency, purpose.matter,
            purpose.reference, purpose.basis, purpose.words, purpose.ground,
        ]  # fmt: skip


def record(new: Sequence[NewStatement], *, actor: Actor, at: datetime) -> list[int]:
    """Write statements in one query, sealed; returns their ids in the same order."""
    if not new:
        return []
    keys = {each.subject: sealing.new_key(each.subject) for each in new}
    made = [ids.new(ids.shard_of(each.subject)) for each in new]
    sources = {source: no for no, source in enumerate(dict.fromkeys(n.source for n in new))}
    said = [
        {"no": no} | {key: value for key, value in asdict(source).items() if value is not None}
        for source, no in sources.items()
    ]
    sealed = [
        sealing.seal(keys[each.subject], one, each.kind, each.value)
        for each, one in zip(new, made, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD,
            [
                at,
                json.dumps(actor.to_json()),
                [key.id for key in keys.values()],
                [key.shard for key in keys.values()],
                list(keys),
                [key.sealed for key in keys.values()],
                json.dumps(said),
                made,
                [ids.shard_of(one) for one in made],
                [each.subject for each in new],
                [each.kind for each in new],
                sealed,
                [keys[each.subject].id for each in new],
                [sources[each.source] for each in new],
                [each.valid_from for each in new],
                [each.valid_to for each in new],
            ],
        )
    return made


def known(
    wants: Mapping[int, Iterable[str]], *, on: date, look: Look, every: bool = False
) -> list[Statement]:
    """Read the newest valid statements of these kinds, held and said, and record the reading.

    With `every`, all that stand and not the newest alone.
    """
    pairs = sorted({(subject, kind) for subject, kinds in wants.items() for kind in kinds})
    if not pairs:
        return []
    subjects = sorted({subject for subject, _ in pairs})
    shards = [ids.shard_of(subject) for subject in subjects]
    with connection.cursor() as cursor:
        cursor.execute(
            EVERY if every else KNOWN,
            [
                [ids.shard_of(subject) for subject, _ in pairs],
                [subject for subject, _ in pairs],
                [kind for _, kind in pairs],
                [pair in look.asks for pair in pairs],
                on,
                look.as_of,
                look.within,
                look.purpose.scope,
                *look.columns(),
                [ids.new(shard) for shard in shards],
                shards,
                subjects,
            ],
        )
        return _statements(cursor)


def by_id(
    wanted: Iterable[int], *, look: Look, subjects: Collection[int] | None = None
) -> list[Statement]:
    """Read statements by their ids, whatever became of them since, and record the reading."""
    statements = sorted(set(wanted))
    if not statements:
        return []
    shards = [ids.shard_of(each) for each in statements]
    with connection.cursor() as cursor:
        cursor.execute(
            FOUND,
            [
                shards,
                statements,
                None if subjects is None else sorted(subjects),
                *look.columns(),
                [ids.new(shard) for shard in shards],
            ],
        )
        return _statements(cursor)


def _statements(cursor: CursorWrapper) -> list[Statement]:
    return statements_of(cursor.fetchall())


def statements_of(rows: Iterable[Sequence[Any]]) -> list[Statement]:
    """Make statements of rows of the functions, opening each key once."""
    ciphers: dict[int, sealing.AESGCM] = {}
    return [_statement(row, ciphers) for row in rows]


def _statement(row: Sequence[Any], ciphers: dict[int, sealing.AESGCM]) -> Statement:
    """Make a statement of a row; one whose key is gone has no value any more."""
    if row[4] is None:
        value = json.loads(row[3]) if row[3] is not None else None
    elif row[5] is None:
        value = None
    else:
        if (cipher := ciphers.get(row[6])) is None:
            cipher = ciphers[row[6]] = sealing.cipher_of(row[1], row[6], bytes(row[5]))
        value = sealing.opened(row[0], row[2], bytes(row[4]), cipher)
    return Statement(
        id=row[0],
        subject=row[1],
        kind=row[2],
        value=value,
        source=Source(row[7], row[8], row[9], row[10], row[11], row[12], row[13], row[14], row[15]),
        recorded_at=row[16],
        valid_from=row[17],
        valid_to=row[18],
        disputed=row[19],
        ended_on=row[20],
        erased=row[4] is not None and row[5] is None,
    )


def log_read(seen: Mapping[int, Iterable[str]], *, look: Look) -> None:
    """Record a reading that another room makes of what it keeps itself."""
    if not seen:
        return
    shards = [ids.shard_of(subject) for subject in seen]
    with connection.cursor() as cursor:
        cursor.execute(
            READ,
            [
                *look.columns(),
                [ids.new(shard) for shard in shards],
                shards,
                list(seen),
                [",".join(sorted(set(kinds))) for kinds in seen.values()],
            ],
        )


def readers(subject: int, *, limit: int, own: bool | None = None) -> list[Reading]:
    """Read who read about a subject, newest first; only themself or only others on wish."""
    rows = ReadRow.objects.filter(shard=ids.shard_of(subject), subject=subject)
    themself = Q(who_kind="person", who_id=subject)
    if own is not None:
        rows = rows.filter(themself if own else ~themself)
    with closing.inside():
        return [_reading(row) for row in rows.order_by("-at", "-id")[:limit]]


def _reading(row: ReadRow) -> Reading:
    return Reading(
        at=row.at,
        who=row.who,
        agency=row.agency,
        words=row.words,
        kinds=tuple(row.kinds),
        missing=tuple(row.missing),
        matter=row.matter,
        reference=row.reference,
        basis=row.basis,
        own=row.who_kind == "person" and row.who_id == row.subject,
        id=row.id,
        who_kind=row.who_kind,
        ground=row.ground,
        withheld=tuple(row.withheld),
    )
