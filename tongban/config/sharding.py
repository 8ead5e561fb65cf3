"""How the tables lie on a cluster of Citus (分布): read from the schema, never listed by hand.

A table with a column `shard` is hot: its rows are somebody's, and lie with everything else of the
same shard (Citus calls such tables co-located). Every other table stays on the coordinator. The
same statements run on one PostgreSQL and on a cluster, since each names the shard of what it
looks for; `faults` says what in the schema would stand in the way.

See Citus, "create_distributed_table" and "SQL support and workarounds".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

COLUMN = "shard"
PIECES = 32  # tables a distributed table is cut into, shared by the 1,024 shards of ids


@dataclass(frozen=True, slots=True)
class Layout:
    """Which tables are spread over the workers, and which stay on the coordinator."""

    distributed: tuple[str, ...]
    local: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a table from being distributed, and what to do."""

    table: str
    what: str
    mend: str


_TABLES = f"""
select c.relname, exists (
    select from pg_attribute a
    where a.attrelid = c.oid and a.attname = '{COLUMN}' and not a.attisdropped)
from pg_class c
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
  and not c.relispartition
order by 1
"""  # noqa: S608 - a column's name of ours

_FAULTS = f"""
with hot as (
    select c.oid, c.relname, a.attnum from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and a.attname = '{COLUMN}' and not a.attisdropped)
select h.relname, 'the unique index ' || i.indexrelid::regclass || ' does not contain the shard',
       'Add the column shard to the index; a number that holds the shard stays unique.'
from hot h join pg_index i on i.indrelid = h.oid
where i.indisunique and not h.attnum = any (i.indkey)
union all
select h.relname, 'the table has no primary key', 'Give it one that contains the shard.'
from hot h where not exists (select from pg_index i where i.indrelid = h.oid and i.indisprimary)
union all
select h.relname, 'the trigger ' || t.tgname, 'Write what it does into the statement.'
from hot h join pg_trigger t on t.tgrelid = h.oid where not t.tgisinternal
union all
select h.relname, 'the foreign key ' || k.conname, 'Keep the id, and look it up by its face.'
from hot h join pg_constraint k on k.conrelid = h.oid where k.contype = 'f'
union all
select h.relname, 'the exclusion constraint ' || k.conname, 'Keep the rule in a primary key.'
from hot h join pg_constraint k on k.conrelid = h.oid where k.contype = 'x'
union all
select h.relname, 'the numbers of ' || a.attname || ' come from a sequence',
       'Let the client make the id (kernel.ids).'
from hot h join pg_attribute a on a.attrelid = h.oid
where a.attidentity <> '' or pg_get_serial_sequence(h.relname, a.attname) is not null
order by 1, 2
"""  # noqa: S608 - a column's name of ours


def layout() -> Layout:
    """Read from the schema which tables are distributed."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        rows = cursor.fetchall()
    hot = tuple(name for name, is_hot in rows if is_hot)
    return Layout(hot, tuple(name for name, is_hot in rows if not is_hot))


def faults() -> list[Fault]:
    """Say what in the schema would keep a hot table from being distributed."""
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        return [Fault(*row) for row in cursor.fetchall()]


def statements(found: Layout, pieces: int = PIECES) -> Iterator[str]:
    """Yield the statements that distribute the tables; run again, they change nothing."""
    first, *_ = found.distributed
    for name in found.distributed:
        beside = f"shard_count => {pieces}" if name == first else f"colocate_with => '{first}'"
        # Names come from the server's own list of tables.
        yield (
            f"select create_distributed_table('{name}', '{COLUMN}', {beside}) "  # noqa: S608
            "where not exists (select from pg_dist_partition "
            f"where logicalrelid = '{name}'::regclass)"
        )


def distribute(pieces: int = PIECES) -> Layout:
    """Distribute the tables of this database; the rows that are there move along."""
    found = layout()
    with connection.cursor() as cursor:
        for one in statements(found, pieces):
            cursor.execute(one)
    return found
