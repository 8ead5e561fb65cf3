"""Closed from beneath (库内封闭): no role of the database but this room's may read its tables.

The tables and functions of the room belong to the role `tongban_facts`, which nobody can log in
as. The platform's own role may call the functions, which write a reading with every read, and has
no right on the tables; what this room does besides, it does `inside`, with its role put on for
the transaction. Where a server does not let us make roles, everything works and nothing is closed;
`state` says so, and `tongban doctor` repeats it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg import sql

ROLE = "tongban_facts"
PREFIX = "facts_"
PLATFORM = "tongban_app"
"""The role the platform logs in as, where the server is its own."""

Server = psycopg.Connection[Any]
_TABLES = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind = 'r' and starts_with(c.relname, %s)
"""
_FUNCTIONS = """
select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = 'public' and starts_with(p.proname, %s) and p.prosecdef
"""
_OWNER = "select pg_get_userbyid(relowner) from pg_class where oid = to_regclass('facts_statement')"
_closed: dict[str, bool] = {}
_worn = "tongban_worn"


@dataclass(frozen=True, slots=True)
class Closed:
    """Whether the tables of a room are closed (封闭情况), and if not, why not."""

    closed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.closed


def close(server: Server, *, role: str = ROLE, prefix: str = PREFIX) -> Closed:
    """Give a room's tables and functions to its role, and all else to the platform's.

    By the role that made the tables, after every migration and restore; again changes nothing.
    """
    _closed.clear()
    try:
        with server.transaction():
            alone = not _is_superuser(server)
            _make_roles(server, role, alone=alone)
            _give(server, role, prefix, alone=alone)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.SyntaxError) as fault:
        return Closed(closed=False, reason=str(fault).splitlines()[0])
    return Closed(closed=True)


def open_(server: Server, *, role: str = ROLE) -> None:
    """Let the role that migrates use a room's tables until `close` is called."""
    if _has(server, role) and not _is_superuser(server):
        _run(server, "grant {} to current_user with inherit true, set true", role)


def state() -> Closed:
    """Say whether the tables of facts are closed to the platform's own role."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper from pg_roles where rolname = current_user and rolsuper"
            " union all select false where has_table_privilege('facts_statement', 'select')"
        )
        found = cursor.fetchone()
    if found is None:
        return Closed(closed=True)
    why = "the platform logs in as a superuser" if found[0] else "its own role may read them"
    return Closed(closed=False, reason=why)


@contextmanager
def inside() -> Iterator[None]:
    """Put on the room's role for what is done to its tables here, all or nothing."""
    if getattr(connection, _worn, False) or not _is_closed():
        with transaction.atomic():
            yield
        return
    nested = connection.in_atomic_block
    with transaction.atomic():
        _wear("tongban_facts")
        setattr(connection, _worn, True)
        try:
            yield
        finally:
            setattr(connection, _worn, False)
        if nested:  # the end of the transaction does the same
            _wear("none")


def _wear(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {role}")


def _is_closed() -> bool:
    """Whether the tables have a role of their own; looked up once a process and database."""
    name = str(connection.settings_dict["NAME"])
    if name not in _closed:
        with connection.cursor() as cursor:
            cursor.execute(_OWNER)
            row = cursor.fetchone()
        _closed[name] = row == (ROLE,)
    return _closed[name]


def _make_roles(server: Server, role: str, *, alone: bool) -> None:
    if not _has(server, role):
        _run(server, "create role {} nologin", role)
    if alone:
        _run(server, "grant {} to current_user with inherit true, set true", role)
    _run(server, "grant usage, create on schema public to {}", role)
    if alone:
        return
    if not _has(server, PLATFORM):
        _run(server, "create role {} login", PLATFORM)
    _run(server, "grant {} to {} with inherit false, set true", role, PLATFORM)
    _run(server, "grant usage, create on schema public to {}", PLATFORM)
    for what in ("tables", "sequences"):
        _run(
            server,
            f"alter default privileges in schema public grant all on {what} to {{}}",
            PLATFORM,
        )
    for (name,) in server.execute(
        "select tablename from pg_tables where schemaname = 'public' and tableowner = current_user"
    ).fetchall():
        _run(server, "grant all on {} to {}", name, PLATFORM)
    _run(server, "grant all on all sequences in schema public to {}", PLATFORM)


def _give(server: Server, role: str, prefix: str, *, alone: bool) -> None:
    for (name,) in server.execute(_TABLES, [prefix]).fetchall():
        _run(server, "alter table {} owner to {}", name, role)
        _run(server, "revoke all on {} from public", name)
        if _has(server, PLATFORM):
            _run(server, "revoke all on {} from {}", name, PLATFORM)
    for (signature,) in server.execute(_FUNCTIONS, [prefix]).fetchall():
        server.execute(
            sql.SQL("alter function {} owner to {}").format(
                sql.SQL(signature), sql.Identifier(role)
            )
        )
    if alone:
        # From here on who made the tables reads them as little as anybody else.
        _run(server, "grant {} to current_user with inherit false, set true", role)


def _is_superuser(server: Server) -> bool:
    row = server.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    return bool(row and row[0])


def _has(server: Server, role: str) -> bool:
    found = server.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    return found is not None


def _run(server: Server, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
