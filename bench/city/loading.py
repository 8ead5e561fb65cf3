"""Load residents by the million: statements over series in big steps, indexes made after.

Each step is one transaction that also notes itself, so a load that was broken off goes on where it
stopped. Two connections work side by side. Nothing is loaded that would leave less than eight
gigabytes of the disk free.
"""

import hashlib
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg

from bench.city import rows

STEP, AT_ONCE = 50_000, 2
FREE = 8 << 30  # bytes of the disk that stay free
SINCE = datetime(2026, 5, 1, 1, tzinfo=UTC)  # the bulk's ids lie before every id of today
BULK = (
    "people_party", "licences_licence", "ledger_stream", "ledger_event", "ledger_task",
    "oversight_case",
)  # fmt: skip
GROUPS = {
    "residents": ("people_party",),
    "licences": ("licences_licence",),
    "heads of licences and cases": ("ledger_stream",),
    "events": ("ledger_event",),
    "work and counters": ("ledger_task", "ledger_counter"),
    "measures of cases": ("oversight_case", "oversight_stay"),
    "facts, keys and looks": ("facts_statement", "facts_key", "facts_read"),
    "definitions": ("catalogue_definition", "catalogue_revision"),
}
KINDS = ("L-SSCARD", "L-NOCRIME")
SERVICES = (
    "GA-IDCARD-REISSUE", "RS-SSCARD", "MZ-OLDAGE", "YB-CROSS-FILING", "GJJ-RENT", "RS-PENSION",
    "GA-HUKOU-MOVE", "WJ-CHILDCARE",
)  # fmt: skip
SETTINGS = {
    "shared_buffers": "4GB", "effective_cache_size": "8GB", "maintenance_work_mem": "512MB",
    "work_mem": "16MB", "max_wal_size": "3GB", "checkpoint_timeout": "15min",
    "wal_level": "minimal", "max_wal_senders": "0", "wal_compression": "on",
}  # fmt: skip
_STORE = "create table if not exists "


class DiskFull(RuntimeError):  # noqa: N818 - it reads as it is
    """Loading on would leave too little of the disk."""


def connect() -> psycopg.Connection:
    """Open a connection as the owner of the tables, for loading alone."""
    from tongban.config import postgres
    from tongban.config.home import home

    return psycopg.connect(
        postgres.cluster(home()).conninfo("tongban"),
        cursor_factory=psycopg.ClientCursor, autocommit=True,
    )  # fmt: skip


def there() -> int:
    """Tell how many residents of the bulk are loaded, indexes and all."""
    with connect() as database:
        if not _has(database, "bench_step") or _has(database, "bench_index"):
            return 0
        found = database.execute("select max(upto), count(*) * %s from bench_step", [STEP])
        upto, counted = found.fetchone()
        return upto if upto == counted else 0


def load(residents: int) -> dict[str, float]:
    """Load until there are so many; returns the seconds of writing and of making indexes.

    Nothing is returned where nothing was left to do.
    """
    from tongban.cli.output import note

    with connect() as database:
        _prepare(database)
        done = {upto for (upto,) in database.execute("select upto from bench_step")}
        missing = [upto for upto in range(STEP, residents + 1, STEP) if upto not in done]
        if missing:
            _drop_indexes(database)
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for at, _ in enumerate(pool.map(_step, missing), 1):
            if at % 10 == 0:
                spent = time.perf_counter() - began
                note(f"  {at * STEP:,} of {len(missing) * STEP:,} more residents, {spent:.0f} s")
    written = time.perf_counter() - began
    began = time.perf_counter()
    with connect() as database:
        made = _make_indexes(database)
        if made or missing:
            note(f"  {made} indexes made, {time.perf_counter() - began:.0f} s")
            database.execute("vacuum analyze")
            database.execute("checkpoint")
    made_in = time.perf_counter() - began
    return {"written": written, "indexes made": made_in} if made or missing else {}


def sizes() -> dict[str, tuple[int, int]]:
    """Return the bytes of each group of tables with their indexes, and about how many rows."""
    with connect() as database:
        return {
            group: database.execute(
                "select sum(pg_total_relation_size(oid))::bigint, sum(greatest(reltuples, 0))::bigint"
                " from pg_class where relkind = 'r' and relname = any(%s)",
                [list(tables)],
            ).fetchone()
            for group, tables in GROUPS.items()
        }


def _has(database: psycopg.Connection, table: str) -> bool:
    return database.execute("select to_regclass(%s)", [table]).fetchone()[0] is not None


def _prepare(database: psycopg.Connection) -> None:
    """Make what the statements look up: kinds, services, parts of numbers, the check digit."""
    from tongban.kernel import identifiers

    if _has(database, "bench_step"):
        return
    with database.transaction():
        database.execute(rows.NUMBERS)
        table = "".join(str(each) for row in identifiers._DAMM for each in row)
        database.execute(rows.DAMM.format(table=table))
        _kinds(database)
        _services(database)
        database.execute("create table bench_step (upto bigint primary key)")


def _kinds(database: psycopg.Connection) -> None:
    import json

    from tongban.agencies import api as agencies
    from tongban.catalogue import api as catalogue

    database.execute(
        "create unlogged table bench_kind (no int, kind text, name_zh text, name_en text, front text,"
        " issuer text, issuer_zh text, issuer_en text, attrs jsonb, said text)"
    )
    for no, each in enumerate(KINDS, 1):
        kind = catalogue.book().licences[each]
        holder = agencies.find(kind.holder)
        front = f"1.2.156.3005.2.{kind.type_code}.{holder.uscc}."
        said = {
            "on": "2026-05-01", "case": None, "kind": each,
            "name": {"zh": kind.name.zh, "en": kind.name.en}, "issuer": kind.holder,
            "valid_to": None, "statements": {},
            "issuer_name": {"zh": holder.name.zh, "en": holder.name.en},
        }  # fmt: skip
        database.execute(
            "insert into bench_kind values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [no, each, kind.name.zh, kind.name.en, front, kind.holder, holder.name.zh,
             holder.name.en, json.dumps({"kind": each, "issuer": kind.holder}),
             json.dumps(said, ensure_ascii=False)[:-1] + ", "],
        )  # fmt: skip


def _services(database: psycopg.Connection) -> None:
    from tongban.catalogue import api as catalogue

    database.execute(
        "create unlogged table bench_service (no int, service text, agency text, name text, version text)"
    )
    for no, each in enumerate(SERVICES):
        service = catalogue.book().services[each]
        database.execute(
            "insert into bench_service values (%s, %s, %s, %s, %s)",
            [no, each, service.agency, service.name.zh, service.version],
        )


def _drop_indexes(database: psycopg.Connection) -> None:
    """Take the indexes of the bulk's tables away, remembered in the same transaction."""
    if _has(database, "bench_index"):
        return
    with database.transaction():
        database.execute(
            "create table bench_index as"
            " select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as of,"
            " coalesce(c.conname, '') as constraint_, pg_get_indexdef(i.indexrelid) as made,"
            " pg_get_constraintdef(c.oid) as said, false as done"
            " from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')"
            " where i.indrelid = any(%s::regclass[])",
            [list(BULK)],
        )
        found = database.execute("select name, of, constraint_ from bench_index").fetchall()
        for name, of, constraint in found:
            if constraint:
                database.execute(f'alter table {of} drop constraint "{constraint}"')
            else:
                database.execute(f"drop index {name}")


def _make_indexes(database: psycopg.Connection) -> int:
    """Make the indexes again, two at once, each noted when it stands."""
    if not _has(database, "bench_index"):
        return 0
    found = database.execute(
        "select name, made, done from bench_index order by of, name"
    ).fetchall()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_make_index, [(name, made) for name, made, done in found if not done]))
    constraints = database.execute(
        "select name, of, constraint_, said like 'PRIMARY%' from bench_index where constraint_ <> ''"
    ).fetchall()
    with database.transaction():
        for name, of, constraint, is_key in constraints:
            sort = "primary key" if is_key else "unique"
            database.execute(
                f'alter table {of} add constraint "{constraint}" {sort} using index {name}'
            )
        database.execute("drop table bench_index")
    return len(found)


def _make_index(row: tuple[str, str]) -> None:
    name, made = row
    with connect() as database, database.transaction():
        database.execute(made)
        database.execute("update bench_index set done = true where name = %s", [name])


def _step(upto: int) -> None:
    """Write the residents up to this number, with everything that is theirs."""
    if shutil.disk_usage("/").free < FREE:
        raise DiskFull(f"Less than {FREE >> 30} GB of the disk would stay free; loaded: {upto:,}")
    given = _given() | {"first": upto - STEP + 1, "last": upto}
    with connect() as database:
        database.execute("set synchronous_commit = off")
        with database.transaction():
            for statement in (
                rows.PARTIES, rows.LICENCES, rows.LICENCE_HEADS, rows.LICENCE_EVENTS, rows.CASES,
                rows.CASE_ROWS,
            ):  # fmt: skip
                database.execute(statement, given)
            database.execute("insert into bench_step values (%s)", [upto])


def _given() -> dict[str, object]:
    """Return what the statements take: who registers, the city's names, the key of digests."""
    import json

    from django.conf import settings

    from tongban.catalogue import api as catalogue
    from tongban.cli.simulation.residents import REGISTRAR
    from tongban.kernel import ids
    from tongban.kernel.actors import SYSTEM

    book = catalogue.book()
    city = book.city.get("city", book.city)
    key = hashlib.sha256(b"tongban.people.number" + settings.SECRET_KEY.encode()).digest()
    key = key.ljust(64, b"\0")
    return {
        "base": ids.first_of(SINCE) >> 22, "at": SINCE, "on": SINCE.date(),
        "registrar": json.dumps(REGISTRAR.to_json(), ensure_ascii=False, default=str),
        "system": json.dumps(SYSTEM.to_json(), ensure_ascii=False, default=str),
        "surnames": list(city["surnames"]),
        "given": [*city["given_women"], *city["given_men"]], "services": len(SERVICES),
        "inner": bytes(each ^ 0x36 for each in key), "outer": bytes(each ^ 0x5C for each in key),
    }  # fmt: skip
